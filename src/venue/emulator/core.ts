import type { Candle } from '../../core/market/candle.ts';
import type { Fixed, InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../core/units.ts';
import type { Rng } from '../../runtime/ports.ts';
import type { Execution } from './account-view.ts';
import type { Agenda } from './agenda.ts';
import type { MarketPhase } from './api.ts';
import type { Collateral } from './facts.ts';
import type { Holding } from './holding.ts';
import type { createIds } from './ids.ts';
import type { BookView, Contract, PublicTrade } from './market-view.ts';
import type { News } from './news.ts';
import type { Offset, OrderKind, OrderReason, OrderSide, OrderStatus, TriggerSignal } from './order-view.ts';
import type { Path } from './path.ts';

/** Everything that the exchange is told; what is optional is a seam with a plain default. */
export type ExchangeOptions = Readonly<{
  contracts: readonly Contract[];
  /** What the wallet begins with, by currency. */
  deposits: Readonly<Record<string, Fixed<string>>>;
  /** Of the first tier: shares of the notional; a fee is rounded away from zero at 1e-10. */
  fees: Readonly<{ maker: Ratio; taker: Ratio }>;
  /** By how much the best prices of the book are away from the path's. */
  slippage: Ratio;
  /** The share of a candle's volume that stands in the book, in four parts: one at each of its best prices. */
  participation: number;
  rng: Rng;
  /**
   * How many of the newest ended orders, and of the newest executions, are known when they are asked for; of the history it
   * is four times as many lines. Default all.
   */
  remembers?: number;
  /** By how much the contract trades over its index, relative; default not at all. */
  basis?: (symbol: InstrumentId, at: Ms) => number;
  /** Relative, per hour, for the hour that begins then; default follows from the premium of the hour before. */
  fundingRate?: (symbol: InstrumentId, hour: Ms) => number;
  /** Beside or instead of the usual ones. */
  collaterals?: Readonly<Record<string, Collateral>>;
}>;

/** An order as the exchange keeps it. A trigger is an order that waits for a price. */
export type Order = {
  readonly orderId: string;
  readonly cliOrdId?: string;
  readonly symbol: InstrumentId;
  readonly side: OrderSide;
  readonly reduceOnly: boolean;
  readonly signal: TriggerSignal;
  readonly limitOffset?: Offset;
  readonly receivedAt: Ms;
  kind: OrderKind;
  quantity: Qty;
  filled: Qty;
  limitPrice?: Price;
  stopPrice?: Price;
  trailing?: Offset;
  updatedAt: Ms;
  isTrigger: boolean;
  /** The turn of the market in which it last had its own; one in each. */
  attempted: number;
  end?: Readonly<{ at: Ms; status: OrderStatus['status']; reason: OrderReason }>;
};

/** A quantity for each side. */
export type Sides = Record<OrderSide, Qty>;

/**
 * One contract: its candle, where on the candle's path the price stands, its open orders and the position in it. What may be
 * absent is undefined and never deleted: an object that loses fields is looked up like a dictionary from then on.
 */
export type Market = {
  readonly contract: Contract;
  readonly holding: Holding;
  /** Open ones, triggers included; of two at one price the earlier goes first. */
  readonly orders: Order[];
  candle: Candle | undefined;
  /** Of the candle, as soon as somebody needs it. */
  path: Path | undefined;
  /** What stands at each price of the book, by the candle's volume, as soon as somebody needs it. */
  depth: Qty | undefined;
  /** How many points of the path are behind; only while `walked`. */
  cursor: number;
  /** The path is followed point by point; where nothing can happen it is only looked up. */
  walked: boolean;
  /** Last traded, on the tick grid. */
  price: Price | undefined;
  /** By how much a person has moved the prices of the candles. */
  moved: number;
  /** Counts the looks at the price; in each, every order has one turn and the book is whole again. */
  turn: number;
  /** An order holds where it stands, or the book is not whole: both wait for the next look at the price. */
  waits: boolean;
  /** What takers of a side have taken in this turn, and what resting orders of a side have been given since the last point. */
  taken: Sides;
  given: Sides;
  takenAt: Ms;
  /** The wake-up that counts; an older one finds itself replaced. */
  wakeAt: Ms | undefined;
  /** A second after something happened it is looked at again. */
  updateAt: Ms | undefined;
  /** When a position's funding is settled next. */
  hourAt: Ms | undefined;
  /** Initial margin of the position with its orders. */
  reserved: Usd;
  /** The last 24 hours of candles, and the index at each full hour. */
  readonly day: Candle[];
  readonly hours: { at: Ms; index: number }[];
  readonly trades: PublicTrade[];
  tradeSeq: number;
  /** The book as it was last told, and how often it has changed. */
  told: BookView | undefined;
  bookSeq: number;
  watchers: number;
  /** When those who watch are shown it next. */
  shownAt: Ms | undefined;
};

/** All the truth of the exchange; plain data, one owner. It survives when Keel dies. */
export type Core = {
  readonly options: ExchangeOptions;
  /** Of the options, with its default. */
  readonly remembers: number;
  readonly markets: Map<InstrumentId, Market>;
  readonly delisted: Set<InstrumentId>;
  /** Those with an order or a position. */
  readonly busy: Set<Market>;
  readonly orders: Map<string, Order>;
  readonly clients: Map<string, Order>;
  /** Ended, and still known by name; oldest first. */
  readonly past: Order[];
  /** The newest; how many there ever were is `executed`. */
  readonly executions: Execution[];
  executed: number;
  /** What there was and is known no more. */
  readonly forgotten: { orders: number; executions: number };
  readonly wallet: Map<string, Fixed<string>>;
  /** What was traded in 30 days: minute by minute, and the sum. */
  readonly volume: { readonly parts: { at: Ms; value: Usd }[]; sum: Usd };
  readonly preferences: Map<InstrumentId, number>;
  readonly agenda: Agenda<() => void>;
  readonly news: News;
  readonly nextId: ReturnType<typeof createIds>;
  phase: MarketPhase;
  /** When the dead man's switch cancels everything. */
  deadline: Ms | undefined;
  now: Ms;
};
