import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PreviousEvent } from './events.ts';
import { advancePrevious, newPrevious } from './previous.ts';

type Candle = readonly [openAt: string, high: number, low: number];

function told(period: PreviousEvent['period'], candles: readonly Candle[], utcOffsetMinutes = 0): string[] {
  const rules = { periods: [period], utcOffsetMinutes };
  const previous = newPrevious(rules);
  const lines: string[] = [];
  for (const [t, [at, high, low]] of candles.entries()) {
    const openAt = Date.parse(`${at}:00Z`);
    advancePrevious(
      { previous, openAt },
      { t, open: 0, high, low, close: 0, atr: -1, atrBefore: -1 },
      rules,
      (event) => {
        if (event.type === 'previous') lines.push(`${t} ${event.event} ${event.high} ${event.low}`);
      },
    );
  }
  return lines;
}

test('the day before is known from the first candle of a day on, and passed once either way', () => {
  const candles: Candle[] = [
    ['2024-03-01T00:00', 10, 5],
    ['2024-03-01T23:00', 12, 7],
    ['2024-03-02T00:00', 12, 5],
    ['2024-03-02T01:00', 13, 5],
    ['2024-03-02T02:00', 14, 4],
    ['2024-03-02T03:00', 15, 3],
    ['2024-03-04T00:00', 16, 6],
  ];
  expect(told('day', candles)).toEqual(['2 new 12 5', '3 high 12 5', '4 low 12 5', '6 new 15 3', '6 high 15 3']);
});

test('a first period that was joined in the middle is not told', () => {
  const candles: Candle[] = [
    ['2024-03-01T01:00', 10, 5],
    ['2024-03-02T00:00', 12, 7],
    ['2024-03-03T00:00', 11, 8],
  ];
  expect(told('day', candles)).toEqual(['2 new 12 7']);
});

test('weeks begin on Monday, months on the first, and days at local midnight', () => {
  const week: Candle[] = [
    ['2024-02-26T00:00', 10, 5],
    ['2024-03-03T23:00', 11, 4],
    ['2024-03-04T00:00', 9, 6],
  ];
  expect(told('week', week)).toEqual(['2 new 11 4']);
  const month: Candle[] = [
    ['2024-02-01T00:00', 10, 5],
    ['2024-02-29T23:00', 11, 4],
    ['2024-03-01T00:00', 9, 6],
  ];
  expect(told('month', month)).toEqual(['2 new 11 4']);
  const local: Candle[] = [
    ['2024-03-01T23:00', 10, 5],
    ['2024-03-02T22:00', 11, 4],
    ['2024-03-02T23:00', 9, 6],
  ];
  expect(told('day', local, 60)).toEqual(['2 new 11 4']);
});

test('a month turns where the calendar says', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1970-03-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
      const at = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
      const begin = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1);
      const candles: Candle[] = [
        [at(begin), 3, 2],
        [at(first - 60_000), 4, 1],
        [at(first), 3, 2],
      ];
      expect(told('month', candles)).toEqual(['2 new 4 1']);
    }),
    { numRuns: 300, seed: 57 },
  );
});
