import fc from 'fast-check';
import { expect, it } from 'vitest';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import { closeAt, timeframeMs } from '../../src/core/market/candle.ts';
import type { Candle, Timeframe } from '../../src/core/market/candle.ts';
import type { Market, Reading } from '../../src/core/market/market.ts';
import { later } from '../../src/core/units.ts';
import { rng } from '../../src/runtime/rng.ts';
import { begun, enter, instrument, price, qty, settings, t0 } from '../support/keel.ts';

const on = instrument('BTC');
const quarter = timeframeMs['15m'];
const higher = ['1d', '4h', '1h'] as const;

/** A walk of 15m candles from midnight on. */
function walk(seed: number, count: number): readonly Candle[] {
  const luck = rng(seed);
  let close = 100;
  return Array.from({ length: count }, (_, n): Candle => {
    const open = close;
    close = open * (1 + (luck.next() - 0.5) * 0.02);
    const [top, bottom] = [
      Math.max(open, close) * (1 + luck.next() * 0.005),
      Math.min(open, close) * (1 - luck.next() * 0.005),
    ];
    return {
      instrument: on.id,
      timeframe: '15m',
      openAt: later(t0, n * quarter),
      open,
      high: top,
      low: bottom,
      close,
      volume: luck.next(),
    };
  });
}

/** Whole candles of a longer timeframe, with hindsight. */
function longer(candles: readonly Candle[], timeframe: Timeframe): readonly Candle[] {
  const size = timeframeMs[timeframe] / quarter;
  return Array.from({ length: Math.floor(candles.length / size) }, (_, n): Candle => {
    const parts = candles.slice(n * size, (n + 1) * size);
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) throw new Error('a whole candle has parts');
    return {
      ...first,
      timeframe,
      high: Math.max(...parts.map(({ high }) => high)),
      low: Math.min(...parts.map(({ low }) => low)),
      close: last.close,
      volume: parts.reduce((sum, { volume }, k) => (k === 0 ? volume : sum + volume), 0),
    };
  });
}

/** In order of their close, of one moment the longer ones first: as history is told. */
function inOrder(candles: readonly Candle[]): readonly Candle[] {
  return [...candles].sort((a, b) => closeAt(a) - closeAt(b) || timeframeMs[b.timeframe] - timeframeMs[a.timeframe]);
}

function told(candles: readonly Candle[], first: readonly Event[] = []): Market {
  const state = begun('10000', [on], price('100'));
  const end = later(t0, 400 * timeframeMs['1d']);
  for (const event of first) step(state, event, settings);
  for (const candle of candles) step(state, { type: 'candle.closed', at: end, candle }, settings);
  const market = state.markets.get(on.id);
  if (market === undefined) throw new Error('it is listed');
  return market;
}

const seriesOf = ({ hourly, decision, daily }: Reading): unknown => ({ hourly, decision, daily });

const case_ = fc.record({
  seed: fc.nat(1000),
  days: fc.integer({ min: 3, max: 9 }),
  extra: fc.nat(95),
  /** Where the 15m candles begin. */
  from: fc.nat(200),
  /** Some history overlaps what the 15m candles build, some is told twice. */
  overlap: fc.array(fc.nat(300), { maxLength: 12 }),
});

it('history and the 15m candles after it read as 15m candles alone would: no bucket twice, none by half', () => {
  fc.assert(
    fc.property(case_, ({ seed, days, extra, from, overlap }) => {
      const all = walk(seed, days * 96 + extra);
      const start = Math.min(from, all.length);
      const recent = all.slice(start);
      const begins = later(t0, start * quarter);
      const history = higher.flatMap((timeframe) => {
        const whole = longer(all, timeframe);
        const needed = whole.filter(({ openAt }) => openAt < begins);
        return [
          ...needed,
          ...whole.filter((_, n) => overlap.includes(n)),
          ...needed.filter((_, n) => overlap.includes(n)),
        ];
      });
      const [plain, mixed] = [
        told(all),
        told(inOrder([...history, ...recent]), [{ type: 'history.begun', at: t0, instrument: on.id }]),
      ];
      expect(seriesOf(mixed.reading)).toEqual(seriesOf(plain.reading));
      expect(mixed.reading.quarters).toBe(recent.length);
    }),
    { numRuns: 60 },
  );
});

it('history without its end leaves out the candle that is known by half', () => {
  const all = walk(7, 4 * 96);
  const recent = all.slice(98);
  const days = longer(all, '1d').slice(0, 1);
  const market = told(inOrder([...days, ...recent]));
  expect(market.reading.daily.candles).toBe(3);
  expect(market.refused).toEqual({ 'in-part': 1 });
});

it.each([false, true])(
  'history that begins anew forgets what was read, and does not move the price back (held: %s)',
  (held) => {
    const all = walk(3, 2 * 96);
    const state = begun('10000', [on], price('100'));
    const end = later(t0, 3 * timeframeMs['1d']);
    for (const candle of all) step(state, { type: 'candle.closed', at: closeAt(candle), candle }, settings);
    const before = state.markets.get(on.id)?.last?.close;
    step(state, { type: 'mark.observed', at: end, instrument: on.id, price: price('123') }, settings);
    if (held) enter(state, { instrument: on, side: 'long', qty: qty('0.1'), mark: price('123'), stop: price('120') });
    step(state, { type: 'history.begun', at: end, instrument: on.id }, settings);
    for (const candle of all) step(state, { type: 'candle.closed', at: end, candle }, settings);
    const market = state.markets.get(on.id);
    expect(market?.reading.quarters).toBe(all.length);
    expect(market?.last?.close).toBe(before);
    expect(market?.mark).toBe(price('123'));
    for (const candle of [all[0], all.at(-1)]) {
      if (candle !== undefined) step(state, { type: 'candle.closed', at: end, candle }, settings);
    }
    expect(market?.refused).toEqual({ late: 1, repeated: 1 });
  },
);
