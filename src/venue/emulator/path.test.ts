import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed, formatFixed, later, negate } from '../../core/units.ts';
import type { Price } from '../../core/units.ts';
import { passed, pathOf, pointAt, pointPrice, points, priceAt, reachedAt } from './path.ts';
import { candleOf, start } from './scene.ts';

const tick = fixed<Price>('0.01');
const texts = (prices: readonly Price[]): readonly string[] => prices.map((price) => formatFixed(price));

test('the low comes first when the candle closes at or above its open, else the high', () => {
  expect(texts(pathOf(candleOf(start, [10, 12, 9, 11], 1), tick).prices)).toEqual(['10', '9', '12', '11']);
  expect(texts(pathOf(candleOf(start, [10, 12, 9, 10], 1), tick).prices)).toEqual(['10', '9', '12', '10']);
  expect(texts(pathOf(candleOf(start, [10, 12, 9, 9.5], 1), tick).prices)).toEqual(['10', '12', '9', '9.5']);
});

test('points lie at 0, 5, 10 minutes and the last millisecond', () => {
  const path = pathOf(candleOf(start, [10, 12, 9, 11], 1), tick);
  expect([0, 1, 2, 3].map((index) => pointAt(path, index) - start)).toEqual([0, 300_000, 600_000, 899_999]);
  expect([-1, 0, 299_999, 300_000, 899_999, 9e6].map((at) => passed(path, later(start, at)))).toEqual([
    0, 1, 1, 2, 4, 4,
  ]);
});

test('a level is reached at the first millisecond at which the line stands at it', () => {
  const cents = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(fc.tuple(cents, cents, cents, cents), fc.nat(2), fc.nat(3000), ([a, b, c, d], segment, way) => {
      const [low, high] = [Math.min(a, b, c, d), Math.max(a, b, c, d)];
      const path = pathOf(candleOf(start, [a / 100, high / 100, low / 100, d / 100], 1), tick);
      const [from, to] = [pointPrice(path, segment), pointPrice(path, segment + 1)];
      const step = to >= from ? tick : negate(tick);
      const length = (to - from) / step;
      const level = (from + step * (length === 0n ? 0n : BigInt(way) % (length + 1n))) as Price;
      const at = reachedAt(path, segment + 1, level);
      const beyond = (price: Price): boolean => (to >= from ? price >= level : price <= level);
      expect(at).toBeLessThanOrEqual(pointAt(path, segment + 1));
      expect(beyond(priceAt(path, at))).toBe(true);
      if (level !== from) expect(beyond(priceAt(path, later(at, -1)))).toBe(false);
    }),
    { seed: 3, numRuns: 1000 },
  );
});

test('at each point the price is the price of the point', () => {
  const path = pathOf(candleOf(start, [10, 12, 9, 11], 1), tick);
  for (let index = 0; index < points; index += 1) {
    expect(priceAt(path, pointAt(path, index))).toBe(pointPrice(path, index));
  }
  expect(formatFixed(priceAt(path, later(start, 150_000)))).toBe('9.5');
});
