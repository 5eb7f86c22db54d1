import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import type { State } from '../../src/core/state.ts';
import { feed, positionOf, price } from '../support/keel.ts';
import { at, beginning, btc, exitsIn, first, holding, stopsIn, wait } from '../support/stories.ts';
import type { Held } from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

/** The first target is taken: the stop moves to break-even. */
function breakEven(state: State, { targets }: Held): readonly Effect[] {
  const tp1 = first(targets);
  return feed(state, [
    ...fills(tp1, [{ qty: tp1.qty, price: price('101') }], at(100)),
    ended(tp1, 'filled', tp1.qty, at(101)),
  ]);
}

describe('a stop that moves', () => {
  it('is placed anew before the old one is cancelled, and the old one goes only when the new one rests', () => {
    const state = beginning();
    const held = holding(state, btc, '10');
    const effects = breakEven(state, held);
    const moved = first(stopsIn(effects));
    expect(moved.form).toEqual({ type: 'stop', trigger: price('100.2') });
    expect(canceled(effects)).not.toContain(held.stop.id);
    expect(canceled(feed(state, [accepted(moved, at(200))]))).toEqual([held.stop.id]);
  });

  it.each([
    'the venue does not know the old one',
    'the venue never answers',
    'the old one was executed at the same moment',
  ])('stays protected by the new one when %s', (what) => {
    const state = beginning();
    const held = holding(state, btc, '10');
    const moved = first(stopsIn(breakEven(state, held)));
    const effects = [...feed(state, [accepted(moved, at(200))])];
    if (what.includes('know'))
      effects.push(
        ...feed(
          state,
          (['open-orders', 'history'] as const).map((source) => ({
            type: 'order.absent' as const,
            at: at(9_000),
            order: held.stop.id,
            source,
          })),
        ),
      );
    if (what.includes('executed')) effects.push(...feed(state, [ended(held.stop, 'canceled', held.stop.qty, at(201))]));
    effects.push(...wait(state, at(90_000)));
    expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: moved.id });
    expect([exitsIn(effects), canceled(effects).filter((id) => id === moved.id)]).toEqual([[], []]);
  });

  it('that the venue refuses leaves the old one where it is, and is tried again at a steady pace', () => {
    const state = beginning();
    const held = holding(state, btc, '10');
    const moved = first(stopsIn(breakEven(state, held)));
    const effects = [
      ...feed(state, [{ type: 'order.rejected', at: at(200), order: moved.id, reason: 'would trigger' }]),
      ...wait(state, at(1_100)),
    ];
    expect(stopsIn(effects).map(({ form }) => form)).toEqual([{ type: 'stop', trigger: price('100.2') }]);
    expect(canceled(effects)).not.toContain(held.stop.id);
    expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: held.stop.id });
  });
});

it('a stop that vanished at the venue is placed again at once, and nothing is closed', () => {
  const state = beginning();
  const { stop } = holding(state, btc, '10');
  const effects = feed(state, [ended(stop, 'canceled', (0n * stop.qty) as typeof stop.qty, at(50))]);
  expect(stopsIn(effects).map(({ qty: size, form }) => [size, form])).toEqual([[stop.qty, stop.form]]);
  expect(positionOf(state, btc).phase).toBe('unprotected');
  expect(exitsIn([...effects, ...wait(state, at(600_000))])).toEqual([]);
});
