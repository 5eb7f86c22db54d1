import type { InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../core/units.ts';
import type { OrderSide } from './order-view.ts';

/** One tier of a margin schedule; `from` is USD of notional. */
export type MarginLevel = Readonly<{ from: Usd; initial: Ratio; maintenance: Ratio }>;

/** A linear perpetual as Kraken's instruments list it. */
export type Contract = Readonly<{
  symbol: InstrumentId;
  /** Kraken's `base`: BTC, DOGE, `AAPLx`. */
  base: string;
  tick: Price;
  lot: Qty;
  /** `contractValueTradePrecision`: the lot is 10^-precision; may be negative. */
  precision: number;
  maxPosition: Qty;
  impactMidSize: Qty;
  marginLevels: readonly MarginLevel[];
  fundingCoefficient: number;
  maxRelativeFunding: number;
  openedAt: Ms;
  tradeable: boolean;
  category: string;
  isin?: string;
}>;

/** Analysis numbers, as a feed shows them; absent where the market has none yet. */
export type Ticker = Readonly<{
  symbol: InstrumentId;
  at: Ms;
  mark?: number;
  index?: number;
  last?: number;
  lastAt?: Ms;
  lastSize?: number;
  bid?: number;
  bidSize?: number;
  ask?: number;
  askSize?: number;
  open24h?: number;
  high24h?: number;
  low24h?: number;
  /** Base units, and USD, of the last 24 hours. */
  volume: number;
  volumeQuote: number;
  openInterest: number;
  /** Relative, per hour; the absolute one is this times the index. */
  fundingRate: number;
  fundingPrediction: number;
  nextFundingAt: Ms;
  suspended: boolean;
  postOnly: boolean;
}>;

export type Level = Readonly<{ price: Price; qty: Qty }>;
/** `seq` counts the changes of this contract's book, without holes. */
export type BookView = Readonly<{
  symbol: InstrumentId;
  at: Ms;
  seq: number;
  bids: readonly Level[];
  asks: readonly Level[];
}>;
export type PublicTrade = Readonly<{
  uid: string;
  symbol: InstrumentId;
  /** Counts the trades of this contract, without holes. */
  seq: number;
  at: Ms;
  price: Price;
  qty: Qty;
  /** Of the taker. */
  side: OrderSide;
  type: 'fill' | 'liquidation';
}>;
export type FundingRate = Readonly<{ at: Ms; relative: number; absolute: number }>;
