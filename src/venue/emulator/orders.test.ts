import { expect, test } from 'vitest';
import type { OrderForm } from '../../core/order/order.ts';
import { fixed, formatFixed } from '../../core/units.ts';
import { dealsOf, limit, long, scene, start, stop, story } from './scene.ts';

const minute = 60_000;
const span = 900_000;
const takeProfit = (trigger: string): OrderForm => ({ type: 'take-profit', trigger: fixed(trigger) });

test('a market order fills at once at the path, slipped, for the taker fee', () => {
  const one = scene({ slippage: fixed('0.001') });
  one.open(0, [100, 104, 96, 104], 1e6);
  one.place(150_000, 'a', {});
  one.place(150_000, 'b', { side: 'sell' });
  expect(story(one.until(200_000))).toEqual([
    '150000 a 1 @ 98.1 taker',
    '150000 a filled 1',
    '150000 b 1 @ 97.9 taker',
    '150000 b filled 1',
  ]);
  expect(one.venue.books().fills.map(({ fee }) => formatFixed(fee))).toEqual(['0.04905', '0.04895']);
  expect(formatFixed(one.venue.books().balance)).toBe('9999.702');
});

test('every way takes its latency: the order, its answer and its fill', () => {
  const one = scene({ latencyMs: 100 });
  one.open(0, [100, 104, 96, 104], 1e6);
  one.place(0, 'a', {});
  const events = one.until(minute);
  expect(events.map(({ type, at }) => [type, at - start])).toEqual([
    ['order.accepted', 200],
    ['order.filled', 200],
    ['order.ended', 200],
  ]);
  expect(one.venue.books().fills.map(({ venueAt }) => venueAt - start)).toEqual([100]);
});

test('a limit that crosses takes the better price, one that rests makes its own, with the maker fee', () => {
  const one = scene({});
  one.open(0, [100, 104, 96, 104], 1e6);
  one.place(0, 'crossing', { form: limit('101') });
  one.place(0, 'resting', { form: limit('98') });
  one.place(0, 'far', { form: limit('95.99') });
  one.place(0, 'above', { form: limit('103'), side: 'sell' });
  expect(story(one.until(span))).toEqual([
    '0 crossing 1 @ 100 taker',
    '0 crossing filled 1',
    '150000 resting 1 @ 98 maker',
    '150000 resting filled 1',
    '300000 mark 96',
    '562500 above 1 @ 103 maker',
    '562500 above filled 1',
    '600000 mark 104',
    '899999 mark 104',
  ]);
  expect(one.venue.books().fills.map(({ fee }) => formatFixed(fee))).toEqual(['0.05', '0.0196', '0.0206']);
});

test('a crossing limit takes up to its limit and rests with what is left; between the best prices it rests', () => {
  const one = scene({ slippage: fixed('0.01') });
  one.open(0, [100, 100, 100, 100], 400);
  one.place(0, 'buy', { form: limit('102'), qty: fixed('25') });
  expect(dealsOf(one.until(0))).toEqual(['buy 10 @ 101 taker', 'buy 10 @ 102 taker']);
  expect(one.venue.books().orders.map(({ filled }) => formatFixed(filled))).toEqual(['20']);
  one.cancel(0, 'buy');
  one.place(0, 'inside', { form: limit('100.5') });
  expect(dealsOf(one.until(0))).toEqual([]);
  // Whoever sells at the next price finds it before anybody else.
  expect(dealsOf(one.until(1_000))).toEqual(['inside 1 @ 100.5 maker']);
});

test('stops and take-profits trigger inside the segment at their own level, in the order in which the path meets them', () => {
  const one = scene({ slippage: fixed('0.001') });
  one.open(0, [100, 110, 90, 105], 1e6);
  one.place(0, 'long stop', { form: stop('95'), side: 'sell' });
  one.place(0, 'short target', { form: takeProfit('96'), side: 'buy' });
  one.place(0, 'long target', { form: takeProfit('108'), side: 'sell' });
  one.place(0, 'short stop', { form: stop('107'), side: 'buy' });
  expect(story(one.until(span)).filter((line) => line.includes('@'))).toEqual([
    '120000 short target 1 @ 96.1 taker',
    '150000 long stop 1 @ 94.9 taker',
    '555000 short stop 1 @ 107.11 taker',
    '570000 long target 1 @ 107.89 taker',
  ]);
});

test('at one level the older order goes first', () => {
  const one = scene({});
  one.open(0, [100, 110, 90, 105], 1e6);
  for (const id of ['c', 'a', 'b']) one.place(0, id, { form: stop('95'), side: 'sell' });
  expect(dealsOf(one.until(span))).toEqual(['c 1 @ 95 taker', 'a 1 @ 95 taker', 'b 1 @ 95 taker']);
});

test('a trigger whose condition holds on arrival waits for the next price, a second later', () => {
  const one = long({}, '1');
  one.open(span, [100, 100, 100, 100], 1e6);
  one.place(span, 'late', { form: stop('101'), side: 'sell', reduceOnly: true });
  expect(dealsOf(one.until(span + 999))).toEqual([]);
  expect(dealsOf(one.until(span + 1_000))).toEqual(['late 1 @ 100 taker']);
});

test('at its own level also where the price passes several ticks in a millisecond', () => {
  const one = scene({});
  one.open(0, [1000, 10_000, 1000, 9000], 1e6);
  one.until(0);
  one.place(300_001, 'further', { form: stop('1500.02') });
  one.place(300_001, 'nearer', { form: stop('1500.01') });
  expect(story(one.until(899_999)).filter((line) => line.includes('@'))).toEqual([
    '316667 nearer 1 @ 1500.01 taker',
    '316668 further 1 @ 1500.02 taker',
  ]);
});

test('one step of time does all that is due and all that it leads to at that moment', () => {
  const one = scene({});
  one.open(0, [100, 100, 100, 100], 1e6);
  one.place(5, 'a', {});
  one.place(5, 'b', {});
  expect(one.venue.advance().length).toBe(6);
  expect(one.venue.nextAt()).toBe(start + 1_005);
});
