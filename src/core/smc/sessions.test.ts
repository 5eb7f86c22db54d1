import { expect, test } from 'vitest';
import { advanceSessions, newSessions } from './sessions.ts';

const hour = 3_600_000;

/** Candles of an hour at given hours of 1970; their number is their high, and their low its negative. */
function told(hours: readonly number[], from: number, to: number, utcOffsetMinutes = 0): string[] {
  const rules = { sessions: [{ name: 's', from: from * 60, to: to * 60 }], utcOffsetMinutes };
  const sessions = newSessions(rules);
  const lines: string[] = [];
  for (const [t, at] of hours.entries()) {
    const now = { t, open: 0, high: at, low: -at, close: 0, atr: -1, atrBefore: -1 };
    advanceSessions({ sessions, openAt: at * hour }, now, rules, (event) => {
      if (event.type === 'session') lines.push(`${at} ${event.event} ${event.high} ${event.low}`);
    });
  }
  return lines;
}

const day = Array.from({ length: 24 }, (_, n) => n);

test('from its first minute to before its last; the first candle outside closes it with its extremes', () => {
  expect(told(day, 7, 16)).toEqual(['7 open 7 -7', '16 close 15 -15']);
});

test('one that ends before it begins crosses midnight', () => {
  expect(told([...day, 24, 29, 30], 21, 6)).toEqual([
    '0 open 0 0',
    '6 close 5 -5',
    '21 open 21 -21',
    '30 close 29 -29',
  ]);
});

test('in local time ahead of UTC it comes earlier by the clock of UTC', () => {
  expect(told(day, 9, 10, 120)).toEqual(['7 open 7 -7', '8 close 7 -7']);
  expect(told(day, 9, 10, -120)).toEqual(['11 open 11 -11', '12 close 11 -11']);
});

test('with no candle between, another day has another session', () => {
  expect(told([9, 33], 9, 10)).toEqual(['9 open 9 -9', '33 close 9 -9', '33 open 33 -33']);
});

test('a whole day is a session, turned at its hour', () => {
  expect(told([5, 7, 8, 31, 32], 8, 8)).toEqual([
    '5 open 5 -5',
    '8 close 7 -7',
    '8 open 8 -8',
    '32 close 31 -31',
    '32 open 32 -32',
  ]);
});
