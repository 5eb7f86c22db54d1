import { newEma, smooth } from './ema.ts';
import type { Ema } from './ema.ts';
import type { Bar } from './pivot.ts';

/** Average directional index in the making: the smoothed directional moves and the smoothed index of them. */
export type Adx = { seen: number; high?: number; low?: number; plus: Ema; minus: Ema; index: Ema };

export function newAdx(): Adx {
  return { seen: 0, plus: newEma(), minus: newEma(), index: newEma() };
}

/**
 * Takes one candle in; undefined until 2 * `period` candles have been seen, and wherever nothing has moved (0/0): never NaN.
 *
 * The EMA-smoothed variant (not Wilder's) that the strategy's thresholds were tuned to; the first candle counts as no move.
 */
export function advanceAdx(adx: Adx, bar: Bar, period: number): number | undefined {
  const up = adx.high === undefined ? 0 : bar.high - adx.high;
  const down = adx.low === undefined ? 0 : adx.low - bar.low;
  adx.high = bar.high;
  adx.low = bar.low;
  adx.seen += 1;
  const plus = smooth(adx.plus, up > down && up > 0 ? up : 0, period);
  const minus = smooth(adx.minus, down > up && down > 0 ? down : 0, period);
  // The smoothed true range that both DI are divided by cancels out of their ratio, so it is not kept.
  if (plus + minus === 0) return undefined;
  const index = smooth(adx.index, (100 * Math.abs(plus - minus)) / (plus + minus), period);
  return adx.seen >= 2 * period ? index : undefined;
}
