import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import { modeOf } from '../../src/core/safety/mode.ts';
import type { State } from '../../src/core/state.ts';
import { ended, canceled, fills } from '../support/venue-reports.ts';
import { feed, positionOf, price, qty, settings } from '../support/keel.ts';
import {
  alertsIn,
  at,
  atVenue,
  beginning,
  bought,
  btc,
  eth,
  exitsIn,
  first,
  holding,
  snapshot,
  stopsIn,
  wait,
} from '../support/stories.ts';

const mode = (state: State): string => modeOf(state.safety, state.at, settings.safety);

/** One position is protected; the other's stop is refused, and so is the one that is sent after it. */
function refusedTwice(): Readonly<{ state: State; effects: readonly Effect[] }> {
  const state = beginning();
  holding(state, eth, '2');
  const { stop } = bought(state, btc, '10');
  const once = feed(state, [{ type: 'order.rejected', at: at(100), order: stop.id, reason: 'no' }]);
  const again = wait(state, at(2_000));
  const second = first(stopsIn([...once, ...again]));
  expect(second.id).not.toBe(stop.id);
  const twice = feed(state, [{ type: 'order.rejected', at: at(2_001), order: second.id, reason: 'no' }]);
  return { state, effects: [...once, ...again, ...twice] };
}

describe('a stop that the venue refuses twice', () => {
  it('is reason enough to ask the venue for the position, and not yet to close it', () => {
    const { state, effects } = refusedTwice();
    expect(effects.some((effect) => effect.type === 'venue.ask' && effect.about === 'account')).toBe(true);
    expect([exitsIn(effects), mode(state), positionOf(state, btc).phase]).toEqual([[], 'NORMAL', 'unprotected']);
  });

  it('and is tried on, at a steady pace, until the venue has answered', () => {
    const { state } = refusedTwice();
    expect(stopsIn(wait(state, at(3_500))).length).toBe(1);
  });

  it('closes that position and no other when the venue agrees that it is there, and the mode is HALTED', () => {
    const { state } = refusedTwice();
    const effects = feed(state, [snapshot(state, [atVenue(btc, '10'), atVenue(eth, '2')])]);
    expect(exitsIn(effects).map(({ instrument, qty: size, side }) => [instrument, size, side])).toEqual([
      [btc.id, qty('10'), 'sell'],
    ]);
    expect([mode(state), positionOf(state, btc).phase, positionOf(state, eth).phase]).toEqual([
      'HALTED',
      'exiting',
      'protected',
    ]);
    expect(alertsIn(effects)).toContain('SYSTEM_HALTED');
    const stops = [...state.orders.values()].filter(
      ({ role, ticket }) => role === 'stop' && ticket.instrument === eth.id,
    );
    expect(canceled(effects)).not.toContain(first(stops).ticket.id);
    const exit = first(exitsIn(effects));
    feed(state, [
      ...fills(exit, [{ qty: qty('10'), price: price('100') }], at(9_000)),
      ended(exit, 'filled', qty('10'), at(9_001)),
    ]);
    expect(positionOf(state, btc)).toMatchObject({ phase: 'closed', tally: { lastExit: { reason: 'unprotectable' } } });
    expect(mode(state)).toBe('HALTED');
  });

  it.each([
    ['has less of it', [atVenue(btc, '9'), atVenue(eth, '2')]],
    ['has nothing of it', [atVenue(eth, '2')]],
    ['has the other side of it', [atVenue(btc, '10', 'short'), atVenue(eth, '2')]],
  ])('closes nothing while the venue %s', (_, there) => {
    const { state } = refusedTwice();
    const effects = [...feed(state, [snapshot(state, there)]), ...feed(state, [snapshot(state, there)])];
    expect([exitsIn(effects), positionOf(state, btc).phase, mode(state)]).toEqual([[], 'unprotected', 'NORMAL']);
  });
});

it('a stop refused once, and then taken, is a stop', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  feed(state, [{ type: 'order.rejected', at: at(100), order: stop.id, reason: 'no' }]);
  const second = first(stopsIn(wait(state, at(2_000))));
  feed(state, [{ type: 'order.accepted', at: at(2_001), order: second.id, venueOrderId: 'v' }]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: second.id, stopRefusals: 0 });
  const effects = feed(state, [snapshot(state, [atVenue(btc, '10')])]);
  expect([exitsIn(effects), mode(state)]).toEqual([[], 'NORMAL']);
});
