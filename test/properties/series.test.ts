import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closedAt, closeAt, timeframeMs } from '../../src/core/market/candle.ts';
import type { Candle, ClosedCandle, Timeframe } from '../../src/core/market/candle.ts';
import { derive } from '../../src/core/market/series.ts';
import type { Forming } from '../../src/core/market/series.ts';
import { instrumentId, later, ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { t0 } from '../support/keel.ts';

const quarter = timeframeMs['15m'];
const higher = ['1h', '4h', '1d'] as const;

/** From a quarter of an hour of the day on, with holes of every size: single candles, whole hours, days. */
const tape: fc.Arbitrary<readonly ClosedCandle[]> = fc
  .record({
    start: fc.nat(95),
    bars: fc.array(
      fc.record({
        gap: fc.oneof(
          { weight: 12, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.constantFrom(1, 3, 4, 16, 96, 200) },
        ),
        prices: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(9), fc.nat(9), fc.nat(9)),
        volume: fc.constantFrom(0, 1, 2.5),
      }),
      { minLength: 1, maxLength: 260, size: 'max' },
    ),
  })
  .map(({ start, bars }) => {
    let openAt = later(t0, start * quarter);
    return bars.map(({ gap, prices: [low, body, close, wick], volume }) => {
      openAt = later(openAt, gap * quarter);
      const candle = candleAt(openAt, {
        open: low + body,
        high: low + Math.max(body, close) + wick,
        low,
        close: low + close,
        volume,
      });
      openAt = later(openAt, quarter);
      return candle;
    });
  });

function candleAt(openAt: Ms, prices: Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>): ClosedCandle {
  const candle: Candle = { instrument: instrumentId('PF_XBTUSD'), timeframe: '15m', openAt, ...prices };
  const closed = closedAt(candle, closeAt(candle));
  if (closed === undefined) throw new Error('the tape is sound');
  return closed;
}

type Heard = Readonly<{ candle: ClosedCandle; now: Ms }>;

function listen(candles: readonly ClosedCandle[]): readonly Heard[] {
  const forming: Forming = {};
  return candles.flatMap((each) =>
    derive(forming, each, closeAt(each)).map((candle) => ({ candle, now: closeAt(each) })),
  );
}

/** Every bucket from all candles at once, with hindsight; the last one only where it is over at the end of the tape. */
function resample(candles: readonly ClosedCandle[], timeframe: Timeframe): readonly Candle[] {
  const buckets = new Map<number, ClosedCandle[]>();
  for (const candle of candles) {
    const openAt = Math.floor(candle.openAt / timeframeMs[timeframe]) * timeframeMs[timeframe];
    buckets.set(openAt, [...(buckets.get(openAt) ?? []), candle]);
  }
  const last = candles.at(-1);
  const end = last === undefined ? 0 : closeAt(last);
  return [...buckets].flatMap(([at, parts]): readonly Candle[] => {
    const [first, final] = [parts[0], parts.at(-1)];
    if (first === undefined || final === undefined || at + timeframeMs[timeframe] > end) return [];
    const high = Math.max(...parts.map((part) => part.high));
    const low = Math.min(...parts.map((part) => part.low));
    const volume = parts.reduce((sum, part) => sum + part.volume, 0);
    return [
      {
        instrument: first.instrument,
        timeframe,
        openAt: ms(at),
        open: first.open,
        high,
        low,
        close: final.close,
        volume,
      },
    ];
  });
}

it('the derived candles are those of a naive resampling, whatever is missing', () => {
  const made = new Set<string>();
  fc.assert(
    fc.property(tape, (candles) => {
      const heard = listen(candles).map(({ candle }) => candle);
      for (const timeframe of higher) {
        const found = heard.filter((candle) => candle.timeframe === timeframe);
        expect(found).toEqual(resample(candles, timeframe));
        if (found.length > 0) made.add(timeframe);
      }
    }),
    { seed: 20_261_134, numRuns: 400 },
  );
  expect(made).toEqual(new Set(higher));
});

it('a higher candle is only heard when it is over, and nothing that comes later changes what was heard before', () => {
  fc.assert(
    fc.property(tape, fc.nat(), (candles, cut) => {
      const heard = listen(candles);
      for (const { candle, now } of heard) expect(closeAt(candle) <= now).toBe(true);
      const known = candles.slice(0, cut % (candles.length + 1));
      expect(heard.slice(0, listen(known).length)).toEqual(listen(known));
    }),
    { seed: 20_261_135, numRuns: 400 },
  );
});

it('no higher candle holds a quarter of an hour that was not over when it was heard', () => {
  fc.assert(
    fc.property(tape, (candles) => {
      // The n-th candle leaves its mark in the volume: whoever holds it shows it.
      const marked = candles.slice(0, 40).map((candle, n) => candleAt(candle.openAt, { ...candle, volume: 2 ** n }));
      for (const { candle, now } of listen(marked)) {
        const inside = marked.filter((_, n) => Math.floor(candle.volume / 2 ** n) % 2 === 1);
        expect(
          inside.every(
            (part) => closeAt(part) <= now && part.openAt >= candle.openAt && closeAt(part) <= closeAt(candle),
          ),
        ).toBe(true);
        expect(inside.length).toBeGreaterThan(0);
      }
    }),
    { seed: 20_261_136, numRuns: 300 },
  );
});

it('hours come before the day that they complete', () => {
  const day = Array.from({ length: 96 }, (_, n) =>
    candleAt(later(t0, n * quarter), { open: 1, high: 1, low: 1, close: 1, volume: 1 }),
  );
  const last = listen(day).filter(({ now }) => now === later(t0, 96 * quarter));
  expect(last.map(({ candle }) => candle.timeframe)).toEqual([...higher]);
});
