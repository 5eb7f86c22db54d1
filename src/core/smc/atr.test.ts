import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceAtr, newAtr } from './atr.ts';

const bar = (high: number, low: number, close: number) => ({ open: close, high, low, close });

test('the first range is high - low; a gap in either direction counts afterwards', () => {
  const atr = newAtr();
  expect(advanceAtr(atr, bar(12, 10, 11), 1, 'ema')).toBe(2);
  expect(advanceAtr(atr, bar(20, 19, 20), 1, 'ema')).toBe(9);
  expect(advanceAtr(atr, bar(15, 14, 15), 1, 'ema')).toBe(6);
  expect(advanceAtr(atr, bar(18, 12, 15), 1, 'ema')).toBe(6);
});

test('undefined until the period is full', () => {
  const atr = newAtr();
  const values = [bar(12, 10, 11), bar(13, 11, 12), bar(15, 11, 12)].map((each) => advanceAtr(atr, each, 3, 'ema'));
  expect(values).toEqual([undefined, undefined, 3]);
});

test('equals the exponential mean of a table of true ranges', () => {
  const part = fc.integer({ min: 0, max: 50 });
  const bars = fc.array(fc.tuple(part, part, part), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(bars, fc.integer({ min: 1, max: 20 }), (parts, period) => {
      const candles = parts.map(([low, body, wick]) => bar(100 + low + body + wick, 100 + low, 100 + low + body));
      const ranges = candles.map(({ high, low }, t) => {
        const before = candles[t - 1]?.close;
        return before === undefined ? high - low : Math.max(high, before) - Math.min(low, before);
      });
      const table: number[] = [];
      for (const range of ranges) table.push(((table.at(-1) ?? range) * (period - 1) + 2 * range) / (period + 1));
      const atr = newAtr();
      const answers = candles.map((each) => advanceAtr(atr, each, period, 'ema'));
      for (const [t, answer] of answers.entries()) {
        if (t + 1 < period) expect(answer).toBeUndefined();
        else expect(answer).toBeCloseTo(table[t] ?? Number.NaN, 9);
      }
    }),
    { seed: 32, numRuns: 200 },
  );
});
