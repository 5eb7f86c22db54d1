import { expect, test } from 'vitest';
import { advanceMean, newMean } from './mean.ts';

test.each([
  ['ema', [undefined, 3, 5, 7]],
  ['rma', [undefined, 3, 4.5, 6.25]],
] as const)('%s is seeded with the plain mean of its first inputs', (weighting, wanted) => {
  const mean = newMean();
  expect([2, 4, 6, 8].map((input) => Math.round((advanceMean(mean, input, 2, weighting) ?? NaN) * 100) / 100)).toEqual(
    wanted.map((value) => value ?? NaN),
  );
});
