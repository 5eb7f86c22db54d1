import type { VenueOrder } from '../../core/events.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Fill, OrderTicket } from '../../core/order/order.ts';
import { add, noUsd, sub } from '../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../core/units.ts';
import type { Rng, VenueEffect } from '../../runtime/ports.ts';
import type { Event } from '../../core/events.ts';
import { balanceOf, positionOf, unrealised } from './account.ts';
import type { Account, BookPosition, Holding } from './account.ts';
import type { Agenda } from './agenda.ts';
import type { Path } from './path.ts';

/** An event as the venue sends it: when it reaches Keel is not known yet. */
export type Report = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;
export type Say = (report: Report) => void;

/** Everything the emulator is told; what is optional is a seam with a plain default. */
export type EmulatorOptions = Readonly<{
  instruments: readonly Instrument[];
  startingEquity: Usd;
  /** Shares of the notional; the fee is rounded away from zero at 1e-10. */
  fees: Readonly<{ maker: Ratio; taker: Ratio }>;
  /** By how much a taker's price is worse than the path's. */
  slippage: Ratio;
  /** Each way, unless `latency` says otherwise. */
  latencyMs: number;
  /** The share of a candle's volume that all attempts of one order in that candle may take, about. */
  participation: number;
  rng: Rng;
  /** Milliseconds on the way of a request or of a report; default `latencyMs`. */
  latency?: (cargo: VenueEffect | Report, rng: Rng) => number;
  /** Why an otherwise valid order is refused, in Kraken's words; default admits everything. */
  admit?: (ticket: OrderTicket, books: Books) => string | undefined;
  /** What a position pays (negative: gets) at a candle's open; asked at every open that finds one; default nothing. */
  funding?: (at: Ms, position: BookPosition) => Usd;
  /** The connection to Keel: no event loses it, two duplicate it, a later `at` delays it. */
  deliver?: (event: Event) => readonly Event[];
  /** How long an answer to an order is waited for before it counts as unresolved; default 5,000 ms. */
  patienceMs?: number;
  /** What becomes of a request: lost on the way, or done while only its direct answer is lost. */
  accept?: (effect: VenueEffect) => 'accept' | 'lose-request' | 'lose-reply';
}>;

/** An order as the venue knows it, for good. */
export type VenueRecord = {
  readonly ticket: OrderTicket;
  readonly venueOrderId: string;
  readonly placedAt: Ms;
  readonly fills: Fill[];
  filled: Qty;
  /** `working`: a market order, or a triggered one, that is not done yet. */
  status: 'resting' | 'working';
  /** The segment in which it last had its turn; one turn per segment. */
  attempted: number;
  /** The second chance a second after the first execution was given. */
  retried: boolean;
  end?: Readonly<{ how: 'filled' | 'canceled'; at: Ms }>;
};

/** One contract: its candle, where on the candle's path the price stands, and the orders, oldest first. */
export type Market = {
  readonly instrument: Instrument;
  readonly holding: Holding;
  readonly orders: VenueRecord[];
  candle?: Candle;
  /** Only while busy. */
  path?: Path;
  /** How many points of the path are behind. */
  cursor: number;
  /** Last traded, on the tick grid. */
  price?: Price;
  /** Counts the stretches of path, so that an order has one turn in each. */
  segment: number;
  /** The wake-up that counts; an older one finds itself replaced. */
  wakeAt?: Ms;
};

/** What the emulator has to do later. */
export type Task =
  | Readonly<{ type: 'arrive'; effect: VenueEffect; say: Say }>
  | Readonly<{ type: 'wake'; market: Market }>
  | Readonly<{ type: 'retry'; market: Market; order: VenueRecord }>
  | Readonly<{ type: 'deliver'; event: Event }>;

/** All the truth of the venue; plain data, one owner. It survives when Keel dies. */
export type Exchange = {
  readonly options: EmulatorOptions;
  readonly account: Account;
  readonly markets: ReadonlyMap<InstrumentId, Market>;
  readonly orders: Map<ClientOrderId, VenueRecord>;
  readonly fills: Fill[];
  /** Ended orders in the order of ending. */
  readonly ended: VenueRecord[];
  readonly agenda: Agenda<Task>;
  readonly post: Say;
  now: Ms;
};

/** The books as an auditor reads them; `equity` is the balance and the open positions at the price now. */
export type Books = Readonly<{
  balance: Usd;
  equity: Usd;
  realised: Usd;
  fees: Usd;
  /** Positive is paid. */
  funding: Usd;
  positions: readonly BookPosition[];
  orders: readonly VenueOrder[];
  fills: readonly Fill[];
}>;

/** Something can happen here: an order waits, or a position moves. */
export function isBusy(market: Market): boolean {
  return market.orders.length > 0 || market.holding.size !== 0n;
}

export function remaining(order: VenueRecord): Qty {
  return sub(order.ticket.qty, order.filled);
}

export function openPositions(exchange: Exchange): readonly BookPosition[] {
  return [...exchange.markets.values()].flatMap(({ holding }) => positionOf(holding) ?? []);
}

export function openOrders(exchange: Exchange): readonly VenueOrder[] {
  return [...exchange.markets.values()].flatMap(({ orders }) =>
    orders.map(({ venueOrderId, ticket, filled, placedAt }) => ({ venueOrderId, ticket, filled, placedAt })),
  );
}

/** `fills` is the live list, not a copy: it only grows. */
export function readBooks(exchange: Exchange): Books {
  const { account, markets, fills } = exchange;
  const open = [...markets.values()].map(({ holding, price }) =>
    price === undefined ? noUsd : unrealised(holding, price),
  );
  const { realised, fees, funding } = account;
  const balance = balanceOf(account);
  const equity = open.reduce((a, b) => add(a, b), balance);
  const [positions, orders] = [openPositions(exchange), openOrders(exchange)];
  return { balance, equity, realised, fees, funding, positions, orders, fills };
}
