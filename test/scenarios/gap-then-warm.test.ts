import { expect, it } from 'vitest';
import { instrument, settings } from '../support/keel.ts';
import { candleAt, quarters, storyOf, warmAt, warmRun } from '../support/days.ts';
import { step } from '../../src/core/engine.ts';
import type { State } from '../../src/core/state.ts';
import { timeframeMs } from '../../src/core/market/candle.ts';
import { later } from '../../src/core/units.ts';
import { explain } from '../../src/view/explain.ts';

const btc = instrument('BTC').id;
const quarter = timeframeMs['15m'];
const missing = (state: State): readonly unknown[] => {
  const gate = explain(state, settings, 'BTC')?.gates.find(({ code }) => code === 'DATA_MISSING');
  return [gate?.verdict, gate?.value];
};

it('a hole of more than four decision candles makes an instrument cold, and its history makes it warm again', () => {
  const state = warmRun(['BTC']);
  expect(missing(state)).toEqual(['pass', '290 / 360 / 480']);
  const after = later(warmAt, 65 * quarter);
  step(state, { type: 'candle.closed', at: later(after, quarter), candle: candleAt(btc, after) }, settings);
  expect(missing(state)).toEqual(['fail', '0 / 0 / 0']);
  expect(state.markets.get(btc)?.reading.begunAt).toBeUndefined();
  const now = later(after, quarter);
  for (const event of storyOf(btc, now)) step(state, event, settings);
  expect(missing(state)[0]).toBe('pass');
  quarters(state, [btc], 1);
  expect(missing(state)[0]).toBe('pass');
});

it('history that is refused is missing until it comes, however much there is besides', () => {
  const state = warmRun(['BTC']);
  const lost = { type: 'history.failed', at: warmAt, instrument: btc, timeframe: '4h', cause: 'timeout' } as const;
  expect(step(state, lost, settings)).toMatchObject([
    { name: 'DATA_MISSING', details: { timeframe: '4h', cause: 'timeout' } },
  ]);
  expect(step(state, lost, settings)).toEqual([]);
  quarters(state, [btc], 1);
  expect(missing(state)).toEqual(['fail', '290 / 360 / 480; no 4h: timeout']);
  step(state, { type: 'history.begun', at: state.at, instrument: btc }, settings);
  expect(state.markets.get(btc)?.missing).toEqual({});
});
