import type { Bar } from './bar.ts';
import { advanceEma } from './ema.ts';
import { advanceMean, newMean } from './mean.ts';
import type { Mean } from './mean.ts';

/** How a range or an index is smoothed: `ema` seeded with the first input, as the strategy's thresholds were tuned to, or `wilder`. */
export type Smoothing = 'ema' | 'wilder';

/** Average true range in the making. */
export type Atr = { mean: Mean; close: number };

export function newAtr(): Atr {
  return { mean: newMean(), close: 0 };
}

/** Takes one candle in; undefined until `period` candles have been seen. The first true range is high - low. */
export function advanceAtr(atr: Atr, bar: Bar, period: number, smoothing: Smoothing): number | undefined {
  const range = atr.mean.seen === 0 ? bar.high - bar.low : trueRange(bar, atr.close);
  atr.close = bar.close;
  return smoothing === 'ema' ? advanceEma(atr.mean, range, period) : advanceMean(atr.mean, range, period, 'rma');
}

/** The span of a candle with the close before it, by which a gap counts. */
export function trueRange({ high, low }: Bar, before: number): number {
  return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
}
