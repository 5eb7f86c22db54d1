import { expect, test } from 'vitest';
import { rng } from '../../runtime/rng.ts';
import { createIds } from './ids.ts';

test('no two ids are the same, of whatever kind, and the same seed mints the same ones', () => {
  const mint = (): readonly string[] => {
    const next = createIds(rng(1));
    return [1, 2, 3].flatMap(() => [next('order'), next('execution'), next('history'), next('trade')]);
  };
  const ids = mint();
  expect(new Set(ids).size).toBe(12);
  expect(mint()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-000[0-3]-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('numbers go on past every digit', () => {
  const nextId = createIds(rng(1));
  const numbers = Array.from({ length: 9_000 }, () => Number.parseInt(nextId('order').slice(-12), 16));
  expect(numbers).toEqual(numbers.map((_, place) => place + 1));
});
