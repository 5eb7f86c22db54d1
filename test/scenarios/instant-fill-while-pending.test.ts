import { describe, expect, it } from 'vitest';
import { balance, total } from '../../src/core/ledger/ledger.ts';
import type { State } from '../../src/core/state.ts';
import { feed, positionOf, price, qty, settings, signalOn, usd } from '../support/keel.ts';
import { step } from '../../src/core/engine.ts';
import {
  alertsIn,
  at,
  atVenue,
  beginning,
  btc,
  entering,
  entriesIn,
  exitsIn,
  left,
  mark,
  snapshot,
  stopsIn,
  wait,
} from '../support/stories.ts';
import { accepted, ended, fills, placed } from '../support/venue-reports.ts';

/** Two minutes later the same signal fires again, and its auction is held. */
function tryAgain(state: State): ReturnType<typeof entriesIn> {
  state.signals.set(btc.id, { ...signalOn(btc, 'long'), stop: 98 });
  state.timers.set('auction', { at: state.at, timer: { type: 'auction' } });
  return entriesIn(step(state, { type: 'timer.fired', at: state.at, timer: { type: 'auction' } }, settings));
}

describe('a market order that fills before it is acknowledged', () => {
  it('is one position, with its real fills, protected at once', () => {
    const state = beginning();
    const entry = entering(state, btc, '17.4');
    const effects = feed(state, fills(entry, [{ qty: qty('17.4'), price: mark, fee: usd('0.87') }], at(5)));
    expect(stopsIn(effects).map(({ qty: size }) => size)).toEqual([qty('17.4')]);
    feed(state, [accepted(entry, at(20)), ended(entry, 'filled', qty('17.4'), at(21))]);
    expect([left(state, btc), balance(state.ledger, 'fees'), total(state.ledger)]).toEqual([
      qty('17.4'),
      usd('0.87'),
      0n,
    ]);
  });

  it('lets nothing else in on its base: while it is in doubt, while it is held, at every try', () => {
    const state = beginning();
    const entry = entering(state, btc, '17.4');
    expect(tryAgain(state)).toEqual([]);
    feed(state, [{ type: 'order.unresolved', at: at(5_000), order: entry.id, cause: 'timeout' }]);
    for (let minute = 1; minute < 20; minute += 2) {
      wait(state, at(minute * 60_000));
      expect(tryAgain(state)).toEqual([]);
    }
    feed(state, fills(entry, [{ qty: qty('17.4'), price: mark }], at(6)));
    expect(tryAgain(state)).toEqual([]);
    expect(left(state, btc)).toBe(qty('17.4'));
  });
});

describe('exposure that the venue shows before its fills arrive', () => {
  it('blocks the base from the first sight of it, whatever our books say', () => {
    const state = beginning();
    const effects = feed(state, [snapshot(state, [atVenue(btc, '174')])]);
    expect(alertsIn(effects)).toContain('PHANTOM');
    expect(placed(effects)).toEqual([]);
    expect(tryAgain(state)).toEqual([]);
  });

  it('is adopted on the second sight, keeps the position pending no longer, and is never closed', () => {
    const state = beginning();
    entering(state, btc, '17.4');
    const effects = feed(state, [snapshot(state, [atVenue(btc, '17.4')])]);
    expect(stopsIn(effects)).toEqual([]);
    const again = feed(state, [snapshot(state, [atVenue(btc, '17.4')])]);
    expect(alertsIn(again)).toContain('PENDING_ADOPTED');
    expect(positionOf(state, btc).phase).toBe('unprotected');
    expect(left(state, btc)).toBe(qty('17.4'));
    expect(stopsIn(again).map(({ qty: size }) => size)).toEqual([qty('17.4')]);
    expect([exitsIn(again), tryAgain(state), total(state.ledger)]).toEqual([[], [], 0n]);
  });

  it('gives way to its real fills when they come, once: one quantity, one cost, one ledger', () => {
    const state = beginning();
    const entry = entering(state, btc, '17.4');
    feed(state, [snapshot(state, [atVenue(btc, '17.4')])]);
    feed(state, [snapshot(state, [atVenue(btc, '17.4')])]);
    const [one, two] = fills(
      entry,
      [
        { qty: qty('10'), price: price('101'), fee: usd('0.5') },
        { qty: qty('7.4'), price: price('102') },
      ],
      at(5),
    );
    if (one === undefined || two === undefined) throw new Error('two slices');
    feed(state, [accepted(entry, at(9_000)), one]);
    expect(left(state, btc)).toBe(qty('17.4'));
    feed(state, [two, one, two, ended(entry, 'filled', qty('17.4'), at(9_100))]);
    expect(left(state, btc)).toBe(qty('17.4'));
    expect(positionOf(state, btc).tally).toMatchObject({ entryValue: usd('1764.8'), assumed: { qty: 0n, value: 0n } });
    expect([balance(state.ledger, 'cash'), total(state.ledger)]).toEqual([usd('8234.7'), 0n]);
  });
});
