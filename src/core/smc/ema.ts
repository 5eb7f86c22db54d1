/** An exponential mean over `period` inputs, seeded with the first one; plain data. */
export type Ema = { seen: number; value?: number };

export function newEma(): Ema {
  return { seen: 0 };
}

/**
 * Takes one input in; undefined until `period` inputs have been seen.
 *
 * The variant that the strategy's thresholds were tuned to: weight 2 / (period + 1) and seeded with the first input, not with a mean.
 */
export function advanceEma(ema: Ema, input: number, period: number): number | undefined {
  const value = smooth(ema, input, period);
  return ema.seen >= period ? value : undefined;
}

/** As `advanceEma`, but answers from the first input on: for a mean that only feeds another one. */
export function smooth(ema: Ema, input: number, period: number): number {
  const weight = 2 / (period + 1);
  const value = ema.value === undefined ? input : weight * input + (1 - weight) * ema.value;
  ema.value = value;
  ema.seen += 1;
  return value;
}
