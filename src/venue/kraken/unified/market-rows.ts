import { z } from 'zod';
import type { Result } from '../../../core/result.ts';
import type { Price, Qty } from '../../../core/units.ts';
import { decimal, float, maybe, read, shape, text, time, whatever } from './schema.ts';
import type { Said, Shape } from './schema.ts';
import type { Strange } from './strange.ts';

/** A contract as `instrument` lists it. `price_increment` is the tick; it need not be a power of ten. */
export type PairRow = Readonly<{
  symbol: string;
  base: string;
  status: string;
  price_precision: number;
  price_increment: Price;
  qty_precision: number;
  qty_increment: Qty;
  qty_min: Qty;
  /** Where the switch says that the frame carries it, in the words of v3. */
  margin_levels: unknown;
}>;
const pairUnused: string = `quote cost_precision cost_min marginable has_index margin_initial position_limit_long
  position_limit_short tick_size execution_venue`;
const pair: Shape<PairRow> = shape<PairRow>(
  'instrument.pairs',
  {
    symbol: z.string(),
    base: z.string(),
    status: z.string(),
    price_precision: float,
    price_increment: decimal<Price>(),
    qty_precision: float,
    qty_increment: decimal<Qty>(),
    qty_min: decimal<Qty>(),
    margin_levels: whatever,
  },
  pairUnused.split(/\s+/),
);
const pairsIn = z.object({ pairs: maybe(z.array(whatever)) });

/** Rows that do not decode are noted and left out. @see https://docs.kraken.com/exchange/api-reference/unified-ws/instrument */
export function readPairs(data: unknown, strange: Strange): readonly PairRow[] {
  const parsed = pairsIn.safeParse(data);
  if (!parsed.success) strange('instrument', 'data has no pairs');
  return rowsOf(pair, parsed.data?.pairs ?? [], strange);
}

function rowsOf<T>(of: Shape<T>, raw: unknown, strange: Strange): readonly T[] {
  const rows: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  return rows.flatMap((row) => {
    const parsed = read(of, row, strange);
    return parsed.ok ? [parsed.value] : [];
  });
}

/** Analysis numbers; the extras of derivatives under either spelling, or under none. */
export type TickerRow = Readonly<{
  symbol: string;
  bid: Said<number>;
  ask: Said<number>;
  last: Said<number>;
  volume: Said<number>;
  vwap: Said<number>;
  mark: Said<number>;
  index: Said<number>;
  fundingRate: Said<number>;
  openInterest: Said<number>;
}>;
type RawTicker = Readonly<{ symbol: string } & Record<(typeof tickerKeys)[number], Said<number>>>;
const tickerKeys = [
  ...(['bid', 'ask', 'last', 'volume', 'vwap', 'mark_price', 'markPrice', 'index_price', 'indexPrice'] as const),
  ...(['index', 'funding_rate', 'fundingRate', 'open_interest', 'openInterest'] as const),
] as const;
const number = maybe(float);
const tickerUnused: string = `bid_qty ask_qty low high change change_pct timestamp trades funding_rate_prediction
  predicted_funding_rate fundingRatePrediction next_funding_time nextFundingTime suspended post_only postOnly`;
const ticker: Shape<RawTicker> = shape<RawTicker>(
  'ticker',
  {
    symbol: z.string(),
    bid: number,
    ask: number,
    last: number,
    volume: number,
    vwap: number,
    mark_price: number,
    markPrice: number,
    index_price: number,
    indexPrice: number,
    index: number,
    funding_rate: number,
    fundingRate: number,
    open_interest: number,
    openInterest: number,
  },
  tickerUnused.split(/\s+/),
);

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/ticker */
export function readTickers(data: unknown, strange: Strange): readonly TickerRow[] {
  return rowsOf(ticker, data, strange).map(({ symbol, bid, ask, last, volume, vwap, ...row }) => ({
    symbol,
    bid,
    ask,
    last,
    volume,
    vwap,
    mark: row.mark_price ?? row.markPrice,
    index: row.index_price ?? row.indexPrice ?? row.index,
    fundingRate: row.funding_rate ?? row.fundingRate,
    openInterest: row.open_interest ?? row.openInterest,
  }));
}

/** Times in ms; `volume` in units of the base. The row is final when one with a later `interval_begin` comes. */
export type OhlcRow = Readonly<{
  symbol: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  interval_begin: number;
  /** Minutes. */
  interval: number;
  tick_type: Said<string>;
}>;
const ohlc: Shape<OhlcRow> = shape<OhlcRow>(
  'ohlc',
  {
    symbol: z.string(),
    open: float,
    high: float,
    low: float,
    close: float,
    volume: float,
    interval_begin: time,
    interval: float,
    tick_type: text,
  },
  ['vwap', 'trades', 'timestamp'],
);

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/ohlc */
export function readOhlc(data: unknown, strange: Strange): readonly OhlcRow[] {
  return rowsOf(ohlc, data, strange);
}

export type LevelRow = Readonly<{ price: Price; qty: Qty }>;
export type BookRow = Readonly<{ symbol: string; bids: LevelRow[]; asks: LevelRow[]; checksum: Said<string> }>;
const levels = z.array(z.object({ price: decimal<Price>(), qty: decimal<Qty>() }));
const book: Shape<BookRow> = shape<BookRow>(
  'book',
  { symbol: z.string(), bids: levels, asks: levels, checksum: text },
  ['timestamp'],
);

/** @see https://docs.kraken.com/exchange/api-reference/unified-ws/book */
export function readBook(data: unknown, strange: Strange): Result<BookRow, string> {
  const [row] = Array.isArray(data) ? data : [data];
  return read(book, row, strange);
}

/** The engine's state. @see https://docs.kraken.com/exchange/api-reference/unified-ws/status */
export type SystemState = (typeof systemStates)[number];
export const systemStates = ['online', 'cancel_only', 'maintenance', 'post_only'] as const;
type StatusRow = Readonly<{ system: string }>;
const statusUnused: string = 'api_version connection_id version upcoming_maintenance emergency';
const status: Shape<StatusRow> = shape<StatusRow>('status', { system: z.string() }, statusUnused.split(' '));

export function readStatus(data: unknown, strange: Strange): Said<string> {
  return rowsOf(status, data, strange)[0]?.system;
}
