import { expect, test } from 'vitest';
import type { Bar } from './bar.ts';
import { newExtremes, pushBar } from './extremes.ts';
import { confirmPivots, newPivots } from './pivot.ts';
import type { Pivot, Reach } from './pivot.ts';

const bar = (high: number, low: number): Bar => ({ open: low, high, low, close: high });

function pivotsOf(bars: readonly Bar[], reach: Reach): (Pivot & { knownAt: number })[] {
  const [extremes, pivots] = [newExtremes(0), newPivots()];
  return bars.flatMap((each, t) => {
    pushBar(extremes, each, t);
    return confirmPivots(pivots, extremes, t, reach).map((pivot) => ({ ...pivot, knownAt: t }));
  });
}

const highs = (...prices: number[]): Bar[] => prices.map((price, t) => bar(price, t + 1));

test('a high is known when `right` lower candles have closed after it', () => {
  expect(pivotsOf(highs(10, 12, 15, 14, 13), { left: 2, right: 2 })).toEqual([
    { idx: 2, side: 1, price: 15, label: '', knownAt: 4 },
  ]);
});

test('equal to the left is a pivot, equal to the right is not: the last of a plateau counts', () => {
  const found = pivotsOf(highs(10, 15, 15, 14, 13), { left: 1, right: 2 });
  expect(found.map(({ idx }) => idx)).toEqual([2]);
});

test('neither the first candles nor a high that is not the highest to its left', () => {
  expect(pivotsOf(highs(15, 12, 11, 10), { left: 1, right: 1 })).toEqual([]);
  expect(pivotsOf(highs(16, 12, 15, 11), { left: 2, right: 1 })).toEqual([]);
  expect(pivotsOf(highs(16, 12, 15, 11), { left: 1, right: 1 })).toHaveLength(1);
});

test('one candle may be both, high first; labels compare with the one before on the same side', () => {
  const bars = [bar(10, 9), bar(12, 7), bar(10, 9), bar(12, 8), bar(10, 9), bar(11, 6), bar(10, 9)];
  const found = pivotsOf(bars, { left: 1, right: 1 }).map(({ idx, side, label }) => `${idx} ${side} ${label}`);
  expect(found).toEqual(['1 1 ', '1 -1 ', '3 1 EQ', '3 -1 HL', '5 1 LH', '5 -1 LL']);
});
