import { expect, it } from 'vitest';
import { feed, positionOf, qty } from '../support/keel.ts';
import { at, beginning, btc, entering, first, mark, stopsIn, targetsIn } from '../support/stories.ts';
import { accepted, canceled, ended, fills } from '../support/venue-reports.ts';

it('a stop for the first slice is no protection for the second: a larger one is sent, and then the smaller one goes', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const small = first(
    stopsIn(feed(state, [accepted(entry, at(1)), ...fills(entry, [{ qty: qty('4'), price: mark }], at(2))])),
  );
  expect(small.qty).toBe(qty('4'));
  feed(state, [accepted(small, at(10))]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', covers: qty('4') });

  const [, second] = fills(
    entry,
    [
      { qty: qty('4'), price: mark },
      { qty: qty('6'), price: mark },
    ],
    at(2),
  );
  const effects = feed(state, second === undefined ? [] : [second]);
  const large = first(stopsIn(effects));
  expect([large.qty, positionOf(state, btc).phase, canceled(effects)]).toEqual([qty('10'), 'unprotected', []]);

  // Late news of the small one changes nothing.
  feed(state, [accepted(small, at(30))]);
  expect(positionOf(state, btc).phase).toBe('unprotected');

  expect(canceled(feed(state, [accepted(large, at(40))]))).toEqual([small.id]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: large.id, covers: qty('10') });
});

it('an ack that comes after the next slice confirms a stop that is too small, and does not protect', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const [one, two] = fills(
    entry,
    [
      { qty: qty('4'), price: mark },
      { qty: qty('6'), price: mark },
    ],
    at(2),
  );
  if (one === undefined || two === undefined) throw new Error('two slices');
  const small = first(stopsIn(feed(state, [accepted(entry, at(1)), one])));
  const large = first(stopsIn(feed(state, [two])));
  const effects = feed(state, [accepted(small, at(20))]);
  expect([positionOf(state, btc).phase, canceled(effects)]).toEqual(['unprotected', []]);
  feed(state, [accepted(large, at(30))]);
  expect(positionOf(state, btc)).toMatchObject({ phase: 'protected', stop: large.id });
});

it('no target is placed before all of it is bought and covered', () => {
  const state = beginning();
  const entry = entering(state, btc, '10');
  const stop = first(
    stopsIn(feed(state, [accepted(entry, at(1)), ...fills(entry, [{ qty: qty('4'), price: mark }], at(2))])),
  );
  const protected_ = feed(state, [accepted(stop, at(10))]);
  expect(targetsIn(protected_)).toEqual([]);
  const complete = feed(state, [ended(entry, 'canceled', qty('4'), at(20))]);
  expect(targetsIn(complete).map(({ qty: size }) => size)).toEqual([qty('2'), qty('1.6')]);
});
