/** An exponential mean in the making; plain data. Its value is defined once as many inputs are seen as its period. */
export type Mean = { seen: number; value: number };

/** The weight of an input: 2 / (period + 1) as in EMA, or 1 / period as in Wilder's RMA. */
export type Weighting = 'ema' | 'rma';

export function newMean(): Mean {
  return { seen: 0, value: 0 };
}

/**
 * Takes one input in; undefined until `period` inputs have been seen. Seeded with the plain mean of the first `period` inputs, as Pine's
 * `ta.ema` and `ta.rma` are (SMC definitions E).
 */
export function advanceMean(mean: Mean, input: number, period: number, weighting: Weighting): number | undefined {
  mean.seen += 1;
  if (mean.seen <= period) {
    mean.value += input;
    if (mean.seen < period) return undefined;
    mean.value /= period;
    return mean.value;
  }
  if (weighting === 'rma') mean.value = (mean.value * (period - 1) + input) / period;
  else mean.value += (2 / (period + 1)) * (input - mean.value);
  return mean.value;
}
