import type { Fixed, InstrumentId, Ms, Price, Qty, Usd } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import type { MarketPhase } from './api.ts';
import type { Level, PublicTrade } from './market-view.ts';
import type { OrderReason, OrderSide, VenueOrder } from './order-view.ts';

/** One line of what the account went through; `seq` counts them. */
export type HistoryEntry = Readonly<{ seq: number; at: Ms; uid: string }> &
  (
    | Readonly<{ type: 'order.placed'; order: VenueOrder; reason: OrderReason }>
    | Readonly<{ type: 'order.updated'; old: VenueOrder; order: VenueOrder; reason: OrderReason }>
    | Readonly<{ type: 'order.cancelled'; order: VenueOrder; reason: OrderReason }>
    | Readonly<{ type: 'order.rejected'; order: VenueOrder; reason: string }>
    | Readonly<{ type: 'trigger.placed' | 'trigger.cancelled'; order: VenueOrder; reason: OrderReason }>
    /** A limit child keeps the id of its trigger. */
    | Readonly<{ type: 'trigger.activated'; order: VenueOrder; reason: OrderReason }>
    | Readonly<{ type: 'trigger.updated'; old: VenueOrder; order: VenueOrder; reason: OrderReason }>
    | Readonly<{ type: 'execution'; execution: Execution }>
    | Readonly<{
        type: 'position';
        symbol: InstrumentId;
        /** Signed: negative is short. */
        before: Qty;
        after: Qty;
        entryBefore: Price;
        entryAfter: Price;
        realised: Usd;
        fee: Usd;
        /** What was settled with it; positive was received. */
        funding: Usd;
        execution?: Execution;
        cause: 'trade' | 'funding' | 'settlement';
      }>
    | Readonly<{
        type: 'cash';
        currency: string;
        before: Fixed<string>;
        after: Fixed<string>;
        cause: CashCause;
        /** The contract that it is for. */
        symbol?: InstrumentId;
      }>
  );
export type CashCause = 'trade' | 'funding' | 'transfer' | 'liquidation fee' | 'conversion' | 'settlement';

/** What happened, for whoever listens: each becomes frames of the dialects' feeds. */
export type ExchangeEvent =
  | Readonly<{ type: 'ticker'; symbol: InstrumentId; mark: Price }>
  | Readonly<{ type: 'trade'; trade: PublicTrade }>
  | Readonly<{ type: 'book'; symbol: InstrumentId; seq: number; side: OrderSide; level: Level; at: Ms }>
  /** An order appeared, changed or is gone; `gone` is true where it is no longer open. */
  | Readonly<{ type: 'order'; order: VenueOrder; gone: boolean; reason: OrderReason; at: Ms }>
  /** Refused after it had become an order; only verbose feeds show it. */
  | Readonly<{ type: 'refused'; order: VenueOrder; reason: string; at: Ms }>
  | Readonly<{ type: 'execution'; execution: Execution }>
  | Readonly<{ type: 'position'; symbol: InstrumentId; at: Ms }>
  | Readonly<{ type: 'wallet'; at: Ms }>
  | Readonly<{ type: 'history'; entry: HistoryEntry }>
  | Readonly<{ type: 'phase'; phase: MarketPhase; at: Ms }>
  | Readonly<{ type: 'listing'; at: Ms }>;
