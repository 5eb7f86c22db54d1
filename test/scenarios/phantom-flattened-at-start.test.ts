import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import { total } from '../../src/core/ledger/ledger.ts';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import { equityOf } from '../../src/core/account.ts';
import { configText, feed, positionOf, price, qty } from '../support/keel.ts';
import {
  alertsIn,
  at,
  atVenue,
  beginning,
  btc,
  eth,
  exitsIn,
  holding,
  left,
  snapshot,
  stopsIn,
  wait,
} from '../support/stories.ts';
import { accepted, canceled, placed } from '../support/venue-reports.ts';

/** A deploy: Keel starts again, knows nothing of what is at the venue, and the venue says it twice. */
function restart(): Readonly<{
  state: ReturnType<typeof beginning>;
  effects: readonly Effect[];
  second: readonly Effect[];
}> {
  const state = beginning();
  const there = [atVenue(btc, '2'), atVenue(eth, '3', 'short')];
  const effects = [
    ...feed(state, [{ type: 'run.resumed', at: at(10), config: configText }]),
    ...feed(state, [snapshot(state, there)]),
  ];
  return { state, effects, second: feed(state, [snapshot(state, there)]) };
}

describe('positions that nobody remembers', () => {
  it('are not news on the first word: nothing is sent, and the venue is asked again', () => {
    const { effects } = restart();
    expect(placed(effects)).toEqual([]);
    expect(alertsIn(effects)).toContain('PHANTOM');
    expect(
      effects.filter((effect) => effect.type === 'venue.ask' && effect.about === 'account').length,
    ).toBeGreaterThan(1);
  });

  it('are adopted on the second, as they are, and get a stop each, beyond the worse of entry and mark', () => {
    const { state, second } = restart();
    expect([left(state, btc), left(state, eth)]).toEqual([qty('2'), qty('3')]);
    expect(stopsIn(second).map(({ side, qty: size, form }) => [side, size, form])).toEqual([
      ['sell', qty('2'), { type: 'stop', trigger: price('98') }],
      ['buy', qty('3'), { type: 'stop', trigger: price('102') }],
    ]);
    expect(alertsIn(second)).toContain('PENDING_ADOPTED');
    expect(positionOf(state, btc).origin).toBe('adopted');
    expect([total(state.ledger), equityOf(state)]).toEqual([0n, 10_000n * 10n ** 10n]);
  });

  it('are never closed, and nothing of theirs is cancelled, however long it takes', () => {
    const { state, effects, second } = restart();
    const all = [
      ...effects,
      ...second,
      ...feed(
        state,
        stopsIn(second).map((stop) => accepted(stop, at(9_000))),
      ),
      ...wait(state, at(600_000)),
    ];
    expect([exitsIn(all), canceled(all)]).toEqual([[], []]);
    expect([positionOf(state, btc).phase, positionOf(state, eth).phase]).toEqual(['protected', 'protected']);
  });
});

it('an empty reply is not news either: what we hold keeps its stop', () => {
  const state = beginning();
  holding(state, btc, '2');
  const effects = [snapshot(state, [])].flatMap((one) => feed(state, [one]));
  const again = feed(state, [snapshot(state, [])]);
  expect([exitsIn([...effects, ...again]), left(state, btc)]).toEqual([[], qty('2')]);
  expect(alertsIn(effects)).not.toContain('QTY_MISMATCH');
  expect(alertsIn(again)).toContain('QTY_MISMATCH');
});

it('an order that is not ours is left alone and reported once', () => {
  const state = beginning();
  const { stop } = holding(state, btc, '2');
  const foreign = { ...stop, id: clientOrderId({ run: 8, incarnation: 0, role: 'stop', position: 1, counter: 1 }) };
  const there = {
    ...snapshot(state, [atVenue(btc, '2')]),
    orders: [{ venueOrderId: 'x', ticket: foreign, filled: qty('0'), placedAt: at(0) }],
  };
  const effects = feed(state, [
    there as ReturnType<typeof snapshot>,
    { ...there, at: at(9_000), venueAt: at(9_000) } as ReturnType<typeof snapshot>,
  ]);
  expect(canceled(effects)).not.toContain(foreign.id);
  expect(alertsIn(effects).filter((name) => name === 'ORPHAN')).toEqual(['ORPHAN']);
});
