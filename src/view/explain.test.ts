import { describe, expect, it } from 'vitest';
import { begun, instrument, price, settings, t0 } from '../../test/support/keel.ts';
import { listed, listing } from '../../test/support/listings.ts';
import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { explain, gateHead, gateRow } from './explain.ts';

const on = instrument('BTC');

function closed(n: number): Event {
  const prices = { open: 100, high: 101, low: 99, close: 100.5, volume: 5 };
  const candle = { instrument: on.id, timeframe: '15m' as const, openAt: later(t0, n * 900_000), ...prices };
  return { type: 'candle.closed', at: later(t0, (n + 1) * 900_000), candle };
}

function heard(): State {
  const state = begun('10000', [on, instrument('ETH')], price('100'));
  for (let n = 0; n < 8; n += 1) step(state, closed(n), settings);
  return state;
}

describe('explain', () => {
  it('tells every gate in order, and the first that says no', () => {
    const said = explain(heard(), settings, 'btc/usd');
    expect(said).toMatchObject({ instrument: 'PF_XBTUSD', at: '2024-01-01T02:00:00Z', price: 100.5 });
    expect(said?.verdict).toBe('DATA_MISSING');
    expect(said?.gates).toHaveLength(21);
    expect(said?.gates[2]).toEqual({
      code: 'DATA_MISSING',
      asks: expect.any(String),
      value: '0 / 0 / 2',
      threshold: '200 / 250 / 28',
      verdict: 'fail',
    });
    expect(said).not.toHaveProperty('lastSignal');
  });

  it('changes nothing of what it looks at', () => {
    const state = heard();
    const before = structuredClone(state);
    explain(state, settings, 'BTC');
    expect(state).toEqual(before);
  });

  it('knows nothing of an instrument that is not listed, or not heard of yet', () => {
    expect(explain(heard(), settings, 'DOGE')).toBeUndefined();
    expect(explain(heard(), settings, 'ETH')).toBeUndefined();
  });

  it('tells why a market was left out, of which no candle was ever asked for', () => {
    const state = heard();
    step(state, listing(later(t0, 9 * 900_000), [listed('BTC', {}), listed('SOL', {}), listed('FTM', {})]), settings);
    expect(explain(state, settings, 'FTM')).toMatchObject({
      verdict: 'NOT_IN_UNIVERSE',
      price: 100,
      gates: [{ code: 'NOT_IN_UNIVERSE', value: 'NOT_A_CANDIDATE', verdict: 'fail' }],
    });
    expect(explain(state, settings, 'SOL')).toBeUndefined();
  });

  it('tells what became of the newest signal', () => {
    const state = heard();
    const market = state.markets.get(on.id);
    if (market !== undefined) market.outcome = { at: later(t0, 1000), code: 'ENTERED' };
    expect(explain(state, settings, 'BTC')?.lastSignal).toEqual({ at: '2024-01-01T00:00:01Z', outcome: 'ENTERED' });
  });

  it('has a row of a table for each gate', () => {
    const row = gateRow({ code: 'ADX_TOO_LOW', asks: 'ADX', value: 27.123456, threshold: 25, verdict: 'pass' });
    expect(row).toEqual(['ADX_TOO_LOW', 'ADX', '27.1235', '25', 'pass']);
    expect(row).toHaveLength(gateHead.length);
  });
});
