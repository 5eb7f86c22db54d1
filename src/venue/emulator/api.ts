import type { Candle } from '../../core/market/candle.ts';
import type { Fixed, InstrumentId, Ms, Price, Usd } from '../../core/units.ts';
import type { Execution, PositionView, WalletView } from './account-view.ts';
import type { ExchangeEvent, HistoryEntry } from './happening.ts';
import type { BookView, Contract, FundingRate, PublicTrade, Ticker } from './market-view.ts';
import type {
  CancelAnswer,
  EditAnswer,
  OrderChange,
  OrderName,
  OrderStatus,
  OrderTerms,
  PreferAnswer,
  SendAnswer,
  VenueOrder,
} from './order-view.ts';

/**
 * What can be asked of the emulated exchange, in Kraken's own words, whatever dialect it is asked in: the services over
 * HTTP and WebSocket, and the venue port in this process, all speak to the one core through this and nothing else.
 * Everything is synchronous and happens at `now()`; latency, rate limits and authentication belong to whoever asks.
 */
export type ExchangeApi = Readonly<{
  now: () => Ms;
  contracts: () => readonly Contract[];
  /** Undefined where it is not listed (any more). */
  ticker: (symbol: InstrumentId) => Ticker | undefined;
  /** Best first; at most `depth` levels a side (all, where absent). Own resting orders are in it. */
  book: (symbol: InstrumentId, depth?: number) => BookView | undefined;
  /** Newest first. */
  trades: (symbol: InstrumentId, before?: Ms) => readonly PublicTrade[];
  /**
   * From now on the contract's ticker, its trades and its book are told every second though nobody trades in it; the book
   * against its last snapshot. Without this only what happens to the account is told. It changes nothing else. Returns how to stop.
   */
  watch: (symbol: InstrumentId) => () => void;
  /** Hourly, oldest first. */
  fundingRates: (symbol: InstrumentId) => readonly FundingRate[];

  send: (terms: OrderTerms) => SendAnswer;
  edit: (change: OrderChange) => EditAnswer;
  cancel: (which: OrderName) => CancelAnswer;
  /** All open orders and triggers, stops included; of one contract where it is named. */
  cancelAll: (symbol?: InstrumentId) => readonly VenueOrder[];
  /** Dead man's switch: cancels all orders when the time is up; 0 turns it off. When it will fire. */
  cancelAllAfter: (timeoutMs: number) => Ms | undefined;
  /** A number isolates the contract at that leverage; undefined is cross. */
  prefer: (symbol: InstrumentId, maxLeverage: number | undefined) => PreferAnswer;
  preferences: () => ReadonlyMap<InstrumentId, number>;

  openOrders: () => readonly VenueOrder[];
  /** Open, or ended no longer than five seconds ago. */
  orderStatus: (names: readonly OrderName[]) => readonly OrderStatus[];
  /** Newest first, at most `count`, before a moment where it is given. */
  executions: (count: number, before?: Ms) => readonly Execution[];
  positions: () => readonly PositionView[];
  wallet: () => WalletView;
  /**
   * What happened to the account's orders, positions and money, oldest first; `seq` counts everything that ever did, and what
   * is older than the first line is forgotten.
   */
  history: () => readonly HistoryEntry[];
  /** Traded in the last 30 days. */
  volume: () => Usd;
  /** How many ended orders, executions and lines of the history there were that can be asked for no more. */
  forgotten: () => Readonly<{ orders: number; executions: number; history: number }>;

  /** Called with every event as it happens, in order. Returns how to stop. */
  listen: (listener: (event: ExchangeEvent) => void) => () => void;

  /** The practice controls: money put in or taken out, a price moved, a market halted. */
  control: Controls;
}>;

export type Controls = Readonly<{
  deposit: (currency: string, amount: Fixed<string>) => void;
  /** The index, mark and last of one contract jump to a price now; what that triggers happens. False where it is not listed. */
  movePrice: (symbol: InstrumentId, price: Price) => boolean;
  /** After every maintenance: only post orders, no executions, no liquidations. */
  phase: (phase: MarketPhase) => void;
  /** Delists a contract: its orders vanish, its position is settled at the mark. */
  delist: (symbol: InstrumentId) => boolean;
}>;

export type MarketPhase = 'online' | 'post_only' | 'cancel_only' | 'maintenance';

/**
 * The exchange with its own time, for whoever drives it. Nothing happens but in `advance`, at `nextAt()`, or because
 * somebody asks through the api at `now()`; `reach` lets time pass up to a moment before which nothing is due.
 */
export type Exchange = ExchangeApi &
  Readonly<{
    nextAt: () => Ms | undefined;
    /** Does all that is due at `nextAt()`; what happened is heard by the listeners. */
    advance: () => void;
    reach: (at: Ms) => void;
    /** A 15m candle begins: its open is the price now, its path follows. */
    open: (candle: Candle) => void;
    /** Something of the driver's own, such as a request that arrives; at one moment first come, first served. */
    schedule: (at: Ms, task: () => void) => void;
  }>;
