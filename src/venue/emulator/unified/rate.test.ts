import { expect, test } from 'vitest';
import { ms } from '../../../core/units.ts';
import { createMeters } from '../standing/meters.ts';
import { createOrderRate } from './rate.ts';

test('the bucket takes twenty at once and ten a second', () => {
  let now = ms(0);
  const rate = createOrderRate(() => now, 'bucket', createMeters());
  const taken = (): number => Array.from({ length: 30 }, rate.message).filter(Boolean).length;
  expect(taken()).toBe(20);
  now = ms(500);
  expect(taken()).toBe(5);
  expect(rate.work({ method: 'cancel', symbol: 'A', ageMs: 0 })).toBe(true);
});

test('the counter punishes cancels of young orders, one market at a time', () => {
  let now = ms(0);
  const rate = createOrderRate(() => now, 'counter', createMeters());
  const cancels = (symbol: string, ageMs: number): number =>
    Array.from({ length: 200 }, () => rate.work({ method: 'cancel', symbol, ageMs })).filter(Boolean).length;
  expect(cancels('A', 0)).toBe(15);
  expect(cancels('B', 60_000)).toBe(62);
  expect(cancels('C', 300_000)).toBe(200);
  now = ms(10_000);
  expect(rate.work({ method: 'amend', symbol: 'A', ageMs: 0 })).toBe(true);
  expect(rate.message()).toBe(true);
});

test('without a model there is no limit', () => {
  const rate = createOrderRate(() => ms(0), 'none', createMeters());
  expect(Array.from({ length: 1_000 }, rate.message).every(Boolean)).toBe(true);
});
