import { expect, it } from 'vitest';
import { quarters, warmAt, warmRun } from '../../test/support/days.ts';
import { begun, instrument, price, settings } from '../../test/support/keel.ts';
import { listed, listing } from '../../test/support/listings.ts';
import { step } from '../core/engine.ts';
import { later } from '../core/units.ts';
import { coinStatus } from './coins.ts';
import { cycleSummary } from './cycle.ts';
import { universeJson } from './universe.ts';

const beat = { cycle: 1, durationMs: 0 };

it('tells who is traded and why the others are not, by reason, and how old their candles are', () => {
  const state = warmRun(['BTC', 'XRP']);
  const thin = listed('ADA', { volumeUsd: 1000 });
  const others = [listed('FTM', {}), listed('GBP', {}), listed('THETA', {}), thin];
  const liquid = [listed('BTC', { volumeUsd: 9e6 }), { ...listed('XRP', { volumeUsd: 600_000 }), postOnly: true }];
  step(state, listing(later(warmAt, 1000), [...liquid, ...others]), settings);
  quarters(state, [instrument('BTC').id, instrument('XRP').id], 1);
  const said = universeJson(state);
  expect(said).toMatchObject({
    version: 1,
    listed: 6,
    universe: 2,
    tiers: { A: 1, B: 1, C: 0 },
    rejected: [
      { reason: 'NOT_A_CANDIDATE', count: 2 },
      { reason: 'BASE_DISALLOWED', count: 1 },
      { reason: 'VOLUME_TOO_LOW', count: 1 },
    ],
    dataQuality: { HEALTHY: 2, DEGRADED: 0, SUSPENDED: 0 },
    tradePaused: false,
  });
  expect(said.instruments.map(({ base }) => base)).toEqual(['BTC', 'XRP', 'ADA', 'FTM', 'GBP', 'THETA']);
  expect(said.instruments[1]).toEqual({
    instrument: 'PF_XRPUSD',
    base: 'XRP',
    tier: 'B',
    status: 'post-only',
    rejection: null,
    health: 'HEALTHY',
    unfit: null,
    trust: 1,
    candleAgeMinutes: { '15m': 15, '1h': 75, '4h': 255, '1d': 1455 },
    missing: {},
    refused: {},
  });
  expect(said.instruments[2]).toMatchObject({
    rejection: 'VOLUME_TOO_LOW 1000 of 250000',
    candleAgeMinutes: { '15m': null, '1d': null },
  });
  expect(cycleSummary(state, settings, beat).universe).toBe(2);
});

it('of a run over given candles counts those that were heard', () => {
  const state = begun('10000', [instrument('BTC'), instrument('ETH')], price('100'));
  expect(universeJson(state)).toMatchObject({ discoveredAt: null, listed: 2, universe: 0, rejected: [] });
  quarters(state, [instrument('ETH').id], 1);
  expect([universeJson(state).universe, cycleSummary(state, settings, beat).universe]).toEqual([1, 1]);
});

it('counts every five minutes how the universe is served, and names whose data is bad', () => {
  const state = warmRun(['BTC', 'XRP', 'ETH']);
  step(
    state,
    listing(
      later(warmAt, 1000),
      ['BTC', 'XRP', 'ETH'].map((base) => listed(base, { volumeUsd: 9e6 })),
    ),
    settings,
  );
  quarters(state, [instrument('BTC').id, instrument('XRP').id], 12);
  const xrp = state.markets.get(instrument('XRP').id);
  if (xrp !== undefined) xrp.health.state = 'SUSPENDED';
  expect(coinStatus(state, settings)).toMatchObject({
    total_coins: 3,
    coins_with_sufficient_candles: 2,
    coins_waiting_for_candles: 1,
    coins_processed_recently: 2,
    coins_with_traces: 3,
    data_quality_healthy: 1,
    data_quality_degraded: 'ETH',
    data_quality_suspended: 'XRP',
  });
});
