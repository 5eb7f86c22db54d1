import { describe, expect, it } from 'vitest';
import { total } from '../../src/core/ledger/ledger.ts';
import { noQty } from '../../src/core/units.ts';
import { feed, positionOf, price, qty, settings } from '../support/keel.ts';
import {
  alertsIn,
  at,
  beginning,
  bought,
  btc,
  entering,
  first,
  holding,
  left,
  mark,
  says,
  stopsIn,
  wait,
} from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

describe('an entry that is cancelled because it took too long', () => {
  it('keeps its position until the fills that the end speaks of are here', () => {
    const state = beginning();
    const entry = entering(state, btc, '10');
    feed(state, [accepted(entry, at(1))]);
    expect(canceled(wait(state, at(settings.execution.entryTimeoutMs)))).toEqual([entry.id]);
    feed(state, [ended(entry, 'canceled', qty('4'), at(121_000))]);
    expect(positionOf(state, btc).phase).toBe('entering');
    const effects = feed(state, fills(entry, [{ qty: qty('4'), price: mark }], at(120_500)));
    expect(stopsIn(effects).map(({ qty: size }) => size)).toEqual([qty('4')]);
    expect(positionOf(state, btc)).toMatchObject({ phase: 'unprotected', working: noQty });
  });

  it('and fills all the same, against the venue’s own word, lives again: it is protected, reported and asked after', () => {
    const state = beginning();
    const entry = entering(state, btc, '10');
    feed(state, [accepted(entry, at(1)), ended(entry, 'canceled', noQty, at(2))]);
    expect(positionOf(state, btc).phase).toBe('closed');
    const effects = feed(state, fills(entry, [{ qty: qty('4'), price: mark }], at(1)));
    expect(stopsIn(effects).map(({ qty: size }) => size)).toEqual([qty('4')]);
    expect(alertsIn(effects)).toContain('SURPRISE');
    expect(effects.some((effect) => effect.type === 'venue.ask' && effect.about === 'account')).toBe(true);
    expect([left(state, btc), total(state.ledger)]).toEqual([qty('4'), 0n]);
  });
});

it('a stop that executed while it was being replaced is counted, and the rest is covered by the new one', () => {
  const state = beginning();
  const { targets, stop } = holding(state, btc, '10');
  const tp1 = first(targets);
  const moved = first(
    stopsIn(
      feed(state, [
        ...fills(tp1, [{ qty: tp1.qty, price: price('101') }], at(100)),
        ended(tp1, 'filled', tp1.qty, at(101)),
      ]),
    ),
  );
  feed(state, [accepted(moved, at(200))]);
  feed(state, [
    ended(stop, 'canceled', qty('2'), at(300)),
    ...fills(stop, [{ qty: qty('2'), price: price('99') }], at(290)),
  ]);
  expect([left(state, btc), total(state.ledger)]).toEqual([qty('3'), 0n]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: moved.id });
});

it('an entry that fills while everything is being left is left too, behind a stop', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  feed(state, [accepted(entry, at(1))]);
  expect(canceled(says(state, { type: 'positions.flatten' }))).toEqual([entry.id]);
  const effects = feed(state, fills(entry, [{ qty: qty('4'), price: mark }], at(5)));
  const sent = effects.flatMap((effect) => (effect.type === 'order.place' ? [effect.ticket] : []));
  expect(sent.map(({ form: { type }, qty: size, reduceOnly }) => [type, size, reduceOnly])).toEqual([
    ['stop', qty('4'), true],
    ['market', qty('4'), true],
  ]);
});

it('a stop filled twice by one execution is counted once', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  const once = fills(stop, [{ qty: qty('4'), price: price('99') }], at(20));
  feed(state, [accepted(stop, at(10)), ...once, ...once, ...once]);
  expect([left(state, btc), total(state.ledger)]).toEqual([qty('6'), 0n]);
});
