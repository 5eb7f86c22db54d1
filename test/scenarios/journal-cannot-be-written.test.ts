import { expect, it } from 'vitest';
import type { Event } from '../../src/core/events.ts';
import { later } from '../../src/core/units.ts';
import type { State } from '../../src/core/state.ts';
import { turnOnce } from '../support/hand-loop.ts';
import { feed, positionOf, price, qty, signalOn } from '../support/keel.ts';
import {
  at,
  beginning,
  btc,
  entering,
  entriesIn,
  eth,
  exitsIn,
  first,
  holding,
  mark,
  stopsIn,
} from '../support/stories.ts';
import { accepted, canceled, fills } from '../support/venue-reports.ts';

/** A signal on ether whose auction is about to be held. */
function auctionOf(state: State): Event {
  state.signals.set(eth.id, { ...signalOn(eth, 'long'), stop: 98 });
  state.timers.set('auction', { at: state.at, timer: { type: 'auction' } });
  return { type: 'timer.fired', at: state.at, timer: { type: 'auction' } };
}

it('an entry is not sent, and the position that it was for is over', () => {
  const state = beginning();
  const { performed, denied } = turnOnce(state, [auctionOf(state)], 'not writable');
  expect(entriesIn(performed)).toEqual([]);
  expect(denied.map(({ reason }) => reason)).toEqual(['journal']);
  expect(state.orders.get(first(denied).order)?.status).toBe('in-flight');
  feed(state, denied);
  expect(positionOf(state, eth).phase).toBe('closed');
  expect(state.orders.get(first(denied).order)).toMatchObject({ status: 'done', end: { how: 'denied' } });
});

it('the stop of a fill goes out in the same batch in which an entry does not', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const batch = [...fills(entry, [{ qty: qty('10'), price: mark }], at(5)), auctionOf(state)];
  const { performed, denied } = turnOnce(state, batch, 'not writable');
  expect(stopsIn(performed).map(({ instrument, qty: size }) => [instrument, size])).toEqual([[btc.id, qty('10')]]);
  expect([entriesIn(performed), denied.length]).toEqual([[], 1]);
});

it('whatever makes a position smaller or safer goes out: targets, cancels, exits, questions', () => {
  const state = beginning();
  const { targets } = holding(state, btc, '10');
  const leave: Event = {
    type: 'command.received',
    at: later(state.at, 1),
    command: { type: 'kill-switch.engage', exit: true },
    from: 'operator',
  };
  const { performed, denied } = turnOnce(state, [leave], 'not writable');
  expect([...canceled(performed)].sort()).toEqual(targets.map(({ id }) => id).sort());
  expect(exitsIn(performed).map(({ qty: size }) => size)).toEqual([qty('10')]);
  expect(denied).toEqual([]);

  const tp1 = first(holding(beginning(), btc, '10').targets);
  const other = beginning();
  holding(other, btc, '10');
  const taken = turnOnce(other, fills(tp1, [{ qty: tp1.qty, price: price('101') }], at(90)), 'not writable');
  expect(stopsIn(taken.performed).map(({ form }) => form)).toEqual([{ type: 'stop', trigger: price('100.2') }]);
});

it('when it can be written again the next signal is entered', () => {
  const state = beginning();
  feed(state, turnOnce(state, [auctionOf(state)], 'not writable').denied);
  const { performed, denied } = turnOnce(state, [auctionOf(state)], 'writable');
  expect(denied).toEqual([]);
  const entry = first(entriesIn(performed));
  feed(state, [accepted(entry, at(900))]);
  expect(positionOf(state, eth).phase).toBe('entering');
});
