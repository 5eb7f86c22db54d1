import { expect, test } from 'vitest';
import type { Bar, Dir } from './bar.ts';
import { newExtremes, pushBar } from './extremes.ts';
import { extendLeg, fibLevel, openLeg, placeOf, positionIn, retracement } from './leg.ts';
import type { Break } from './structure.ts';

const bar = (high: number, low: number): Bar => ({ open: low, high, low, close: high });
const broken = (dir: Dir, strongPrice: number, strongIdx: number): Break => ({
  at: 3,
  kind: 'BOS',
  dir,
  level: 15,
  levelIdx: 0,
  levelSrc: 'pivot',
  initial: false,
  strongPrice,
  strongIdx,
  origin: null,
});

test('runs from the strong extreme to the extreme since, the strong candle included, and trails', () => {
  const extremes = newExtremes(0);
  for (const [t, each] of [bar(30, 12), bar(19, 10), bar(16, 11), bar(18, 12)].entries()) pushBar(extremes, each, t);
  const leg = openLeg(broken(1, 10, 1), extremes);
  expect(leg).toEqual({ dir: 1, a: 10, b: 19 });
  extendLeg(leg, bar(18, 9));
  expect(leg.b).toBe(19);
  extendLeg(leg, bar(25, 9));
  expect(leg).toEqual({ dir: 1, a: 10, b: 25 });
});

test('mirrored for a fall', () => {
  const extremes = newExtremes(0);
  for (const [t, each] of [bar(19, 5), bar(20, 12), bar(18, 11)].entries()) pushBar(extremes, each, t);
  const leg = openLeg(broken(-1, 20, 1), extremes);
  expect(leg).toEqual({ dir: -1, a: 20, b: 11 });
  extendLeg(leg, bar(40, 8));
  expect(leg.b).toBe(8);
});

test('retracement counts from the end toward the origin, whichever way the leg points', () => {
  expect(retracement({ dir: 1, a: 100, b: 200 }, 138.2)).toBeCloseTo(0.618, 12);
  expect(retracement({ dir: -1, a: 200, b: 100 }, 161.8)).toBeCloseTo(0.618, 12);
  expect(retracement({ dir: 1, a: 100, b: 200 }, 210)).toBeCloseTo(-0.1, 12);
  expect(retracement({ dir: 1, a: 100, b: 200 }, 90)).toBeCloseTo(1.1, 12);
  expect(retracement({ dir: 1, a: 100, b: 100 }, 100)).toBeUndefined();
});

test('fib levels are drawn from the end back to the origin, targets beyond the end', () => {
  const ratios = [0, 0.5, 0.705, 1, -0.27];
  expect(ratios.map((ratio) => fibLevel({ dir: 1, a: 100, b: 200 }, ratio))).toEqual([200, 150, 129.5, 100, 227]);
  expect(ratios.map((ratio) => fibLevel({ dir: -1, a: 200, b: 100 }, ratio))).toEqual([100, 150, 170.5, 200, 73]);
});

test('premium is the upper half and discount the lower one, whichever way the leg points', () => {
  expect(positionIn({ dir: 1, a: 100, b: 200 }, 175)).toBe(0.75);
  expect(positionIn({ dir: -1, a: 200, b: 100 }, 175)).toBe(0.75);
  expect(positionIn({ dir: 1, a: 100, b: 100 }, 100)).toBe(0.5);
  const places = [0.96, 0.95, 0.6, 0.52, 0.48, 0.4, 0.05, 0].map(placeOf);
  expect(places.slice(0, 5)).toEqual(['extreme premium', 'extreme premium', 'premium', 'equilibrium', 'equilibrium']);
  expect(places.slice(5)).toEqual(['discount', 'extreme discount', 'extreme discount']);
});
