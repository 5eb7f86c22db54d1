import { expect, test } from 'vitest';
import { fixed } from '../../core/units.ts';
import { dealsOf, limit, long, scene, stop, story } from './scene.ts';

const span = 900_000;

test('a gap fills limits at their limit, and then stops at the open, slipped', () => {
  const one = long({ slippage: fixed('0.001') }, '2');
  one.place(span - 1, 'stop', { form: stop('98'), side: 'sell', reduceOnly: true });
  one.place(span - 1, 'deep', { form: limit('97') });
  one.until(span - 1);
  one.open(span, [95, 96, 94, 95], 1e6);
  expect(story(one.until(span))).toEqual([
    `${span} deep 1 @ 97 maker`,
    `${span} deep filled 1`,
    `${span} stop 1 @ 94.9 taker`,
    `${span} stop filled 1`,
    `${span} mark 95`,
  ]);
});

test('without a current candle a market order is refused and the others wait for the next open', () => {
  const one = long({}, '1');
  one.place(span, 'market', {});
  one.place(span, 'limit', { form: limit('101') });
  one.place(span, 'stop', { form: stop('99'), side: 'sell', reduceOnly: true });
  expect(story(one.until(3 * span))).toEqual([`${span} market marketInactive`]);
  one.open(3 * span, [100, 100, 100, 100], 1e6);
  expect(dealsOf(one.until(4 * span))).toEqual(['limit 1 @ 101 maker']);
  expect(one.venue.books().orders.map(({ ticket }) => ticket.id)).toEqual(['stop']);
});

test('an order can wait for the very first candle', () => {
  const one = scene({});
  one.place(0, 'limit', { form: limit('101') });
  one.place(0, 'market', {});
  expect(story(one.until(span))).toEqual(['0 market marketInactive']);
  one.open(span, [100, 100, 100, 100], 1e6);
  expect(dealsOf(one.until(span))).toEqual(['limit 1 @ 101 maker']);
});

test('a candle that contradicts itself opens nothing', () => {
  const one = scene({});
  one.open(0, [100, 99, 101, 100], 1e6);
  one.place(0, 'a', {});
  expect(story(one.until(0))).toEqual(['0 a marketInactive']);
});

test('a market order walks the book: at each price what the volume puts there, a slippage apart', () => {
  const one = scene({ slippage: fixed('0.001') });
  one.open(0, [100, 100, 100, 100], 400);
  one.place(0, 'a', { qty: fixed('25.5') });
  expect(story(one.until(0)).filter((line) => line.includes('a '))).toEqual([
    '0 a 10 @ 100.1 taker',
    '0 a 10 @ 100.2 taker',
    '0 a 5.5 @ 100.3 taker',
    '0 a filled 25.5',
  ]);
});

test('it goes one percent beyond the best price and no further: the rest is cancelled', () => {
  const one = scene({ slippage: fixed('0.003') });
  one.open(0, [100, 100, 100, 100], 400);
  one.place(0, 'a', { qty: fixed('50') });
  // The best is 100.3, and one percent beyond it is 101.30.
  expect(story(one.until(0)).filter((line) => line.includes('a '))).toEqual([
    '0 a 10 @ 100.3 taker',
    '0 a 10 @ 100.6 taker',
    '0 a 10 @ 100.9 taker',
    '0 a 10 @ 101.2 taker',
    '0 a canceled 40',
  ]);
});

test('what has been taken is gone for a second, and then the book is whole again', () => {
  const one = scene({ slippage: fixed('0.001') });
  one.open(0, [100, 100, 100, 100], 400);
  one.place(0, 'a', { qty: fixed('10') });
  one.place(999, 'b', { qty: fixed('1') });
  one.place(1_001, 'c', { qty: fixed('1') });
  expect(dealsOf(one.until(2_000))).toEqual(['a 10 @ 100.1 taker', 'b 1 @ 100.2 taker', 'c 1 @ 100.1 taker']);
});

test('a thin candle still puts a lot at each price', () => {
  const one = scene({});
  one.open(0, [100, 100, 100, 100], 0);
  one.place(0, 'a', { qty: fixed('0.3') });
  expect(dealsOf(one.until(0))).toEqual(['a 0.1 @ 100 taker', 'a 0.1 @ 100.01 taker', 'a 0.1 @ 100.02 taker']);
});

test('a resting limit takes what a segment gives, once in each, while the price is at it or beyond', () => {
  const one = scene({});
  one.open(0, [100, 104, 96, 98], 400);
  one.place(0, 'a', { qty: fixed('50'), form: limit('97') });
  expect(story(one.until(span)).filter((line) => line.includes('a '))).toEqual([
    '562500 a 10 @ 97 maker',
    '600000 a 10 @ 97 maker',
  ]);
});
