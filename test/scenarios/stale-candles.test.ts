import { expect, it } from 'vitest';
import { instrument, settings } from '../support/keel.ts';
import { quarters, storyOf, warmAt, warmRun } from '../support/days.ts';
import { listed, listing } from '../support/listings.ts';
import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { State } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import { explain } from '../../src/view/explain.ts';
import { universeJson } from '../../src/view/universe.ts';

const bases = ['BTC', 'ETH', 'SOL', 'DOGE', 'BNB', 'XRP'];
const ids = bases.map((base) => instrument(base).id);
const [btc = instrument('BTC').id] = ids;
const others = ids.slice(1);

function told(effects: readonly Effect[], name: string): readonly string[] {
  return effects.flatMap((effect) =>
    effect.type === 'alert.send' && effect.name === name ? [Object.values(effect.details).join(' ')] : [],
  );
}

const gateOf = (state: State, code: string): string | number | undefined =>
  explain(state, settings, 'BTC')?.gates.find((gate) => gate.code === code)?.value;

it('an instrument whose candles stop is degraded, suspended, probed, and heals when they come again', () => {
  const state = warmRun(bases);
  expect(gateOf(state, 'DATA_MISSING')).toBe('290 / 360 / 480');
  const first = quarters(state, others, 7);
  expect(told(first, 'data_quality_event')).toEqual([
    'PF_XBTUSD sanity_fail candle_age_15m=1.50h HEALTHY',
    'PF_XBTUSD state_transition candle_age_15m=2.00h DEGRADED',
  ]);
  expect(gateOf(state, 'DATA_UNFIT')).toBe('candle_age_15m=2.00h');
  const later_ = quarters(state, others, 30);
  expect(told(later_, 'data_quality_event').at(-1)).toMatch(/^PF_XBTUSD probe_fail candle_age_15m=.* SUSPENDED$/);
  expect(universeJson(state).dataQuality).toEqual({ HEALTHY: 5, DEGRADED: 0, SUSPENDED: 1 });
  // It comes back with what it missed, and is heard on every turn; a probe is due every half hour.
  const healing = [...step(state, storyOf(btc, state.at)[0] ?? fail(), settings)];
  for (const event of storyOf(btc, state.at).slice(1)) step(state, event, settings);
  healing.push(...quarters(state, ids, 8));
  expect(told(healing, 'data_quality_event').at(-1)).toBe('PF_XBTUSD state_transition fit HEALTHY');
  expect(gateOf(state, 'DATA_UNFIT')).toBe('HEALTHY');
});

it('a market that is hardly traded any more is unfit, and says why', () => {
  const state = warmRun(bases);
  const thin = [listed('BTC', { volumeUsd: 9000 }), ...bases.slice(1).map((base) => listed(base, { volumeUsd: 9e6 }))];
  step(state, listing(later(warmAt, 1), thin), settings);
  quarters(state, ids, 1);
  expect(gateOf(state, 'DATA_UNFIT')).toBe('volume=9000 < 10000');
});

it('when most of the universe has no candles nothing is entered, told once; one bad coin of six stops nobody', () => {
  const state = warmRun(bases);
  expect(told(quarters(state, others, 8), 'TRADING PAUSED: candle health insufficient')).toEqual([]);
  expect(gateOf(state, 'ENTRIES_BLOCKED')).toBe('allowed');
  const paused = quarters(state, ids.slice(3), 10);
  expect(told(paused, 'TRADING PAUSED: candle health insufficient')).toEqual(['3 6 30 4 0.25']);
  expect(explain(state, settings, 'XRP')?.gates.find(({ code }) => code === 'ENTRIES_BLOCKED')?.value).toBe(
    'TRADE_PAUSED',
  );
  for (const id of ids) for (const event of storyOf(id, state.at)) step(state, event, settings);
  expect(told(quarters(state, ids, 2), 'TRADING RESUMED: candle health sufficient')).toHaveLength(1);
  expect(gateOf(state, 'ENTRIES_BLOCKED')).toBe('allowed');
});

function fail(): never {
  throw new Error('a story begins with an event');
}
