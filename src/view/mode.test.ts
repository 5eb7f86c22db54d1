import { describe, expect, it } from 'vitest';
import { halt, observe, pause } from '../core/safety/mode.ts';
import type { Breach } from '../core/risk/limits.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { begun, instrument, price, settings, t0 } from '../../test/support/keel.ts';
import { modeJson } from './mode.ts';

const flat = (): State => begun('10000', [instrument('BTC')], price('100'));
const breach: Breach = { limit: 'margin-use', code: 'MARGIN_INSUFFICIENT', unit: 'ratio', observed: 2n, bound: 1n };

describe('the mode that a person sees', () => {
  it('is NORMAL without a reason', () => {
    const normal = { system_state: 'NORMAL', mode: 'NORMAL', reason: null, latch: null, paused: false };
    expect(modeJson(flat(), settings)).toEqual(normal);
  });

  it('is DEGRADED by an operator and by a limit, and both are named', () => {
    const state = flat();
    pause(state.safety);
    observe(state.safety, [breach], state.at);
    expect(modeJson(state, settings)).toMatchObject({
      system_state: 'DEGRADED',
      mode: 'DEGRADED',
      reason: 'paused by an operator; limit margin-use',
      paused: true,
    });
  });

  it('is DEGRADED until the clean time is over, and says when that is', () => {
    const state = flat();
    observe(state.safety, [breach], t0);
    observe(state.safety, [], later(t0, 1_000));
    expect(modeJson(state, settings)).toMatchObject({
      mode: 'DEGRADED',
      reason: 'every limit is kept again; clears at 2024-01-01T00:03:00Z',
    });
    state.at = later(t0, settings.safety.cleanMs);
    expect(modeJson(state, settings)).toMatchObject({ mode: 'NORMAL' });
  });

  it('is HALTED with its reason, and the system state is KILL_SWITCH', () => {
    const state = flat();
    halt(state.safety, { reason: 'limit drawdown', at: t0, incarnation: 0 });
    expect(modeJson(state, settings)).toEqual({
      system_state: 'KILL_SWITCH',
      mode: 'HALTED',
      reason: 'limit drawdown',
      latch: { reason: 'limit drawdown', since: '2024-01-01T00:00:00Z' },
      paused: false,
    });
  });

  it.each([
    ['SAFE_HOLD', 'latched before a restart', { incarnation: 1 }, 2],
    ['HALTED', 'latched in this life', { incarnation: 2 }, 2],
  ])('is %s when %s', (mode, _what, latched, incarnation) => {
    const state = flat();
    state.run.incarnation = incarnation;
    state.safety.latch = { reason: 'limit drawdown', at: t0, ...latched };
    expect(modeJson(state, settings)).toMatchObject({ system_state: 'KILL_SWITCH', mode });
  });
});
