import { expect, test } from 'vitest';
import { extendLeg, openLeg, retracement } from './leg.ts';
import { newPivots, pushBar } from './pivot.ts';
import type { Bar, Dir } from './pivot.ts';
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
  const pivots = newPivots();
  for (const [t, each] of [bar(30, 12), bar(19, 10), bar(16, 11), bar(18, 12)].entries()) pushBar(pivots, each, t);
  const leg = openLeg(broken(1, 10, 1), pivots);
  expect(leg).toEqual({ dir: 1, a: 10, b: 19 });
  extendLeg(leg, bar(18, 9));
  expect(leg.b).toBe(19);
  extendLeg(leg, bar(25, 9));
  expect(leg).toEqual({ dir: 1, a: 10, b: 25 });
});

test('mirrored for a fall', () => {
  const pivots = newPivots();
  for (const [t, each] of [bar(19, 5), bar(20, 12), bar(18, 11)].entries()) pushBar(pivots, each, t);
  const leg = openLeg(broken(-1, 20, 1), pivots);
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
