import type { AccountPosting } from './ledger/posting.ts';
import type { Candle, Timeframe } from './market/candle.ts';
import type { Instrument } from './market/instrument.ts';
import type { ListedContract } from './market/listing.ts';
import type { Fill, OrderEnd, OrderTicket } from './order/order.ts';
import type { ClientOrderId, InstrumentId, Ms, Price, Qty, Side, Usd } from './units.ts';

/** What a person asks for. It arrives as an event, so it is journaled and replayed like any other. */
export type Command =
  | Readonly<{ type: 'entries.pause' | 'entries.resume' }>
  | Readonly<{ type: 'kill-switch.engage'; exit: boolean }>
  | Readonly<{ type: 'kill-switch.reset' }>
  | Readonly<{ type: 'positions.flatten' }>;

/** What a timer was set for travels with it; a timer that outlived its reason is ignored. */
export type Timer =
  | Readonly<{ type: 'auction' }>
  | Readonly<{ type: 'entry-timeout'; order: ClientOrderId }>
  | Readonly<{ type: 'resolve'; order: ClientOrderId }>
  | Readonly<{ type: 'protect'; instrument: InstrumentId }>
  | Readonly<{ type: 'sync' }>
  | Readonly<{ type: 'discovery' }>
  | Readonly<{ type: 'mode' }>;

/** An order as the venue lists it among the open ones. */
export type VenueOrder = Readonly<{ venueOrderId: string; ticket: OrderTicket; filled: Qty; placedAt: Ms }>;
/** What lies at the venue: dollars without the profit of open positions, and what else there is after its haircut. */
export type VenueMoney = Readonly<{ cash: Usd; collateral: Usd }>;
export type VenuePosition = Readonly<{ instrument: InstrumentId; side: Side; qty: Qty; entryPrice: Price }>;

/** The places at the venue where an order leaves a trace. One of them alone never proves that an order is dead. */
export type OrderSource = 'open-orders' | 'order-status' | 'fills' | 'history';

/** Everything that can reach the core. Past tense: an event has happened and cannot be refused. */
export type Event = Readonly<{ at: Ms }> &
  /** `config` is the canonical text of the configuration in force from here on. */
  /** `collateral` of the equity is not dollars; `asOf` is when it was so, by the venue's clock. */
  (
    | Readonly<{ type: 'run.started'; run: number; equity: Usd; config: string; collateral?: Usd; asOf?: Ms }>
    | Readonly<{ type: 'run.resumed'; config: string }>
    /** What a run over given candles trades, all of it: somebody chose, so nothing is filtered and no liquidity is known. */
    | Readonly<{ type: 'instruments.listed'; instruments: readonly Instrument[] }>
    /** What the venue lists; `stored` where it could not be asked and the last good answer serves. `asOf`: when it was given. */
    | Readonly<{ type: 'market.listed'; contracts: readonly ListedContract[]; source: 'venue' | 'stored'; asOf: Ms }>
    /** The venue was asked for its listing and did not answer. */
    | Readonly<{ type: 'market.unlisted'; cause: string }>
    | Readonly<{ type: 'candle.closed'; candle: Candle }>
    /** The whole history of an instrument follows as candles, oldest first, of all timeframes; of one moment the longer ones first. */
    | Readonly<{ type: 'history.begun'; instrument: InstrumentId }>
    /** Candles that were asked for, again and again, and not given. */
    | Readonly<{ type: 'history.failed'; instrument: InstrumentId; timeframe: Timeframe; cause: string }>
    | Readonly<{ type: 'mark.observed'; instrument: InstrumentId; price: Price }>
    | Readonly<{ type: 'order.accepted'; order: ClientOrderId; venueOrderId: string }>
    | Readonly<{ type: 'order.rejected'; order: ClientOrderId; reason: string }>
    | Readonly<{ type: 'order.denied'; order: ClientOrderId; reason: string }>
    | Readonly<{ type: 'order.unresolved'; order: ClientOrderId; cause: string }>
    /** `more`: the next event is another fill of the same order, which came together with it. */
    | Readonly<{ type: 'order.filled'; fill: Fill; more?: true }>
    | Readonly<{ type: 'order.ended'; order: ClientOrderId; how: OrderEnd; filled: Qty }>
    | Readonly<{ type: 'order.absent'; order: ClientOrderId; source: OrderSource }>
    /** `venueAt` is when the venue took it: it says nothing of what came later, however late it arrives. */
    | Readonly<{
        type: 'venue.snapshot';
        venueAt: Ms;
        orders: readonly VenueOrder[];
        positions: readonly VenuePosition[];
        money?: VenueMoney;
      }>
    /** Money moved at the venue without a fill of ours: funding, a transfer, a fee. */
    | Readonly<{ type: 'account.posted'; posting: AccountPosting }>
    | Readonly<{ type: 'timer.fired'; timer: Timer }>
    | Readonly<{ type: 'command.received'; command: Command; from: string }>
  );

/** An event of one type. */
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
