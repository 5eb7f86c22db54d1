import { expect, it } from 'vitest';
import { ms } from '../../../core/units.ts';
import { createMeters } from './meters.ts';
import { createPool } from './pool.ts';

it('a meter knows the most that was asked of its pool, refused or not, and what was taken', () => {
  const meters = createMeters();
  let now = ms(0);
  const pool = createPool({ capacity: 10, perSecond: 1, meter: meters.of('calls', 10) }, () => now);
  expect([pool.take(4), pool.take(4), pool.take(4)]).toEqual(['fine', 'fine', { waitSeconds: 2 }]);
  expect(meters.read()).toEqual({ calls: { limit: 10, most: 12, taken: 8, refused: 1 } });
  now = ms(5_000);
  expect(pool.take(4)).toBe('fine');
  expect(meters.of('calls', 10)).toEqual({ limit: 10, most: 12, taken: 12, refused: 1 });
});
