import { trueRange } from './atr.ts';
import type { Smoothing } from './atr.ts';
import type { Bar } from './bar.ts';
import { smooth } from './ema.ts';
import { advanceMean, newMean } from './mean.ts';
import type { Mean } from './mean.ts';

/** Average directional index in the making: the smoothed directional moves and the smoothed index of them. */
export type Adx = {
  seen: number;
  high: number;
  low: number;
  close: number;
  plus: Mean;
  minus: Mean;
  range: Mean;
  index: Mean;
};

/**
 * `tolerance`: a move counts where it is larger by more than that, in units of price. TradingView's comparisons have one of 1e-10.
 */
export type AdxRules = Readonly<{ period: number; smoothing: Smoothing; tolerance: number }>;

/** The directional indicators in percent of the average true range, and how far apart they are, in percent of their sum. */
export type Dmi = Readonly<{ plus: number; minus: number; dx: number }>;

export function newAdx(): Adx {
  return { seen: 0, high: 0, low: 0, close: 0, plus: newMean(), minus: newMean(), range: newMean(), index: newMean() };
}

/**
 * Takes one candle in. With `ema` undefined until 2 * `period` candles have been seen, and wherever nothing has moved (0/0): never NaN;
 * the first candle counts as no move. With `wilder` undefined until 2 * `period`, and 0 where nothing has moved.
 */
export function advanceAdx(adx: Adx, bar: Bar, rules: AdxRules): number | undefined {
  if (rules.smoothing === 'wilder') {
    const dmi = advanceDmi(adx, bar, rules);
    return dmi === undefined ? undefined : advanceMean(adx.index, dmi.dx, rules.period, 'rma');
  }
  const { period, tolerance } = rules;
  const isFirst = adx.seen === 0;
  const up = isFirst ? 0 : bar.high - adx.high;
  const down = isFirst ? 0 : adx.low - bar.low;
  remember(adx, bar);
  const plus = smooth(adx.plus, move(up, down, tolerance), period);
  const minus = smooth(adx.minus, move(down, up, tolerance), period);
  // The smoothed true range that both DI are divided by cancels out of their ratio, so it is not kept.
  if (plus + minus === 0) return undefined;
  const index = smooth(adx.index, (100 * Math.abs(plus - minus)) / (plus + minus), period);
  return adx.seen >= 2 * period ? index : undefined;
}

/** Wilder's, from the second candle on: undefined until `period` moves have been seen (SMC definitions E). */
export function advanceDmi(adx: Adx, bar: Bar, { period, tolerance }: AdxRules): Dmi | undefined {
  const isFirst = adx.seen === 0;
  const up = bar.high - adx.high;
  const down = adx.low - bar.low;
  const span = trueRange(bar, adx.close);
  remember(adx, bar);
  if (isFirst) return undefined;
  const range = advanceMean(adx.range, span, period, 'rma');
  const plus = advanceMean(adx.plus, move(up, down, tolerance), period, 'rma');
  const minus = advanceMean(adx.minus, move(down, up, tolerance), period, 'rma');
  if (range === undefined || plus === undefined || minus === undefined) return undefined;
  // Without any range there is no move either.
  const plusDi = range === 0 ? 0 : (100 * plus) / range;
  const minusDi = range === 0 ? 0 : (100 * minus) / range;
  const sum = plusDi + minusDi;
  return { plus: plusDi, minus: minusDi, dx: (100 * Math.abs(plusDi - minusDi)) / (sum === 0 ? 1 : sum) };
}

function remember(adx: Adx, { high, low, close }: Bar): void {
  adx.seen += 1;
  adx.high = high;
  adx.low = low;
  adx.close = close;
}

/** The part of a move that outdid the other side's. */
function move(mine: number, other: number, tolerance: number): number {
  return mine - other > tolerance && mine > tolerance ? mine : 0;
}
