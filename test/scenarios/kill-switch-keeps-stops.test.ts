import { describe, expect, it } from 'vitest';
import { modeOf } from '../../src/core/safety/mode.ts';
import type { State } from '../../src/core/state.ts';
import { configText, feed, positionOf, price, qty, settings } from '../support/keel.ts';
import {
  alertsIn,
  at,
  atVenue,
  beginning,
  btc,
  entering,
  eth,
  exitsIn,
  first,
  holding,
  left,
  says,
  snapshot,
  stopsIn,
  targetsIn,
  wait,
} from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

const mode = (state: State): string => modeOf(state.safety, state.at, settings.safety);

describe('the kill switch', () => {
  it('takes entries and targets away and leaves every stop where it is, now and for as long as it is engaged', () => {
    const state = beginning();
    const held = holding(state, btc, '10');
    const entry = entering(state, eth, '2');
    feed(state, [accepted(entry, at(50))]);
    const effects = says(state, { type: 'kill-switch.engage', exit: false });
    expect([...canceled(effects)].sort()).toEqual([entry.id, ...held.targets.map(({ id }) => id)].sort());
    const gone = [entry, ...held.targets].map((ticket) =>
      ended(ticket, 'canceled', (0n * ticket.qty) as typeof ticket.qty, at(100)),
    );
    const after = [
      ...feed(state, gone),
      ...wait(state, at(3_600_000)),
      ...feed(state, [snapshot(state, [atVenue(btc, '10')])]),
    ];
    expect([canceled(after), targetsIn(after), exitsIn(after), stopsIn(after)]).toEqual([[], [], [], []]);
    expect([mode(state), positionOf(state, btc).phase, left(state, btc)]).toEqual(['HALTED', 'protected', qty('10')]);
    expect(alertsIn(effects)).toContain('Kill switch active');
  });

  it('takes away, when it lands, what was in flight', () => {
    const state = beginning();
    const entry = entering(state, btc, '10');
    says(state, { type: 'kill-switch.engage', exit: false });
    expect(canceled(feed(state, [accepted(entry, at(50))]))).toEqual([entry.id]);
  });

  it('does not stop a lost stop from being placed again, nor a fill that was under way from being protected', () => {
    const state = beginning();
    const { stop } = holding(state, btc, '10');
    const entry = entering(state, eth, '2');
    says(state, { type: 'kill-switch.engage', exit: false });
    const again = feed(state, [ended(stop, 'canceled', (0n * stop.qty) as typeof stop.qty, at(100))]);
    expect(stopsIn(again).map(({ qty: size, form }) => [size, form])).toEqual([[qty('10'), stop.form]]);
    const late = feed(state, fills(entry, [{ qty: qty('2'), price: price('100') }], at(90)));
    expect(stopsIn(late).map(({ instrument }) => instrument)).toEqual([eth.id]);
  });

  it('survives a restart', () => {
    const state = beginning();
    const { stop } = holding(state, btc, '10');
    says(state, { type: 'kill-switch.engage', exit: false });
    const effects = [
      ...feed(state, [{ type: 'run.resumed', at: at(500), config: configText }]),
      ...wait(state, at(60_000)),
    ];
    expect([mode(state), canceled(effects).includes(stop.id)]).toEqual(['HALTED', false]);
  });
});

it('with its exit, everything is left reduce-only while the stop rests until the last lot is gone', () => {
  const state = beginning();
  const { stop } = holding(state, btc, '10');
  const effects = says(state, { type: 'kill-switch.engage', exit: true });
  const exit = first(exitsIn(effects));
  expect([exit.qty, exit.reduceOnly, canceled(effects).includes(stop.id)]).toEqual([qty('10'), true, false]);
  const most = feed(state, [
    accepted(exit, at(50)),
    ...fills(exit, [{ qty: qty('9.999'), price: price('99') }], at(51)),
  ]);
  expect(canceled(most)).not.toContain(stop.id);
  const rest = feed(state, [ended(exit, 'canceled', qty('9.999'), at(52))]);
  expect(exitsIn(rest).map(({ qty: size }) => size)).toEqual([qty('0.001')]);
  const last = first(exitsIn(rest));
  const over = feed(state, [
    ...fills(last, [{ qty: qty('0.001'), price: price('99') }], at(53)),
    ended(last, 'filled', qty('0.001'), at(54)),
  ]);
  expect(canceled(over)).toEqual([stop.id]);
  expect(positionOf(state, btc).phase).toBe('closed');
});

it('a limit that halts takes nothing but entries and targets away either', () => {
  const state = beginning('10000');
  const { stop, targets } = holding(state, btc, '85');
  const effects = feed(state, [{ type: 'mark.observed', at: at(200), instrument: btc.id, price: price('80') }]);
  expect(mode(state)).toBe('HALTED');
  expect([...canceled(effects)].sort()).toEqual(targets.map(({ id }) => id).sort());
  expect([exitsIn(effects), canceled(effects).includes(stop.id)]).toEqual([[], false]);
});

it('only an operator lifts it, and then the targets come back', () => {
  const state = beginning();
  const held = holding(state, btc, '10');
  says(state, { type: 'kill-switch.engage', exit: false });
  feed(
    state,
    held.targets.map((ticket) => ended(ticket, 'canceled', (0n * ticket.qty) as typeof ticket.qty, at(100))),
  );
  says(state, { type: 'entries.resume' });
  expect(mode(state)).toBe('HALTED');
  expect(alertsIn(says(state, { type: 'kill-switch.reset' }))).toContain('HALT_STATE_CLEARED');
  expect(mode(state)).toBe('NORMAL');
  const effects = feed(state, [snapshot(state, [atVenue(btc, '10')])]);
  expect(targetsIn(effects).map(({ qty: size }) => size)).toEqual([qty('5'), qty('4')]);
});
