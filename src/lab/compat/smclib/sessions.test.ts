import { describe, expect, it } from 'vitest';
import { sessionOf, sessions } from './sessions.ts';
import type { SessionWords } from './sessions.ts';

const words: SessionWords = { session: 'Custom', start_time: '10:00', end_time: '10:30', time_zone: 'UTC' };

/** Which candles of 15 minutes from `first` on are in the session. */
function active(asked: SessionWords, first: string, count: number): readonly number[] {
  const session = sessionOf(asked);
  if (!session.ok) throw new Error(session.error);
  const from = Date.parse(first);
  const price = new Float64Array(count).fill(1.1);
  const series = {
    openAt: Float64Array.from(price, (_, i) => from + i * 900_000),
    open: price,
    high: price,
    low: price,
  };
  return [...sessions({ ...series, close: price, volume: price }, session.value).rows].map(([, cell]) => cell ?? NaN);
}

describe('sessions', () => {
  it('both ends belong to it', () => {
    expect(active(words, '2024-01-03T09:45:00Z', 5)).toEqual([0, 1, 1, 1, 0]);
  });

  it('one that ends before it begins goes over midnight, and one that ends where it begins never ends', () => {
    const night = { ...words, start_time: '23:45', end_time: '0:15' };
    expect(active(night, '2024-01-03T23:30:00Z', 5)).toEqual([0, 1, 1, 1, 0]);
    expect(active({ ...words, end_time: '10:00' }, '2024-01-03T23:30:00Z', 3)).toEqual([1, 1, 1]);
  });

  it('a zone named UTC+2 lies two hours behind UTC', () => {
    expect(active({ ...words, time_zone: 'UTC+2' }, '2024-01-03T07:45:00Z', 5)).toEqual([0, 1, 1, 1, 0]);
    expect(active({ ...words, time_zone: 'GMT-5' }, '2024-01-03T14:45:00Z', 5)).toEqual([0, 1, 1, 1, 0]);
  });

  it.each([
    [{ session: 'london' }, 'session=london is not a session; there is Sydney, '],
    [{ end_time: '' }, 'session=Custom needs start_time and end_time, each as HH:MM.'],
    [{ start_time: '24:00' }, 'session=Custom needs start_time and end_time, each as HH:MM.'],
    [{ time_zone: 'UTC+15' }, 'time_zone=UTC+15 is not a time zone'],
  ])('refuses %j', (wrong, why) => {
    expect(sessionOf({ ...words, ...wrong })).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });
});
