import { expect, test } from 'vitest';
import { fixed } from '../../core/units.ts';
import { dealsOf, limit, long, scene, stop, story } from './scene.ts';

const minute = 60_000;
const span = 900_000;

test('a gap fills stops at the open, slipped, and limits at their limit', () => {
  const one = long({ slippage: fixed('0.001') }, '2');
  one.place(span - 1, 'stop', { form: stop('98'), side: 'sell', reduceOnly: true });
  one.place(span - 1, 'deep', { form: limit('97') });
  one.until(span - 1);
  one.open(span, [95, 96, 94, 95], 1e6);
  expect(story(one.until(span))).toEqual([
    `${span} stop 1 @ 94.9 taker`,
    `${span} stop filled 1`,
    `${span} deep 1 @ 97 maker`,
    `${span} deep filled 1`,
    `${span} mark 95`,
  ]);
});

test('without a current candle a market order is refused and the others wait for the next open', () => {
  const one = long({}, '1');
  one.place(span, 'market', {});
  one.place(span, 'limit', { form: limit('101') });
  one.place(span, 'stop', { form: stop('99'), side: 'sell', reduceOnly: true });
  expect(story(one.until(3 * span))).toEqual([`${span} market marketUnavailable`]);
  one.open(3 * span, [100, 100, 100, 100], 1e6);
  expect(dealsOf(one.until(4 * span))).toEqual(['limit 1 @ 101 maker']);
  expect(one.venue.books().orders.map(({ ticket }) => ticket.id)).toEqual(['stop']);
});

test('an order can wait for the very first candle', () => {
  const one = scene({});
  one.place(0, 'limit', { form: limit('101') });
  one.place(0, 'market', {});
  expect(story(one.until(span))).toEqual(['0 market marketUnavailable']);
  one.open(span, [100, 100, 100, 100], 1e6);
  expect(dealsOf(one.until(span))).toEqual(['limit 1 @ 101 maker']);
});

test('a candle that contradicts itself opens nothing', () => {
  const one = scene({});
  one.open(0, [100, 99, 101, 100], 1e6);
  one.place(0, 'a', {});
  expect(story(one.until(0))).toEqual(['0 a marketUnavailable']);
});

test('what the volume does not give comes a second later and at each following point', () => {
  const one = scene({});
  one.open(0, [100, 104, 96, 104], 400);
  one.place(minute, 'a', { qty: fixed('45.5') });
  expect(story(one.until(span)).filter((line) => line.includes('a '))).toEqual([
    '60000 a 10 @ 99.2 taker',
    '61000 a 10 @ 99.19 taker',
    '300000 a 10 @ 96 taker',
    '600000 a 10 @ 104 taker',
    '899999 a 5.5 @ 104 taker',
    '899999 a filled 45.5',
  ]);
});

test('a thin candle still gives a lot at each turn, and the rest goes on in the next candle', () => {
  const one = scene({});
  one.open(0, [100, 100, 100, 100], 0);
  one.place(700_000, 'a', { qty: fixed('0.5') });
  expect(dealsOf(one.until(span))).toEqual(['a 0.1 @ 100 taker', 'a 0.1 @ 100 taker', 'a 0.1 @ 100 taker']);
  one.open(span, [90, 90, 90, 90], 0);
  expect(dealsOf(one.until(2 * span))).toEqual(['a 0.1 @ 90 taker', 'a 0.1 @ 90 taker']);
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

test('a second later there may be no market: then the rest waits for the next open', () => {
  const one = scene({});
  one.open(0, [100, 100, 100, 100], 0);
  one.place(span - 500, 'a', { qty: fixed('0.3') });
  expect(dealsOf(one.until(3 * span - 1))).toEqual(['a 0.1 @ 100 taker', 'a 0.1 @ 100 taker']);
  one.open(3 * span, [90, 90, 90, 90], 0);
  expect(dealsOf(one.until(3 * span))).toEqual(['a 0.1 @ 90 taker']);
});
