import { expect, it } from 'vitest';
import { toOneDecimal } from './half-even.ts';

it('rounds a half to the even neighbour, as NumPy does', () => {
  expect([0.25, 0.75, 1.25, -0.25, -0.75, 2.35].map(toOneDecimal)).toEqual([0.2, 0.8, 1.2, -0.2, -0.8, 2.4]);
});

it('rounds everything else to the nearest', () => {
  expect([0.26, 0.24, -0.26, 99.96, -140.04].map(toOneDecimal)).toEqual([0.3, 0.2, -0.3, 100, -140]);
});
