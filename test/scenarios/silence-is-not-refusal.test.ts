import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { modeOf } from '../../src/core/safety/mode.ts';
import type { State } from '../../src/core/state.ts';
import { feed, positionOf, qty, settings } from '../support/keel.ts';
import { at, atVenue, beginning, bought, btc, exitsIn, first, snapshot, stopsIn, wait } from '../support/stories.ts';
import { accepted, canceled, ended } from '../support/venue-reports.ts';

/** The stop was sent, and no answer came. */
function silent(): Readonly<{ state: State; stop: OrderTicket; effects: readonly Effect[] }> {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  const effects = feed(state, [{ type: 'order.unresolved', at: at(1_500), order: stop.id, cause: 'timeout' }]);
  return { state, stop, effects };
}

describe('a stop whose answer never comes', () => {
  it('is asked after, and answered with another one, at once and under an id of its own', () => {
    const { stop, effects } = silent();
    const [another] = stopsIn(effects);
    expect(another).toMatchObject({ qty: qty('10'), form: stop.form });
    expect(another?.id).not.toBe(stop.id);
    expect(
      effects.some((effect) => effect.type === 'venue.ask' && effect.about === 'order' && effect.order === stop.id),
    ).toBe(true);
  });

  it('is no reason to close, however often it happens and whatever the venue says of the position', () => {
    const { state, effects } = silent();
    const all = [...effects];
    let stops = stopsIn(effects);
    for (let turn = 0; turn < 10; turn += 1) {
      const now = 3_000 + turn * 5_000;
      const lost = stops.flatMap((stop) =>
        feed(state, [{ type: 'order.unresolved', at: at(now), order: stop.id, cause: 'timeout' }]),
      );
      const rest = [...wait(state, at(now + 2_000)), ...feed(state, [snapshot(state, [atVenue(btc, '10')])])];
      stops = stopsIn([...lost, ...rest]);
      all.push(...lost, ...rest);
      expect(stops.length).toBeGreaterThan(0);
    }
    expect([exitsIn(all), canceled(all)]).toEqual([[], []]);
    expect(positionOf(state, btc)).toMatchObject({ phase: 'unprotected', stopRefusals: 0 });
    expect(modeOf(state.safety, state.at, settings.safety)).toBe('NORMAL');
  });

  it('is followed by others at a steady pace, not at the speed at which they are lost', () => {
    const { state, effects } = silent();
    let sent = stopsIn(effects);
    let count = sent.length;
    for (let span = 1_501; span < 3_500; span += 10) {
      const lost = sent.flatMap((stop) =>
        feed(state, [{ type: 'order.unresolved', at: at(span), order: stop.id, cause: 'timeout' }]),
      );
      sent = stopsIn([...lost, ...wait(state, at(span))]);
      count += sent.length;
    }
    expect(count).toBe(2);
  });

  it('and is heard of after all: one of the two stays, and the position was never without', () => {
    const { state, stop, effects } = silent();
    const another = first(stopsIn(effects));
    const late = [...feed(state, [accepted(stop, at(1_600))]), ...feed(state, [accepted(another, at(1_700))])];
    const [gone, ...more] = canceled(late).filter((id) => id === stop.id || id === another.id);
    expect(more).toEqual([]);
    const withdrawn = gone === stop.id ? stop : another;
    feed(state, [ended(withdrawn, 'canceled', (0n * stop.qty) as typeof stop.qty, at(1_800))]);
    expect(positionOf(state, btc)).toMatchObject({
      phase: 'protected',
      stop: withdrawn === stop ? another.id : stop.id,
    });
  });
});

it('two endpoints that do not know a stop, once its request can no longer arrive, prove that it never was', () => {
  const { state, stop } = silent();
  const absent = (source: 'open-orders' | 'history', span: number): readonly Effect[] =>
    feed(state, [{ type: 'order.absent', at: at(span), order: stop.id, source }]);
  absent('open-orders', 9_000);
  expect(state.orders.get(stop.id)?.status).toBe('unresolved');
  absent('history', 9_001);
  expect(state.orders.get(stop.id)).toMatchObject({ status: 'done', end: { how: 'absent' } });
  expect(positionOf(state, btc).stopRefusals).toBe(0);
});
