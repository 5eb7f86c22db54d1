import { advanceAdx, newAdx } from './adx.ts';
import type { Adx } from './adx.ts';
import { advanceAtr, newAtr } from './atr.ts';
import type { Atr, Smoothing } from './atr.ts';
import type { Bar } from './bar.ts';
import type { Detector } from './detector.ts';
import { advanceMean, newMean } from './mean.ts';
import type { Mean } from './mean.ts';
import { advanceRsi, newRsi } from './rsi.ts';
import type { Rsi } from './rsi.ts';

/** An indicator by name. `smoothing` and `tolerance` (see `AdxRules`) are read by those that have them. */
export type IndicatorParams = Readonly<{
  name: 'ema' | 'rma' | 'atr' | 'adx' | 'rsi';
  period: number;
  smoothing: Smoothing;
  tolerance: number;
}>;

/** An indicator in the making, with what it was asked for; plain data. */
export type Indicator = Readonly<{ params: IndicatorParams; mean: Mean; atr: Atr; adx: Adx; rsi: Rsi }>;

/** Means are of closes; each tells its value for every candle from the first that has one (SMC definitions E). */
export const indicator: Detector<IndicatorParams, Indicator, number> = {
  warmUp: ({ name, period }) => {
    if (name === 'rsi') return period + 1;
    return name === 'adx' ? 2 * period : period;
  },
  begin: (params) => ({ params, mean: newMean(), atr: newAtr(), adx: newAdx(), rsi: newRsi() }),
  advance: (state, candle, tell) => {
    const value = valueOf(state, candle);
    if (value !== undefined) tell(value);
  },
};

function valueOf({ params, mean, atr, adx, rsi }: Indicator, bar: Bar): number | undefined {
  const { name, period, smoothing } = params;
  switch (name) {
    case 'ema':
    case 'rma':
      return advanceMean(mean, bar.close, period, name);
    case 'atr':
      return advanceAtr(atr, bar, period, smoothing);
    case 'adx':
      return advanceAdx(adx, bar, params);
    case 'rsi':
      return advanceRsi(rsi, bar.close, period);
  }
}
