import { expect, test } from 'vitest';
import type { Bar } from './bar.ts';
import { extremeSince, newExtremes, pushBar, stepOf } from './extremes.ts';

const bar = (high: number, low: number): Bar => ({ open: low, high, low, close: high });

test('answers for the extreme since any candle, the last of equals, with its other end', () => {
  const extremes = newExtremes(0);
  for (const [t, each] of [bar(10, 5), bar(14, 6), bar(14, 7), bar(12, 8)].entries()) pushBar(extremes, each, t);
  expect(extremeSince(extremes.high, -1)).toEqual({ idx: 2, price: 14, other: 7 });
  expect(extremeSince(extremes.high, 2)).toEqual({ idx: 3, price: 12, other: 8 });
  expect(extremeSince(extremes.low, 0)).toEqual({ idx: 1, price: 6, other: 14 });
  expect(extremeSince(extremes.low, 3)).toBeNull();
});

test('a rise without end keeps a bounded staircase', () => {
  const extremes = newExtremes(0);
  for (let t = 0; t < 2_000; t += 1) pushBar(extremes, bar(t + 2, t + 1), t);
  expect(extremes.low.idx).toHaveLength(512);
  expect(extremes.high.idx).toEqual([1_999]);
});

test('as many steps are kept as the widest pivot needs', () => {
  const extremes = newExtremes(1_202);
  for (let t = 0; t < 2_000; t += 1) pushBar(extremes, bar(t + 2, t + 1), t);
  expect(extremes.low.idx).toHaveLength(1_202);
  expect(stepOf(extremes.low, 1_300, 500)).toBe(-1);
});
