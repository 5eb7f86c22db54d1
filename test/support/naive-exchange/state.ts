import type { InstrumentId, Ms } from '../../../src/core/units.ts';
import type { MarketPhase } from '../../../src/venue/emulator/api.ts';
import type { Contract } from '../../../src/venue/emulator/market-view.ts';
import type { OrderKind, OrderSide, TriggerSignal } from '../../../src/venue/emulator/order-view.ts';
import { zero } from './decimal.ts';
import type { D } from './decimal.ts';

export type Order = {
  readonly id: string;
  readonly cliOrdId: string | undefined;
  readonly symbol: InstrumentId;
  readonly side: OrderSide;
  /** `mkt` becomes an `ioc`, an activated trigger an `ioc` or `lmt`. */
  kind: OrderKind;
  size: D;
  filled: D;
  limit: D | undefined;
  stop: D | undefined;
  readonly signal: TriggerSignal;
  trailing: { value: D; unit: 'PERCENT' | 'QUOTE_CURRENCY' } | undefined;
  readonly limitOffset: { value: D; unit: 'PERCENT' | 'QUOTE_CURRENCY' } | undefined;
  readonly reduceOnly: boolean;
  isTrigger: boolean;
  placedAt: Ms;
};

export type Position = {
  /** Negative is short. */
  size: D;
  /** What the open size was bought for; negative for a short. */
  cost: D;
  /** Funding that has accrued and has not been settled, up to `fundedTo`; positive is to be received. */
  funding: D;
  fundedTo: Ms;
};

/** What the market offers, which no document foretells: read from the exchange just before a request. */
export type Sight = Readonly<{
  now: Ms;
  mark: D | undefined;
  index: D | undefined;
  last: D | undefined;
  /** Best first, without the account's own orders. */
  bids: readonly Level[];
  asks: readonly Level[];
  /** Best first, with them. */
  whole: Readonly<{ bids: readonly Level[]; asks: readonly Level[] }>;
}>;
export type Level = Readonly<{ price: D; qty: D }>;

/** Relative to nothing: what one unit long pays for one hour that begins then, in USD. */
export type FundingOf = (symbol: InstrumentId, hour: Ms) => D;

export type State = {
  readonly contracts: Map<InstrumentId, Contract>;
  readonly open: Map<string, Order>;
  /** How those ended that are not open any more. */
  readonly ended: Map<string, 'filled' | 'cancelled'>;
  readonly idOf: Map<string, string>;
  readonly positions: Map<InstrumentId, Position>;
  readonly cash: Map<string, D>;
  readonly preferences: Map<InstrumentId, number>;
  /** The executions of 30 days, and their sum. */
  traded: { at: Ms; usd: D }[];
  tradedUsd: D;
  phase: MarketPhase;
  deadMan: Ms | undefined;
};

export function emptyState(contracts: readonly Contract[], usd: D): State {
  return {
    contracts: new Map(contracts.map((contract) => [contract.symbol, contract])),
    open: new Map(),
    ended: new Map(),
    idOf: new Map(),
    positions: new Map(),
    cash: new Map([['USD', usd]]),
    preferences: new Map(),
    traded: [],
    tradedUsd: zero,
    phase: 'online',
    deadMan: undefined,
  };
}

export const sizeOf = (state: State, symbol: InstrumentId): D => state.positions.get(symbol)?.size ?? zero;
export const remaining = (order: Order): D => order.size.minus(order.filled);
export const signed = (side: OrderSide, qty: D): D => (side === 'buy' ? qty : qty.neg());
/** How much of the position an order of this side would close. */
export function reducible(state: State, symbol: InstrumentId, side: OrderSide): D {
  const size = sizeOf(state, symbol);
  if (side === 'sell') return size.gt(0) ? size : zero;
  return size.lt(0) ? size.neg() : zero;
}
