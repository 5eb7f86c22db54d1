import { expect, it } from 'vitest';
import { feed, positionOf, price, qty } from '../support/keel.ts';
import { at, beginning, bought, btc, entering, first, mark, stopsIn } from '../support/stories.ts';
import { accepted, fills } from '../support/venue-reports.ts';

it('a confirmed stop that covers all protects, although another stop has executed and the entry has grown since', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const slice = fills(
    entry,
    [
      { qty: qty('4'), price: mark },
      { qty: qty('4'), price: mark },
      { qty: qty('2'), price: mark },
    ],
    at(2),
  );
  const small = first(stopsIn(feed(state, slice.slice(0, 1))));
  const large = first(stopsIn(feed(state, slice.slice(1, 2))));
  feed(state, [accepted(large, at(20))]);
  feed(state, fills(small, [{ qty: qty('4'), price: price('98.9') }], at(30)));
  feed(state, slice.slice(2));
  // 6 are left, the large stop is confirmed and has 8 unfilled: nothing is sent, so this is as protected as it gets.
  expect(positionOf(state, btc).phase).toBe('protected');
});

it('a stop of which only an execution was ever heard is asked after when its answer is lost', () => {
  const state = beginning();
  const { stop } = bought(state, btc, '10');
  const effects = feed(state, [
    ...fills(stop, [{ qty: qty('3'), price: price('98.9') }], at(20)),
    { type: 'order.unresolved', at: at(3_000), order: stop.id, cause: 'timeout' },
  ]);
  expect(effects.some((effect) => effect.type === 'venue.ask' && effect.about === 'order')).toBe(true);
});
