import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { err } from '../../src/core/result.ts';
import { step } from '../../src/core/engine.ts';
import { initialState } from '../../src/core/state.ts';
import { timeframeMs } from '../../src/core/market/candle.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { later } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import { planHydration, wantedOf } from '../../src/runtime/hydration.ts';
import { encode } from '../../src/runtime/codec.ts';
import { createRests } from '../../src/runtime/hydration-rests.ts';
import { hydrate } from '../../src/runtime/hydration-run.ts';
import type { CandleQuestion } from '../../src/runtime/ports.ts';
import { openCandleStore } from '../../src/store/sqlite/candles.ts';
import { configText, settings, shipped, t0, usd } from '../support/keel.ts';
import { listed, listing } from '../support/listings.ts';

const room = mkdtempSync(join(tmpdir(), 'keel-hydration-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const now = later(t0, 500 * timeframeMs['1d'] + 5000);

function candlesFor({ instrument, timeframe, from, to }: CandleQuestion): readonly Candle[] {
  const span = timeframeMs[timeframe];
  return Array.from({ length: (to - from) / span + 1 }, (_, n): Candle => {
    const openAt = later(from, n * span);
    const close = 100 + Math.sin(openAt / 7e7);
    return { instrument, timeframe, openAt, open: 100, high: 102, low: 98, close, volume: 1.5 };
  });
}

/** What a start of the whole default universe costs when nothing has to be asked for: reading, and reading into the core. */
it('246 instruments with four timeframes are hydrated from the store in a few seconds', async () => {
  const path = join(room, 'candles.db');
  const opened = openCandleStore(path, { source: 'test' });
  if (!opened.ok) throw new Error(opened.error);
  const store = opened.value;
  const { clock } = virtualClock(now);
  const state = initialState();
  const contracts = Array.from({ length: 246 }, (_, n) => listed(`T${n}X`, { volumeUsd: 9e6, openedAt: t0 }));
  const all = { ...settings, universe: { ...settings.universe, candidates: 'all' as const } };
  step(state, { type: 'run.started', at: now, run: 1, equity: usd('10000'), config: configText }, all);
  step(state, listing(now, contracts), all);
  const rests = createRests(shipped.hydration);
  const planned = () =>
    planHydration({
      now,
      wanted: wantedOf(state),
      coverage: store.coverage,
      isResting: () => false,
      settings: shipped.hydration,
    });
  const measured = (name: string, from: number, count: number): void =>
    console.log(
      JSON.stringify({ name, value: Number((performance.now() - from).toFixed(0)), unit: 'ms', candles: count }),
    );

  let from = performance.now();
  let stored = 0;
  for (const question of planned().flatMap(({ questions }) => questions)) {
    const candles = candlesFor(question);
    store.put(question, candles);
    stored += candles.length;
  }
  measured('hydration-store-write', from, stored);
  from = performance.now();
  const plan = planned();
  expect(plan.flatMap(({ questions }) => questions)).toEqual([]);
  let read = 0;
  let stepped = 0;
  const links = {
    market: { candles: async () => Promise.resolve(err('nobody')) },
    store,
    rests,
    clock,
    settings: shipped.hydration,
  };
  for await (const batch of hydrate(plan, {
    ...links,
    notify: () => undefined,
    signal: new AbortController().signal,
  })) {
    read += batch.length;
    const begun = performance.now();
    for (const event of batch) step(state, event, all);
    stepped += performance.now() - begun;
  }
  const took = performance.now() - from;
  measured('hydration-from-store', from + stepped, read);
  measured('hydration-step', performance.now() - stepped, read);
  console.log(JSON.stringify({ name: 'hydration-store-size', value: statSync(path).size, unit: 'bytes' }));
  console.log(JSON.stringify({ name: 'hydrated-state-size', value: encode(state).length, unit: 'characters' }));
  expect(read).toBe(stored + 246);
  expect(took).toBeLessThan(20_000);
  const quarters = planHydration({
    now,
    wanted: wantedOf(state),
    coverage: store.coverage,
    isResting: () => false,
    settings: shipped.hydration,
  });
  expect(quarters).toEqual([]);
  store.close();
});
