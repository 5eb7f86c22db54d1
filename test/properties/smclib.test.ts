import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smclibTable } from '../../src/lab/compat/smclib/primitives.ts';
import { swings } from '../../src/lab/compat/smclib/swings.ts';
import type { Series } from '../../src/lab/series.ts';
import { naiveBlocks, naiveBreaks, naiveLiquidity, naiveSwings } from '../support/naive-smclib.ts';

/** Candles full of ties: a walk in small whole steps, times a price that no float32 holds. */
const candles = fc
  .record({
    steps: fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })), {
      minLength: 1,
      maxLength: 120,
    }),
    unit: fc.constantFrom(1, 0.25, 0.01, 0.1),
    volumes: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 7 }),
  })
  .map(({ steps, unit, volumes }): Series => {
    const closes = steps.reduce<number[]>((all, [step]) => [...all, (all.at(-1) ?? 200) + step], []);
    const column = (price: (i: number) => number): Float64Array => Float64Array.from(steps, (_, i) => price(i));
    const open = column((i) => (closes[i - 1] ?? 200) * unit);
    const close = column((i) => (closes[i] ?? 0) * unit);
    const wick = (i: number, which: 1 | 2): number => (steps[i]?.[which] ?? 0) * unit;
    return {
      openAt: column((i) => i * 60_000),
      open,
      close,
      high: column((i) => Math.max(open[i] ?? 0, close[i] ?? 0) + wick(i, 1)),
      low: column((i) => Math.min(open[i] ?? 0, close[i] ?? 0) - wick(i, 2)),
      volume: column((i) => volumes[i % volumes.length] ?? 0),
    };
  });

function rows(series: Series, name: string, ...typed: readonly string[]): unknown {
  const maker = smclibTable(name, typed);
  const table = maker.ok ? maker.value(series) : maker;
  return table.ok ? [...table.value.rows] : table.error;
}

test('the tables say the same as the definitions read literally', () => {
  fc.assert(
    fc.property(candles, fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0.01, 0.05), (series, length, percent) => {
      const list = naiveSwings(series, length);
      expect(swings(series, { length })).toEqual(list);
      const swing = `swing_length=${length}`;
      for (const flag of [true, false]) {
        const typed = flag ? 'True' : 'False';
        expect(rows(series, 'bos_choch', swing, `close_break=${typed}`)).toEqual(naiveBreaks(series, list, flag));
        expect(rows(series, 'ob', swing, `close_mitigation=${typed}`)).toEqual(naiveBlocks(series, list, flag));
      }
      const range = `range_percent=${percent}`;
      expect(rows(series, 'liquidity', swing, range)).toEqual(naiveLiquidity(series, list, percent));
    }),
    { numRuns: 1500 },
  );
});
