import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { memoryStore } from '../../../test/support/candle-store.ts';
import { instrument, shipped, t0 } from '../../../test/support/keel.ts';
import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle, Timeframe } from '../../core/market/candle.ts';
import { later } from '../../core/units.ts';
import type { CandleStore } from '../../runtime/hydration-store.ts';
import type { CandleQuestion } from '../../runtime/ports.ts';
import { openCandleStore } from './candles.ts';

const room = mkdtempSync(join(tmpdir(), 'keel-candles-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const btc = instrument('BTC').id;
const quarter = timeframeMs['15m'];
const day = timeframeMs['1d'];

function candle(n: number, close: number = 1e-9 + n / 3, timeframe: Timeframe = '15m'): Candle {
  const openAt = later(t0, n * timeframeMs[timeframe]);
  return {
    instrument: btc,
    timeframe,
    openAt,
    open: close,
    high: close * 1.1,
    low: close * 0.9,
    close,
    volume: 0.1 + 0.2,
  };
}
const question = (from: number, to: number, timeframe: Timeframe = '15m'): CandleQuestion => ({
  instrument: btc,
  timeframe,
  from: later(t0, from * timeframeMs[timeframe]),
  to: later(t0, to * timeframeMs[timeframe]),
});
const span = (from: number, to: number) => ({ from: later(t0, from * quarter), to: later(t0, to * quarter) });
const opened = (path: string, source: string): CandleStore => {
  const store = openCandleStore(path, { source });
  if (!store.ok) throw new Error(store.error);
  return store.value;
};

it('gives back what it was given, to the last bit, in order of time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(400), fc.double({ min: 1e-9, max: 1e6, noNaN: true })), { maxLength: 60 }),
      (puts) => {
        const store = memoryStore();
        const kept = new Map<number, Candle>();
        for (const [n, close] of puts) {
          kept.set(n, candle(n, close));
          store.put(question(n, n), [candle(n, close)]);
        }
        const wanted = [...kept].sort(([a], [b]) => a - b).map(([, one]) => one);
        expect(store.range(question(0, 400))).toEqual(wanted);
        expect(store.range(question(100, 200))).toEqual(
          wanted.filter(({ openAt }) => openAt >= later(t0, 100 * quarter) && openAt <= later(t0, 200 * quarter)),
        );
        store.close();
      },
    ),
  );
});

it('knows what was asked for: with its holes, up to the newest candle, and nothing where nothing came', () => {
  const store = memoryStore();
  store.put(question(0, 100), []);
  expect(store.coverage(btc, '15m')).toEqual([]);
  store.put(question(0, 100), [candle(3), candle(90)]);
  expect(store.coverage(btc, '15m')).toEqual([span(0, 90)]);
  store.put(question(200, 210), [candle(210)]);
  store.put(question(91, 150), [candle(150)]);
  expect(store.coverage(btc, '15m')).toEqual([span(0, 150), span(200, 210)]);
  store.put(question(151, 199), [candle(199)]);
  expect(store.coverage(btc, '15m')).toEqual([span(0, 210)]);
  expect(store.coverage(btc, '1h')).toEqual([]);
});

it('outlives its process, and never mixes two sources', () => {
  const path = join(room, 'deep', 'candles.db');
  const first = opened(path, 'kraken_futures');
  first.put(question(0, 0), [candle(0)]);
  first.close();
  const again = opened(path, 'kraken_futures');
  expect(again.range(question(0, 0))).toEqual([candle(0)]);
  again.close();
  const other = opened(path, 'kraken_spot');
  expect([other.range(question(0, 0)), other.coverage(btc, '15m'), other.lastListing()]).toEqual([[], [], undefined]);
  other.put(question(0, 0), [candle(0, 7)]);
  other.close();
  const last = opened(path, 'kraken_futures');
  expect(last.range(question(0, 0))).toEqual([candle(0)]);
  last.close();
});

it('drops what was kept long enough, and daily candles never', () => {
  const store = memoryStore();
  const days = 800;
  const now = later(t0, days * day);
  for (const timeframe of ['15m', '1h', '4h', '1d'] as const) {
    const count = (days * day) / timeframeMs[timeframe];
    store.put(
      question(0, count - 1, timeframe),
      Array.from({ length: count }, (_, n) => candle(n, 5, timeframe)),
    );
  }
  expect(store.retain(now, shipped.hydration.retentionMs)).toBe(3);
  const oldest = (timeframe: Timeframe): number => {
    const [first] = store.range(question(0, (days * day) / timeframeMs[timeframe], timeframe));
    expect(store.coverage(btc, timeframe)).toEqual([{ from: first?.openAt, to: later(now, -timeframeMs[timeframe]) }]);
    return (now - (first?.openAt ?? NaN)) / day;
  };
  const chunk = (timeframe: Timeframe): number => (128 * timeframeMs[timeframe]) / day;
  for (const [timeframe, keep] of [
    ['15m', 30],
    ['1h', 90],
    ['4h', 365],
  ] as const) {
    expect(oldest(timeframe)).toBeGreaterThanOrEqual(keep);
    expect(oldest(timeframe)).toBeLessThan(keep + chunk(timeframe));
  }
  expect(oldest('1d')).toBe(days);
  expect(store.retain(now, shipped.hydration.retentionMs)).toBe(0);
});

it('refuses a file that is something else, in a sentence', () => {
  const path = join(room, 'notes.txt');
  writeFileSync(path, 'not a database, but long enough to be one '.repeat(100));
  expect(openCandleStore(path, { source: 'x' })).toMatchObject({
    ok: false,
    error: expect.stringContaining('notes.txt'),
  });
});
