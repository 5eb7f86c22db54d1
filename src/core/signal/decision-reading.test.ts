import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedAt } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import { instrumentId, ms } from '../units.ts';
import { freshZone, newDecisionReading, readDecision } from './decision-reading.ts';
import type { DecisionReading } from './decision-reading.ts';
import type { Bar } from '../smc/bar.ts';

const params = {
  atrPeriod: 3,
  pivotCandles: 2,
  atrMeanCandles: 5,
  smoothing: 'ema' as const,
  confirmation: { tolerance: 0.005 },
};
const span = 14_400_000;

/** Whole prices in a narrow band, so that ties, gaps and breaks are frequent. */
const market: fc.Arbitrary<Bar[]> = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat(3), fc.nat(3), fc.integer({ min: -1, max: 1 })), {
    minLength: 1,
    maxLength: 150,
    size: 'max',
  })
  .map((moves) => {
    let price = 1_000;
    return moves.map(([body, up, down, gap]) => {
      const [open, close] = [price + gap, price + gap + body];
      price = close;
      return { open, high: Math.max(open, close) + up, low: Math.min(open, close) - down, close };
    });
  });

function candle(bar: Bar, t: number): ClosedCandle {
  const openAt = ms(t * span);
  const base = { instrument: instrumentId('PF_XBTUSD'), timeframe: '4h', openAt, volume: 1 } as const;
  const closed = closedAt({ ...base, ...bar }, ms((t + 1) * span));
  if (closed === undefined) throw new Error('the market is sound');
  return closed;
}

function readAll(bars: readonly Bar[], reading: DecisionReading): DecisionReading {
  for (const bar of bars) readDecision(reading, candle(bar, reading.t + 1), params);
  return reading;
}

const restored = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;

test('a reading restored from a snapshot at any candle goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(market, fc.nat(150), (bars, cut) => {
      const whole = readAll(bars, newDecisionReading());
      const halfway = restored(readAll(bars.slice(0, cut), newDecisionReading()));
      const resumed = readAll(bars.slice(cut), halfway);
      expect(resumed).toStrictEqual(whole);
      expect(restored(whole)).toStrictEqual(whole);
    }),
    { seed: 43, numRuns: 300 },
  );
});

test('a fresh zone is untouched, young enough, in the direction of the leg and not behind its origin', () => {
  let found = 0;
  const sides = fc.constantFrom(1 as const, -1 as const);
  fc.assert(
    fc.property(market, sides, fc.nat(40), (bars, dir, maxAge) => {
      const reading = newDecisionReading();
      for (const bar of bars) {
        readAll([bar], reading);
        const zone = freshZone(reading, dir, maxAge);
        if (zone === undefined) continue;
        found += 1;
        const { leg, t } = reading;
        expect(leg?.dir).toBe(dir);
        expect(t - zone.createdIdx).toBeLessThanOrEqual(maxAge);
        const ends = [leg?.a ?? 0, leg?.b ?? 0];
        expect([zone.bottom >= Math.min(...ends), zone.top <= Math.max(...ends)]).toEqual([true, true]);
        const since = bars.slice(zone.createdIdx + 1, t + 1);
        expect(since.some(({ low, high }) => (dir === 1 ? low <= zone.top : high >= zone.bottom))).toBe(false);
      }
    }),
    { seed: 44, numRuns: 300 },
  );
  expect(found).toBeGreaterThan(100);
});

const bar = (open: number, high: number, low: number, close: number): Bar => ({ open, high, low, close });
const rise = [
  bar(100, 101, 99, 100),
  bar(100, 103, 100, 102),
  bar(102, 106, 101, 103),
  bar(103, 104, 99, 100),
  bar(100, 102, 97, 101),
  bar(101, 105, 100, 104),
  bar(104, 109, 103, 108),
];

test('a rise through a confirmed high: break, leg, order block, average range', () => {
  const reading = readAll(rise, newDecisionReading());
  const seen = { at: 6, openAt: 6 * span, kind: 'BOS', dir: 1, level: 106, levelIdx: 2, initial: true };
  expect(reading.lastBreak).toMatchObject({ ...seen, strongPrice: 97, strongIdx: 4 });
  expect(reading.leg).toEqual({ dir: 1, a: 97, b: 109 });
  expect(reading.structure.trend).toBe(1);
  expect(reading.atr).toBeGreaterThan(4);
  expect(freshZone(reading, 1, 0)).toEqual({ kind: 'ob', bottom: 97, top: 102, createdIdx: 6, id: 0 });
  expect(freshZone(reading, -1, 100)).toBeUndefined();
});

test('the gap stands in when the block is too old, touch and age end it', () => {
  const gap = [bar(108, 116, 108, 115), bar(115, 118, 112, 117)];
  const reading = readAll([...rise, ...gap], newDecisionReading());
  expect(freshZone(reading, 1, 2)).toMatchObject({ kind: 'ob', id: 0 });
  expect(freshZone(reading, 1, 1)).toEqual({ kind: 'fvg', bottom: 109, top: 112, createdIdx: 8, id: 2 });
  readDecision(reading, candle(bar(117, 118, 113, 114), 9), params);
  expect(freshZone(reading, 1, 0)).toBeUndefined();
  expect(freshZone(reading, 1, 1)?.kind).toBe('fvg');
  readDecision(reading, candle(bar(114, 115, 112, 114), 10), params);
  expect(freshZone(reading, 1, 2)).toBeUndefined();
  expect(freshZone(reading, 1, 4)?.kind).toBe('ob');
});

test('no average range before its period is full', () => {
  expect(readAll(rise.slice(0, 2), newDecisionReading())).not.toHaveProperty('atr');
  expect(readAll(rise.slice(0, 3), newDecisionReading())).toHaveProperty('atr');
});
