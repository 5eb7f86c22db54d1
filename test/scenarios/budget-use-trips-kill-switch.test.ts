import { expect, it } from 'vitest';
import { modeOf } from '../../src/core/safety/mode.ts';
import { later } from '../../src/core/units.ts';
import { begun, enter, feed, instrument, price, qty, settings, t0 } from '../support/keel.ts';
import { alertsIn, first, mark, stopsIn, wait } from '../support/stories.ts';
import { accepted, canceled, ended, fills, placed } from '../support/venue-reports.ts';

const pinned = ['BTC', 'ETH', 'SOL', 'DOGE', 'BNB'].map((base) => instrument(base));
/** 22.5 % of 10,000 in margin, at leverage 7. */
const quarter = qty('157.5');

it('the bounds of margin use stand in their order: degraded, then the budget, then the halt, and all below one', () => {
  const { marginDegraded, marginGate, marginHalted } = settings.risk;
  expect(marginDegraded <= marginGate && marginGate < marginHalted).toBe(true);
  expect(marginHalted < 10n ** 10n).toBe(true);
});

it('using the whole budget degrades, never halts, and takes no order away', () => {
  const state = begun('10000', pinned, mark);
  const gone: string[] = [];
  const stops: string[] = [];
  for (const on of pinned.slice(0, 4)) {
    const entry = first(
      placed(enter(state, { instrument: on, side: 'long', qty: quarter, mark, stop: price('99.9') }) ?? []),
    );
    const at = later(state.at, 100);
    const effects = feed(state, [
      accepted(entry, at),
      ...fills(entry, [{ qty: quarter, price: mark }], at),
      ended(entry, 'filled', quarter, at),
    ]);
    const stop = first(stopsIn(effects));
    stops.push(stop.id);
    gone.push(...canceled([...effects, ...feed(state, [accepted(stop, later(at, 10))])]));
    expect(alertsIn(effects)).not.toContain('SYSTEM_HALTED');
  }
  gone.push(...canceled(wait(state, later(t0, 600_000))));
  expect(gone).toEqual([]);
  expect(modeOf(state.safety, state.at, settings.safety)).toBe('DEGRADED');
  expect(stops.every((id) => state.orders.get(id as never)?.status === 'open')).toBe(true);
  // Not a lot more than the budget is let through.
  expect(
    enter(state, { instrument: first(pinned.slice(4)), side: 'long', qty: qty('0.1'), mark, stop: price('99.9') }),
  ).toBeUndefined();
});
