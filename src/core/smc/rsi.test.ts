import { expect, test } from 'vitest';
import { advanceRsi, newRsi } from './rsi.ts';

const values = (closes: readonly number[], period: number): (number | undefined)[] => {
  const rsi = newRsi();
  return closes.map((close) => advanceRsi(rsi, close, period));
};

test('from as many changes as its period on, between rises and falls', () => {
  expect(values([10, 12, 11, 11], 2)).toEqual([undefined, undefined, 100 - 100 / 3, 100 - 100 / 3]);
});

test('only rises are 100, only falls 0, and no move at all 100', () => {
  expect(values([10, 11, 12], 2).at(-1)).toBe(100);
  expect(values([12, 11, 10], 2).at(-1)).toBe(0);
  expect(values([10, 10, 10], 2).at(-1)).toBe(100);
});
