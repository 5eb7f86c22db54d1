import { describe, expect, it } from 'vitest';
import { fixed } from '../../core/units.ts';
import type { Price } from '../../core/units.ts';
import { rng } from '../../runtime/rng.ts';
import { exponential, laplace, tail } from './chance.ts';
import { gridOf } from './grid.ts';
import { normals } from './normal.ts';

const count = 200_000;

/** Mean of each power of `count` draws. */
function moments(draw: () => number): readonly number[] {
  const sums = [0, 0, 0, 0];
  for (let n = 0; n < count; n += 1) {
    const x = draw();
    for (let power = 0; power < 4; power += 1) sums[power] = (sums[power] ?? 0) + x ** (power + 1);
  }
  return sums.map((sum) => sum / count);
}

describe('chance', () => {
  it('draws normal numbers', () => {
    const [mean = NaN, square = NaN, cube = NaN, fourth = NaN] = moments(normals(rng(1)));
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(square - 1)).toBeLessThan(0.02);
    expect(Math.abs(cube)).toBeLessThan(0.03);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.15);
  });

  it('makes fat tails of them without more variance', () => {
    const luck = rng(2);
    const draw = normals(luck);
    const [, square = NaN, , fourth = NaN] = moments(() => draw() * tail(luck, 6));
    expect(Math.abs(square - 1)).toBeLessThan(0.03);
    expect(fourth).toBeGreaterThan(4.5);
  });

  it('draws exponential sizes, with either sign when asked', () => {
    const luck = rng(3);
    const [size = NaN, square = NaN] = moments(() => exponential(luck));
    expect(Math.abs(size - 1)).toBeLessThan(0.02);
    expect(Math.abs(square - 2)).toBeLessThan(0.1);
    expect(Math.abs(moments(() => laplace(luck))[0] ?? NaN)).toBeLessThan(0.02);
  });
});

describe('gridOf', () => {
  it.each([
    ['0.1', 0.34, 0.3],
    ['0.1', 0.35000001, 0.4],
    ['0.000001', 0.2390881, 0.239088],
    ['0.0000000001', 0.00001234567, 0.0000123457],
    ['0.25', 7.13, 7.25],
    ['0.5', 7.13, 7],
    ['1', 80_000.4, 80_000],
    ['1000', 1_234_567.8, 1_235_000],
  ])('rounds to the nearest %s', (step, value, expected) => {
    expect(gridOf(fixed<Price>(step))(value)).toBe(expected);
  });
});
