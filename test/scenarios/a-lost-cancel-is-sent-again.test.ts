import { expect, it } from 'vitest';
import type { State } from '../../src/core/state.ts';
import { noQty } from '../../src/core/units.ts';
import { feed, positionOf, price, settings } from '../support/keel.ts';
import { at, beginning, btc, exitsIn, first, holding, says, stopsIn, wait } from '../support/stories.ts';
import type { Held } from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

const life = settings.execution.requestLifeMs;

/** The first target is taken and the stop moved to break-even: the old one is cancelled, and of that nobody ever hears. */
function moved(state: State, { targets }: Held): ReturnType<typeof first<(typeof targets)[number]>> {
  const tp1 = first(targets);
  const next = first(
    stopsIn(
      feed(state, [
        ...fills(tp1, [{ qty: tp1.qty, price: price('101') }], at(100)),
        ended(tp1, 'filled', tp1.qty, at(101)),
      ]),
    ),
  );
  feed(state, [accepted(next, at(200))]);
  return next;
}

it('a cancel of an old stop that changed nothing is sent again when it can no longer arrive, until the stop is gone', () => {
  const state = beginning();
  const held = holding(state, btc, '10');
  moved(state, held);
  expect(canceled(wait(state, at(200 + life - 1)))).toEqual([]);
  expect(canceled(wait(state, at(200 + life)))).toEqual([held.stop.id]);
  expect(canceled(wait(state, at(200 + 2 * life)))).toEqual([held.stop.id]);
  feed(state, [ended(held.stop, 'canceled', noQty, at(300 + 2 * life))]);
  expect(canceled(wait(state, at(600_000)))).toEqual([]);
});

it('an old stop whose cancel was lost stays where it is while the new one is gone: it may be all there is', () => {
  const state = beginning();
  const held = holding(state, btc, '10');
  const next = moved(state, held);
  const effects = [...feed(state, [ended(next, 'canceled', noQty, at(300))]), ...wait(state, at(200 + 3 * life))];
  expect(canceled(effects)).not.toContain(held.stop.id);
  const third = first(stopsIn(effects));
  expect(canceled(feed(state, [accepted(third, at(201 + 3 * life))]))).toContain(held.stop.id);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: third.id });
});

it('when all stops, the targets whose cancel was lost are cancelled again, and the stop is not', () => {
  const state = beginning();
  const held = holding(state, btc, '10');
  const names = held.targets.map(({ id }) => id);
  expect(canceled(says(state, { type: 'kill-switch.engage', exit: false })).toSorted()).toEqual(names.toSorted());
  const again = wait(state, at(state.at - at(0) + life));
  expect(canceled(again).toSorted()).toEqual(names.toSorted());
  expect([stopsIn(again), exitsIn(again)]).toEqual([[], []]);
});
