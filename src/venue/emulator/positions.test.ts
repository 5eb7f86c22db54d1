import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { limit, long, scene, stop, story } from './scene.ts';

const span = 900_000;

test('a reduce-only order is clamped to the position when it executes, and its rest is cancelled', () => {
  const one = long({}, '3');
  one.place(span - 1, 'stop', { qty: fixed('5'), form: stop('95'), side: 'sell', reduceOnly: true });
  one.place(span - 1, 'target', { qty: fixed('1'), form: limit('110'), side: 'sell', reduceOnly: true });
  one.place(span - 1, 'entry 2', { form: limit('80') });
  one.until(span - 1);
  one.open(span, [100, 104, 90, 92], 1e6);
  expect(story(one.until(2 * span)).filter((line) => !line.includes('mark'))).toEqual([
    '1392858 stop 3 @ 95 taker',
    '1392858 stop canceled 3',
    '1392858 target canceled 0',
  ]);
  expect(one.venue.books().orders.map(({ ticket }) => ticket.id)).toEqual(['entry 2']);
  expect(one.venue.books().positions).toEqual([]);
});

test('a reduce-only order with nothing to reduce is refused', () => {
  const one = scene({});
  one.open(0, [100, 100, 100, 100], 1e6);
  one.place(0, 'flat', { reduceOnly: true });
  one.place(0, 'entry', {});
  one.place(0, 'same side', { reduceOnly: true });
  one.place(0, 'exit', { reduceOnly: true, side: 'sell' });
  expect(story(one.until(0)).filter((line) => !line.includes('@') && !line.includes('mark'))).toEqual([
    '0 flat wouldNotReducePosition',
    '0 entry filled 1',
    '0 same side wouldNotReducePosition',
    '0 exit filled 1',
  ]);
});

test('when a position turns over, the orders that reduced it are cancelled', () => {
  const one = long({}, '1');
  one.place(span - 1, 'stop', { form: stop('95'), side: 'sell', reduceOnly: true });
  one.open(span, [100, 100, 100, 100], 1e6);
  one.place(span, 'turn', { side: 'sell', qty: fixed('3') });
  expect(story(one.until(span)).filter((line) => !line.includes('mark'))).toEqual([
    `${span} turn 3 @ 100 taker`,
    `${span} turn filled 3`,
    `${span} stop canceled 0`,
  ]);
  expect(one.venue.books().positions).toMatchObject([{ side: 'short', qty: fixed('2'), entryPrice: fixed('100') }]);
});

test('a quiet market costs nothing: no wake-ups before an order or after the last one', () => {
  const one = scene({});
  one.open(0, [100, 104, 96, 104], 1e6);
  expect(one.venue.nextAt()).toBeUndefined();
  one.place(400_000, 'a', { form: limit('90') });
  one.cancel(500_000, 'a');
  expect(story(one.until(500_000))).toEqual(['500000 a canceled 0']);
  one.until(600_000);
  expect(one.venue.nextAt()).toBeUndefined();
});

test('a market that becomes busy in mid-candle gets its remaining points', () => {
  const one = scene({});
  one.open(0, [100, 104, 96, 104], 1e6);
  one.place(400_000, 'a', { form: limit('90') });
  expect(story(one.until(span))).toEqual(['600000 mark 104', '899999 mark 104']);
});

test('funding is settled at the full hour and before the position changes: longs pay a positive rate', () => {
  const one = scene({ fundingRate: () => 0.001 });
  for (let quarter = 0; quarter < 6; quarter += 1) {
    one.open(quarter * span, [100, 100, 100, 100], 1e6);
    if (quarter === 0) one.place(0, 'entry', { qty: fixed('10') });
    one.until((quarter + 1) * span - 1);
  }
  // The scene begins a quarter past: three quarters of an hour are paid at the next full one.
  expect(formatFixed(one.venue.books().funding)).toBe('0.75');
  one.place(6 * span - 1, 'exit', { qty: fixed('10'), side: 'sell', reduceOnly: true });
  one.until(6 * span - 1);
  expect(Number(formatFixed(one.venue.books().funding))).toBeCloseTo((0.001 * 1000 * 5399.999) / 3600, 6);
});

test('equity is the balance and the open positions at the price now', () => {
  const one = long({}, '2');
  one.open(span, [101, 104, 96, 103], 1e6);
  one.until(span);
  expect(formatFixed(one.venue.books().equity)).toBe('10001.9');
  one.until(2 * span - 1);
  expect(formatFixed(one.venue.books().equity)).toBe('10005.9');
});
