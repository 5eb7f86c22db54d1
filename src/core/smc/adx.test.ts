import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceAdx, advanceDmi, newAdx } from './adx.ts';
import type { AdxRules } from './adx.ts';

const byEma = (period: number): AdxRules => ({ period, smoothing: 'ema', tolerance: 0 });
const bar = (high: number, low: number, close: number) => ({ open: close, high, low, close });

test('a steady rise is all trend, once 2 * period candles are read', () => {
  const adx = newAdx();
  const values = [0, 1, 2, 3].map((step) => advanceAdx(adx, bar(11 + step, 10 + step, 10 + step), byEma(2)));
  expect(values).toEqual([undefined, undefined, undefined, 100]);
});

test('a market without any move has no index: undefined, never NaN', () => {
  const adx = newAdx();
  const flat = Array.from({ length: 40 }, () => advanceAdx(adx, bar(11, 10, 10), byEma(5)));
  expect(flat.every((value) => value === undefined)).toBe(true);
  expect(JSON.stringify(adx)).not.toContain('null');
  expect(advanceAdx(adx, bar(12, 10, 10), byEma(5))).toBeCloseTo(100, 9);
});

test('an outside candle with equal moves counts for neither side', () => {
  const adx = newAdx();
  expect(advanceAdx(adx, bar(11, 10, 10), byEma(1))).toBeUndefined();
  expect(advanceAdx(adx, bar(12, 9, 10), byEma(1))).toBeUndefined();
});

/** The formula of textbooks with both DI and the true range spelled out, over whole columns. */
function columns(candles: readonly ReturnType<typeof bar>[], period: number): (number | undefined)[] {
  const mean = (column: readonly number[]): number[] => {
    const out: number[] = [];
    for (const x of column) out.push(((out.at(-1) ?? x) * (period - 1) + 2 * x) / (period + 1));
    return out;
  };
  const move = (way: 1 | -1): number[] =>
    candles.map(({ high, low }, t) => {
      const before = candles[t - 1];
      if (before === undefined) return 0;
      const [up, down] = [high - before.high, before.low - low];
      const [own, other] = way === 1 ? [up, down] : [down, up];
      return own > other && own > 0 ? own : 0;
    });
  const ranges = candles.map(({ high, low }, t) => {
    const before = candles[t - 1]?.close ?? low;
    return Math.max(high, before) - Math.min(low, before);
  });
  const [plus, minus, range] = [mean(move(1)), mean(move(-1)), mean(ranges)];
  const index = plus.map((up, t) => {
    const [p, m] = [(100 * up) / (range[t] ?? 0), (100 * (minus[t] ?? 0)) / (range[t] ?? 0)];
    return (100 * Math.abs(p - m)) / (p + m);
  });
  const from = index.findIndex((x) => !Number.isNaN(x));
  const smoothed = from < 0 ? [] : mean(index.slice(from));
  return candles.map((_, t) => (from < 0 || t < from || t + 1 < 2 * period ? undefined : smoothed[t - from]));
}

test('equals the formula written out over columns', () => {
  const part = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(part, part, part), { maxLength: 50 }),
      fc.integer({ min: 2, max: 10 }),
      (parts, p) => {
        const candles = parts.map(([low, body, wick]) => bar(101 + low + body + wick, 100 + low, 100 + low + body));
        const adx = newAdx();
        const answers = candles.map((each) => advanceAdx(adx, each, byEma(p)));
        for (const [t, wanted] of columns(candles, p).entries()) {
          if (wanted === undefined) expect(answers[t]).toBeUndefined();
          else expect(answers[t]).toBeCloseTo(wanted, 9);
        }
      },
    ),
    { seed: 33, numRuns: 300 },
  );
});

const wilder = (period: number, tolerance = 0): AdxRules => ({ period, smoothing: 'wilder', tolerance });

test("Wilder's: from the second candle, all trend in a steady rise, and 0 where nothing moves", () => {
  const adx = newAdx();
  const values = [0, 1, 2, 3].map((step) => advanceAdx(adx, bar(11 + step, 10 + step, 10 + step), wilder(2)));
  expect(values).toEqual([undefined, undefined, undefined, 100]);
  const flat = newAdx();
  expect(Array.from({ length: 4 }, () => advanceAdx(flat, bar(10, 10, 10), wilder(2))).at(-1)).toBe(0);
});

test('the directional indicators are shares of the true range', () => {
  const adx = newAdx();
  advanceDmi(adx, bar(12, 10, 11), wilder(1));
  expect(advanceDmi(adx, bar(14, 10, 12), wilder(1))).toEqual({ plus: 50, minus: 0, dx: 100 });
});

test('moves that are equal within the tolerance count for neither side', () => {
  const dxOf = (tolerance: number): number | undefined => {
    const adx = newAdx();
    advanceDmi(adx, bar(12, 10, 11), wilder(1));
    return advanceDmi(adx, bar(13 + 1e-12, 9, 11), wilder(1, tolerance))?.dx;
  };
  expect([dxOf(0), dxOf(1e-10)]).toEqual([100, 0]);
});
