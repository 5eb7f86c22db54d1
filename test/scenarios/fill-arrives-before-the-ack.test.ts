import { expect, it } from 'vitest';
import { feed, positionOf, price, qty } from '../support/keel.ts';
import {
  alertsIn,
  at,
  beginning,
  bought,
  btc,
  entering,
  exitsIn,
  left,
  mark,
  stopsIn,
  wait,
} from '../support/stories.ts';
import { accepted, ended, fills } from '../support/venue-reports.ts';

it('an entry whose fills come first is protected before its ack, and the ack changes nothing', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const effects = feed(state, fills(entry, [{ qty: qty('10'), price: mark }], at(2)));
  expect(stopsIn(effects).map(({ qty: size }) => size)).toEqual([qty('10')]);
  const before = structuredClone(positionOf(state, btc));
  const after = feed(state, [accepted(entry, at(3)), ended(entry, 'filled', qty('10'), at(4))]);
  expect([stopsIn(after), alertsIn(after)]).toEqual([[], []]);
  expect(positionOf(state, btc)).toEqual(before);
});

it('an entry that was given up for lost and then fills is a position like any other', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  feed(state, [{ type: 'order.unresolved', at: at(3_000), order: entry.id, cause: 'timeout' }]);
  const effects = feed(state, fills(entry, [{ qty: qty('10'), price: mark }], at(2)));
  expect(stopsIn(effects).map(({ qty: size }) => size)).toEqual([qty('10')]);
  expect(left(state, btc)).toBe(qty('10'));
});

it('a stop that executes before its ack closes the position; the ack that follows opens nothing', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  feed(state, fills(stop, [{ qty: qty('10'), price: price('98.9') }], at(20)));
  expect(positionOf(state, btc).phase).toBe('closed');
  const effects = [
    ...feed(state, [accepted(stop, at(30)), ended(stop, 'filled', qty('10'), at(31))]),
    ...wait(state, at(600_000)),
  ];
  expect(positionOf(state, btc).phase).toBe('closed');
  expect([stopsIn(effects), exitsIn(effects), alertsIn(effects)]).toEqual([[], [], []]);
});

it('a stop that executed in part before its ack covers the rest, and says so', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  feed(state, fills(stop, [{ qty: qty('3'), price: price('98.9') }], at(20)));
  feed(state, [accepted(stop, at(30))]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: stop.id, covers: qty('7') });
  expect(left(state, btc)).toBe(qty('7'));
});
