import { expect, test } from 'vitest';
import { fixed } from '../../core/units.ts';
import { hall, newsIn, openIn, quarter } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';

function long(): Hall {
  const one = hall();
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '10' });
  one.events.length = 0;
  return one;
}

test('a reduce-only order is cut to the position, and says by how much', () => {
  const one = long();
  const answer = one.order({ side: 'sell', size: '15', limitPrice: '105', reduceOnly: true });
  expect(answer.events).toMatchObject([{ type: 'PLACE', reduced: fixed('5'), order: { quantity: fixed('10') } }]);
  const taker = one.order({ side: 'sell', size: '25', kind: 'mkt', reduceOnly: true });
  expect(taker.events).toMatchObject([{ type: 'EXECUTION', reduced: fixed('15') }]);
  expect(one.size()).toBe('0');
});

test('it is refused only where there is nothing to reduce', () => {
  const one = long();
  expect(one.order({ side: 'buy', kind: 'mkt', reduceOnly: true })).toMatchObject({
    status: 'wouldNotReducePosition',
    events: [{ type: 'REJECT', reason: 'WOULD_NOT_REDUCE_POSITION', order: { quantity: fixed('1') } }],
  });
  expect(one.order({ side: 'buy', kind: 'stp', stopPrice: '110', reduceOnly: true }).status).toBe(
    'wouldNotReducePosition',
  );
  expect(one.order({ side: 'sell', kind: 'stp', stopPrice: '90', size: '99', reduceOnly: true }).status).toBe('placed');
});

test('when the position shrinks, resting reduce-only orders shrink to it and triggers keep their size', () => {
  const one = long();
  one.order({ side: 'sell', size: '10', limitPrice: '105', reduceOnly: true });
  one.order({ side: 'sell', size: '10', kind: 'stp', stopPrice: '90', reduceOnly: true });
  one.order({ side: 'sell', size: '5', limitPrice: '110' });
  one.order({ side: 'sell', size: '6', kind: 'mkt', reduceOnly: true });
  expect(openIn(one)).toEqual(['sell 4/0 @ 105 lmt', 'sell 10/0 @ 90 stp', 'sell 5/0 @ 110 lmt']);
  expect(newsIn(one).at(-1)).toBe('open lmt would_not_reduce_position');
});

test('when it is gone or has turned over, nothing that would reduce it stays', () => {
  for (const size of ['10', '12']) {
    const one = long();
    one.order({ side: 'sell', size: '2', limitPrice: '105', reduceOnly: true });
    one.order({ side: 'sell', size: '10', kind: 'stp', stopPrice: '90', reduceOnly: true });
    one.order({ side: 'sell', size: '5', limitPrice: '110' });
    one.order({ side: 'sell', size, kind: 'mkt' });
    expect(openIn(one)).toEqual(['sell 5/0 @ 110 lmt']);
    expect(newsIn(one).slice(-2)).toEqual(['gone lmt would_not_reduce_position', 'gone stp would_not_reduce_position']);
  }
});

test('a stop larger than the position closes it and no more', () => {
  const one = long();
  one.order({ side: 'sell', size: '50', kind: 'stp', stopPrice: '95', reduceOnly: true });
  one.candle(1, [100, 100, 90, 90]);
  one.until(2 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 10 @ 94.9 taker']);
  expect(one.size()).toBe('0');
});

test('an order is known for five seconds after its end', () => {
  const one = long();
  const { orderId = '' } = one.order({ limitPrice: '90', cliOrdId: 'a' });
  const status = (): readonly string[] =>
    one.exchange.orderStatus([{ orderId }]).map((found) => `${found.status} ${found.reason ?? ''}`.trim());
  expect(status()).toEqual(['ENTERED_BOOK']);
  one.exchange.cancel({ cliOrdId: 'a' });
  one.until(5_000);
  expect(status()).toEqual(['CANCELLED cancelled_by_user']);
  one.until(5_001);
  expect(status()).toEqual([]);
  expect(one.exchange.orderStatus([{ cliOrdId: 'nobody' }])).toEqual([]);
});

test('whoever asks for all is told of every order that ended a moment ago, and of no older one', () => {
  const one = long();
  one.until(6_000);
  for (let n = 0; n < 5; n += 1) one.order({ limitPrice: '90' });
  one.exchange.cancelAll();
  expect(one.exchange.orderStatus([]).map(({ status }) => status)).toEqual(Array(5).fill('CANCELLED'));
  one.until(12_000);
  one.order({ limitPrice: '90' });
  one.exchange.cancelAll();
  expect(one.exchange.orderStatus([])).toHaveLength(1);
});

test('a trailing stop is told with its deviation', () => {
  const trailing = { value: fixed('2'), unit: 'PERCENT' } as const;
  const one = long();
  one.order({ side: 'sell', kind: 'trailing_stop', trailing });
  expect(one.exchange.openOrders()).toMatchObject([{ kind: 'trailing_stop', trailing }]);
});
