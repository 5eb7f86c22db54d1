import type { Mean } from './mean.ts';

/**
 * Takes one input in; undefined until `period` inputs have been seen.
 *
 * The variant that the strategy's thresholds were tuned to: weight 2 / (period + 1) and seeded with the first input, not with a mean.
 */
export function advanceEma(ema: Mean, input: number, period: number): number | undefined {
  const value = smooth(ema, input, period);
  return ema.seen >= period ? value : undefined;
}

/** As `advanceEma`, but answers from the first input on: for a mean that only feeds another one. */
export function smooth(ema: Mean, input: number, period: number): number {
  const weight = 2 / (period + 1);
  ema.value = ema.seen === 0 ? input : weight * input + (1 - weight) * ema.value;
  ema.seen += 1;
  return ema.value;
}
