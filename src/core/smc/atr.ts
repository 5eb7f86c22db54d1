import { advanceEma, newEma } from './ema.ts';
import type { Ema } from './ema.ts';
import type { Bar } from './pivot.ts';

/** Average true range in the making. */
export type Atr = { mean: Ema; close?: number };

export function newAtr(): Atr {
  return { mean: newEma() };
}

/**
 * Takes one candle in; undefined until `period` candles have been seen.
 *
 * The EMA-smoothed variant (not Wilder's) that the strategy's thresholds were tuned to; the first true range is high - low.
 */
export function advanceAtr(atr: Atr, bar: Bar, period: number): number | undefined {
  const range = trueRange(bar, atr.close);
  atr.close = bar.close;
  return advanceEma(atr.mean, range, period);
}

function trueRange({ high, low }: Bar, before: number | undefined): number {
  if (before === undefined) return high - low;
  return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
}
