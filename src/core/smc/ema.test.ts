import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceEma, smooth } from './ema.ts';
import { newMean } from './mean.ts';

test('starts from the first input and answers from the period on', () => {
  const ema = newMean();
  expect([2, 4, 8, 8].map((input) => advanceEma(ema, input, 3))).toEqual([undefined, undefined, 5.5, 6.75]);
});

test('a feeding mean answers at once', () => {
  const ema = newMean();
  expect([smooth(ema, 2, 3), smooth(ema, 4, 3)]).toEqual([2, 3]);
});

test('is the weighted sum written out', () => {
  const price = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.array(price, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (inputs, period) => {
      const ema = newMean();
      const answer = inputs.map((input) => advanceEma(ema, input, period)).at(-1);
      const weight = 2 / (period + 1);
      const sum = inputs
        .map((input, n) => input * (n === 0 ? 1 : weight) * (1 - weight) ** (inputs.length - 1 - n))
        .reduce((a, b) => a + b);
      if (inputs.length < period) expect(answer).toBeUndefined();
      else expect(Math.abs((answer ?? 0) - sum)).toBeLessThanOrEqual(1e-9 * sum);
    }),
    { seed: 31, numRuns: 200 },
  );
});
