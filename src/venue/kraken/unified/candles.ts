import { closedAt, timeframeMs } from '../../../core/market/candle.ts';
import type { Candle, Timeframe } from '../../../core/market/candle.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { ms } from '../../../core/units.ts';
import type { CandleQuestion, Clock, MarketData } from '../../../runtime/ports.ts';
import type { Charts } from './charts.ts';
import { readOhlc } from './market-rows.ts';
import type { OhlcRow } from './market-rows.ts';
import type { PublicLine } from './public-line.ts';
import type { Strange } from './strange.ts';

/** Minutes, as `ohlc` counts them. @see https://docs.kraken.com/exchange/api-reference/unified-ws/ohlc */
const minutes: Readonly<Record<Timeframe, number>> = { '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 };

export type CandleLinks = Readonly<{
  clock: Clock;
  line: PublicLine;
  strange: Strange;
  charts: Charts | undefined;
  /** How many candles a snapshot may hold. */
  inSnapshot: number;
}>;

/** From the snapshot of the stream where it reaches back far enough, else from the charts. Closed ones only. */
export function createCandles(links: CandleLinks): MarketData['candles'] {
  const { clock, charts } = links;
  const closed = (candles: readonly Candle[]): readonly Candle[] =>
    candles.flatMap((candle) => closedAt(candle, clock.now()) ?? []);
  return async (question) => {
    const span = timeframeMs[question.timeframe];
    const reach = (links.inSnapshot - 1) * span;
    if (charts === undefined || clock.now() - question.from < reach) {
      const rows = await snapshotOf(links, question);
      const [first] = rows;
      // A snapshot that is not full holds all there is: the contract is younger than the question.
      const isAll = first !== undefined && (first.interval_begin <= question.from || rows.length < links.inSnapshot);
      if (isAll && charts === undefined) return ok(closed(continuous(question, rows)));
      if (isAll && first.interval_begin <= question.from) return ok(closed(continuous(question, rows)));
    }
    if (charts === undefined) return err(`the stream does not reach back far enough for ${question.instrument}`);
    const candles: Result<readonly Candle[], string> = await charts.candles(question);
    return candles.ok ? ok(closed(candles.value)) : candles;
  };
}

async function snapshotOf(links: CandleLinks, { instrument, timeframe }: CandleQuestion): Promise<readonly OhlcRow[]> {
  const interval = minutes[timeframe];
  let rows: readonly OhlcRow[] | undefined;
  await links.line.glance({
    channel: 'ohlc',
    symbols: [instrument],
    params: { interval, tick_type: 'trade' },
    hear: ({ data, kind }) => {
      const ours = readOhlc(data, links.strange).filter(
        (row) => row.symbol === instrument && row.interval === interval && (row.tick_type ?? 'trade') === 'trade',
      );
      if (kind === 'snapshot' && ours.length > 0) rows ??= ours.toSorted((a, b) => a.interval_begin - b.interval_begin);
    },
    isEnough: () => rows !== undefined,
  });
  return rows ?? [];
}

/** A quiet interval has no row: it is a flat candle at the close before it, as the charts have it. */
function continuous({ instrument, timeframe, from, to }: CandleQuestion, rows: readonly OhlcRow[]): readonly Candle[] {
  const span = timeframeMs[timeframe];
  const candles: Candle[] = [];
  for (const { interval_begin: openAt, open, high, low, close, volume } of rows) {
    const previous = candles.at(-1);
    for (let at = (previous?.openAt ?? openAt) + span; previous !== undefined && at < openAt; at += span)
      candles.push({ instrument, timeframe, openAt: ms(at), ...flat(previous.close) });
    candles.push({ instrument, timeframe, openAt: ms(openAt), open, high, low, close, volume });
  }
  return candles.filter(({ openAt }) => openAt >= from && openAt <= to);
}

function flat(price: number): Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'> {
  return { open: price, high: price, low: price, close: price, volume: 0 };
}
