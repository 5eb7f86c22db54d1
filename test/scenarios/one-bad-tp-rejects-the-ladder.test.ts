import { describe, expect, it } from 'vitest';
import { isLive } from '../../src/core/order/order.ts';
import type { State } from '../../src/core/state.ts';
import { feed, positionOf, qty } from '../support/keel.ts';
import { at, beginning, bought, btc, exitsIn, first, targetsIn, wait } from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

const live = (state: State): readonly string[] => [...state.orders.values()].filter(isLive).map(({ role }) => role);

describe('one level that cannot be', () => {
  it('because the venue refuses it: the other rests, the stop rests, and it is not tried again', () => {
    const state = beginning();
    const { stop } = bought(state, btc, '10');
    const [tp1, tp2] = targetsIn(feed(state, [accepted(stop, at(10))]));
    const effects = [
      ...feed(state, [
        { type: 'order.rejected', at: at(11), order: first([tp1].flatMap((t) => t ?? [])).id, reason: 'too close' },
        accepted(first([tp2].flatMap((t) => t ?? [])), at(12)),
      ]),
      ...wait(state, at(600_000)),
    ];
    expect(live(state)).toEqual(['stop', 'tp2']);
    expect([targetsIn(effects), canceled(effects), exitsIn(effects)]).toEqual([[], [], []]);
    expect(positionOf(state, btc).phase).toBe('protected');
  });

  it('because it rounds to nothing: the other is placed, and the rest stays with the runner', () => {
    const state = beginning();
    const { stop } = bought(state, btc, '0.002');
    const targets = targetsIn(feed(state, [accepted(stop, at(10))]));
    expect(targets.map(({ qty: size }) => size)).toEqual([qty('0.001')]);
  });

  it('because nothing is left to divide: no target at all, and the stop covers everything', () => {
    const state = beginning();
    const { stop } = bought(state, btc, '0.001');
    expect(targetsIn(feed(state, [accepted(stop, at(10))]))).toEqual([]);
    expect(live(state)).toEqual(['stop']);
  });
});

it('a ladder whose second level was refused still takes its first, and what is left runs behind its stop', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  const [tp1, tp2] = targetsIn(feed(state, [accepted(stop, at(10))]));
  if (tp1 === undefined || tp2 === undefined) throw new Error('two levels');
  feed(state, [accepted(tp1, at(11)), { type: 'order.rejected', at: at(12), order: tp2.id, reason: 'no' }]);
  feed(state, [
    ...fills(tp1, [{ qty: tp1.qty, price: positionOf(state, btc).initialStop }], at(20)),
    ended(tp1, 'filled', tp1.qty, at(21)),
  ]);
  expect(positionOf(state, btc)).toMatchObject({ tally: { exitQty: qty('5') } });
  expect(live(state).filter((role) => role === 'stop').length).toBeGreaterThan(0);
});
