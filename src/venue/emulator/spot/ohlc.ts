import { err, ok } from '../../../core/result.ts';
import { latest, intervals, middleOf } from '../unified/public/ohlc.ts';
import type { Json } from '../unified/frame.ts';
import type { Bar } from '../standing/charts.ts';
import type { Pair } from './pairs.ts';
import { keyOf } from './rest.ts';
import type { Answer, Call, PublicDesk } from './rest.ts';

/** Committed candles, and the forming one after them. */
const windowOf = { rows: 721 } as const;

/**
 * Up to 720 committed candles and the forming one, last. `since` is the open time of the last row that is known; it
 * never reaches further back. `last` is the newest committed row.
 *
 * @see https://docs.kraken.com/api/docs/rest-api/get-ohlc-data
 */
export function ohlc({ params }: Call, { exchange, market }: PublicDesk, pair: Pair): Answer {
  const interval = Number(params['interval'] ?? 1);
  const since = Number(params['since'] ?? 0);
  if (!intervals.includes(interval) || Number.isNaN(since)) return err('EGeneral:Invalid arguments');
  const bars = latest(market, pair, { interval, count: windowOf.rows, now: exchange.now() });
  const rows = bars.filter(({ openAt }) => openAt / 1_000 > since).map((bar) => rowOf(bar, pair, interval));
  const committed = bars.at(-2) ?? bars.at(-1);
  const last = Math.floor((committed?.openAt ?? 0) / 1_000);
  return ok({ [keyOf(params['pair'] ?? '', pair)]: rows, last });
}

/** Seconds, then texts, then how many trades: the exchange does not count them, so one a minute where there was volume. */
function rowOf(bar: Bar, { decimals }: Pair, interval: number): Json {
  const { openAt, open, high, low, close, volume } = bar;
  const prices = [open, high, low, close].map((price) => price.toFixed(decimals.price));
  const [average, count] = volume === 0 ? ['0.0', 0] : [middleOf(bar).toFixed(decimals.price), interval];
  return [openAt / 1_000, ...prices, average, volume.toFixed(decimals.qty), count];
}
