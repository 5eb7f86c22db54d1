import { expect, test } from 'vitest';
import { hall, newsIn, openIn, opening, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';

function withOrders(): Hall {
  const one = hall();
  one.candle(0, 100);
  one.order({ limitPrice: '99', cliOrdId: 'limit' });
  one.order({ kind: 'stp', stopPrice: '105', cliOrdId: 'stop' });
  return one;
}

test('cancelled, too late, or not there', () => {
  const one = withOrders();
  one.order({ kind: 'mkt', cliOrdId: 'done' });
  const status = (cliOrdId: string): string => one.exchange.cancel({ cliOrdId }).status;
  expect(['limit', 'limit', 'done', 'nobody'].map(status)).toEqual(['cancelled', 'notFound', 'filled', 'notFound']);
  expect(openIn(one)).toEqual(['buy 1/0 @ 105 stp']);
});

test('all of them are all of them, stops included', () => {
  const one = withOrders();
  expect(one.exchange.cancelAll(sol).map(({ cliOrdId }) => cliOrdId)).toEqual(['limit', 'stop']);
  expect(one.exchange.cancelAll()).toEqual([]);
  expect(one.exchange.history().map(({ type }) => type)).toEqual([
    'order.placed',
    'trigger.placed',
    'order.cancelled',
    'trigger.cancelled',
  ]);
});

test('the dead man’s switch fires once, stops included, when it has not been wound up again', () => {
  const one = withOrders();
  expect(one.exchange.cancelAllAfter(60_000)).toBe(opening + 60_000);
  one.until(40_000);
  expect(one.exchange.cancelAllAfter(60_000)).toBe(opening + 100_000);
  one.until(99_999);
  expect(openIn(one)).toHaveLength(2);
  one.until(100_000);
  expect(openIn(one)).toEqual([]);
  expect(newsIn(one).slice(-2)).toEqual(['gone lmt dead_man_switch', 'gone stp dead_man_switch']);
  one.order({ limitPrice: '99' });
  one.until(300_000);
  one.exchange.control.phase('post_only');
  expect(openIn(one)).toHaveLength(1);
});

test('turned off it does not fire; over a maintenance it fires when that is over', () => {
  const one = withOrders();
  one.exchange.cancelAllAfter(1_000);
  expect(one.exchange.cancelAllAfter(0)).toBeUndefined();
  one.until(2_000);
  expect(openIn(one)).toHaveLength(2);
  one.exchange.cancelAllAfter(1_000);
  one.exchange.control.phase('maintenance');
  one.until(10_000);
  expect(openIn(one)).toHaveLength(2);
  one.exchange.control.phase('post_only');
  expect(openIn(one)).toEqual([]);
});
