import { expect, it } from 'vitest';
import { step } from '../core/engine.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { begun, enter, instrument, price, qty, settings, t0, usd } from '../../test/support/keel.ts';
import { statusJson } from './status.ts';
import type { RunFacts, StatusJson } from './status.ts';

const [btc, eth] = [instrument('BTC'), instrument('ETH')];
const facts: RunFacts = {
  mode: 'paper',
  market: 'replay',
  seed: 3,
  speed: 'max',
  startedAt: '2024-01-01T00:00:00.000Z',
  journal: 'run-1.sqlite',
  cycle: 2,
};
const look = (state: State): StatusJson => statusJson({ state, settings, facts, now: later(t0, 61_500) });

it('counts what is there', () => {
  const state = begun('10000', [btc, eth], price('100'));
  expect(look(state)).toMatchObject({
    version: 1,
    equity: '10000',
    peakEquity: '10000',
    dayPnl: '0',
    marginUsedPct: 0,
    positions: 0,
    workingOrders: 0,
    cooldowns_active: 0,
    universe: 0,
    surprises: 0,
    simulatedAt: '2024-01-01T00:00:00Z',
    run: { id: 7, incarnation: 0, uptimeSeconds: 61, speed: 'max' },
  });
});

it('counts what may still fill into the margin, as the gate does', () => {
  const state = begun('10000', [btc, eth], price('100'));
  enter(state, { instrument: btc, side: 'long', qty: qty('10'), mark: price('100'), stop: price('98') });
  const notionalPct = 10;
  const leverage = Number(settings.risk.targetLeverage) / 1e10;
  expect(look(state)).toMatchObject({ positions: 1, entering: 1, workingOrders: 1 });
  expect(look(state).marginUsedPct).toBeCloseTo(notionalPct / leverage, 3);
});

it('counts a cooldown until it is over', () => {
  const state = begun('10000', [btc, eth], price('100'));
  const market = state.markets.get(btc.id);
  if (market === undefined) throw new Error('listed');
  market.firedAt = t0;
  market.last = { openAt: t0, close: 100 };
  state.at = later(t0, settings.signal.cooldownMs - 1);
  expect(look(state).cooldowns_active).toBe(1);
  state.at = later(t0, settings.signal.cooldownMs);
  expect(look(state).cooldowns_active).toBe(0);
});

it('begins a day with no profit, though nothing has touched the book yet', () => {
  const state = begun('10000', [btc, eth], price('100'));
  state.account.day = t0 / 86_400_000;
  state.account.dayEquity = usd('9900');
  expect(look(state).dayPnl).toBe('100');
  state.at = later(t0, 86_400_000);
  expect(look(state).dayPnl).toBe('0');
});

it('says that the venue has not told its side yet', () => {
  const state = begun('10000', [btc], price('100'));
  step(state, { type: 'run.resumed', at: t0, config: state.run.config }, settings);
  expect(look(state)).toMatchObject({ syncing: true, run: { incarnation: 1 } });
});

it('has no margin use to tell where there is no equity', () => {
  expect(look(begun('0', [btc], price('100'))).marginUsedPct).toBeNull();
});
