import { assert } from '../../core/assert.ts';
import { closeAt, closedAt, timeframeMs } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import { hear, newMarket } from '../../core/market/market.ts';
import { bucketOf, isHigher } from '../../core/market/series.ts';
import type { Derived } from '../../core/market/series.ts';
import { read, readHistory } from '../../core/signal/read.ts';
import type { Settings } from '../../core/settings.ts';
import { ms } from '../../core/units.ts';
import { judged } from './path.ts';
import type { Candles, Context } from './path.ts';

/** 15m candles that are heard one by one: as many as a configuration may ask for, and one. */
const quartersBack = 97;

/**
 * The decision at the close of candle `index` as a Keel would make it that starts at this moment: the candles so far are
 * resampled in one go and told as history, everything is warmed up from nothing. It shares the gates and the detectors
 * with the streaming way, and neither its resampling nor its way of reading.
 */
export function decideFromScratch(candles: Candles, index: number, settings: Settings, context: Context): string {
  const last = candles.at(index);
  assert(last !== undefined, 'a decision is made at a candle');
  const now = closeAt(last);
  const market = { ...newMarket(candles.instrument, 'C'), ...context };
  const begin = beginning(candles, index, settings.execution.gapMs);
  for (const timeframe of ['1h', '4h', '1d'] as const) {
    for (const candle of resample(candles, begin, index, timeframe)) {
      const closed = closedAt(candle, now);
      if (closed !== undefined && isHigher(closed)) readHistory(market.reading, closed, settings.signal);
    }
  }
  if (closedAt(last, now) === undefined) return 'unsound';
  // Of the 15m candles themselves the strategy looks back a day at most; the buckets that they close were told above.
  for (let i = Math.max(begin, index - quartersBack); i <= index; i += 1) {
    const candle = candles.at(i);
    const closed = candle === undefined ? undefined : closedAt(candle, now);
    if (closed === undefined || !hear(market, closed, settings.execution.gapMs)) continue;
    read(market.reading, closed, now, settings.signal);
  }
  return judged(market, last, settings);
}

/** The first candle after the last hole that is longer than a gap. */
function beginning(candles: Candles, index: number, gapMs: number): number {
  for (let i = index; i > 0; i -= 1) {
    const [before, after] = [candles.at(i - 1), candles.at(i)];
    if (before === undefined || after === undefined) break;
    if (after.openAt - before.openAt - timeframeMs['15m'] > gapMs) return i;
  }
  return 0;
}

/** All candles of a higher timeframe from the 15m candles `begin` to `end`, both included; the last may still be forming. */
function resample(candles: Candles, begin: number, end: number, timeframe: Derived): readonly Candle[] {
  const all: Candle[] = [];
  let group: Candle[] = [];
  const flush = (): void => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return;
    all.push({
      ...first,
      timeframe,
      openAt: bucketOf(first.openAt, timeframe),
      high: group.reduce((most, { high }) => Math.max(most, high), -Infinity),
      low: group.reduce((least, { low }) => Math.min(least, low), Infinity),
      close: last.close,
      volume: group.reduce((sum, { volume }) => sum + volume, 0),
    });
    group = [];
  };
  for (let i = begin; i <= end; i += 1) {
    const candle = candles.at(i);
    if (candle === undefined) break;
    const [first] = group;
    if (first !== undefined && !isSameBucket(first, candle, timeframe)) flush();
    group.push(candle);
  }
  flush();
  return all;
}

function isSameBucket(a: Candle, b: Candle, timeframe: Derived): boolean {
  return Math.floor(ms(a.openAt) / timeframeMs[timeframe]) === Math.floor(ms(b.openAt) / timeframeMs[timeframe]);
}
