import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall, newsIn, openIn, opening, quarter } from '../../../test/support/exchange.ts';
import type { Hall, Words } from '../../../test/support/exchange.ts';

/** At 100 with a tenth of a percent between: bids from 99.9 and asks from 100.1, each 250 deep and 0.1 apart. */
function flat(volume = 10_000): Hall {
  const one = hall();
  one.candle(0, 100, volume);
  return one;
}

test('a limit order rests, takes, or takes and rests with what is left', () => {
  const one = flat();
  expect(one.order({ limitPrice: '100' })).toMatchObject({ status: 'placed', events: [{ type: 'PLACE' }] });
  const taking = one.order({ limitPrice: '100.1', size: '2' });
  expect(taking.events.map(({ type }) => type)).toEqual(['EXECUTION']);
  const both = one.order({ limitPrice: '100.1', size: '300', side: 'buy' });
  expect(both.events.map(({ type }) => type)).toEqual(['EXECUTION', 'PLACE']);
  expect(one.deals()).toEqual(['buy 2 @ 100.1 taker', 'buy 248 @ 100.1 taker']);
  expect(openIn(one)).toEqual(['buy 1/0 @ 100 lmt', 'buy 300/248 @ 100.1 lmt']);
});

test('a market order is an immediate one with a protection of one percent, rounded toward the best price', () => {
  const one = flat();
  const { events, orderId } = one.order({ kind: 'mkt', size: '2' });
  expect(events).toMatchObject([
    { type: 'EXECUTION', before: { orderId, kind: 'ioc', limitPrice: fixed('101.1'), filled: fixed('0') } },
  ]);
  const sold = one.order({ kind: 'mkt', size: '2', side: 'sell' }).events[0];
  expect(sold?.type === 'EXECUTION' && sold.before.limitPrice).toBe(fixed('98.91'));
  expect(one.exchange.openOrders()).toEqual([]);
});

test('an immediate order takes what it can and is over; one that can take nothing is refused', () => {
  const one = flat();
  const answer = one.order({ kind: 'ioc', limitPrice: '100.1', size: '300' });
  expect(answer.events).toMatchObject([
    { type: 'EXECUTION' },
    { type: 'CANCEL', reason: 'partial_fill', order: { filled: fixed('250') } },
  ]);
  expect(one.order({ kind: 'ioc', limitPrice: '100' })).toMatchObject({
    status: 'iocWouldNotExecute',
    events: [{ type: 'REJECT', reason: 'IOC_WOULD_NOT_EXECUTE' }],
  });
});

test('all or nothing: fill or kill', () => {
  const one = flat();
  expect(one.order({ kind: 'fok', limitPrice: '100.1', size: '251' }).status).toBe('iocWouldNotExecute');
  expect(one.order({ kind: 'fok', limitPrice: '100.2', size: '251' }).status).toBe('placed');
  expect(one.deals()).toEqual(['buy 250 @ 100.1 taker', 'buy 1 @ 100.2 taker']);
});

test('a post order never takes, not even from an order of ours', () => {
  const one = flat();
  expect(one.order({ kind: 'post', limitPrice: '100.1' })).toMatchObject({
    status: 'postWouldExecute',
    events: [{ type: 'REJECT', reason: 'POST_WOULD_EXECUTE' }],
  });
  expect(one.order({ kind: 'post', limitPrice: '100.05' }).status).toBe('placed');
  expect(one.order({ kind: 'post', limitPrice: '100.05', side: 'sell' }).status).toBe('postWouldExecute');
});

test('an order that would meet another of ours is refused, and that one stays', () => {
  const one = flat();
  one.order({ limitPrice: '100.05', side: 'sell' });
  expect(one.order({ kind: 'mkt' }).status).toBe('selfFill');
  expect(one.order({ limitPrice: '100.05' }).status).toBe('selfFill');
  expect(one.order({ kind: 'ioc', limitPrice: '100.1' }).status).toBe('selfFill');
  expect(openIn(one)).toEqual(['sell 1/0 @ 100.05 lmt']);
});

test('our order stands in the book before what is worse, and only what would reach it meets it', () => {
  const one = flat();
  one.order({ limitPrice: '100.15', side: 'sell' });
  expect(one.order({ limitPrice: '100.1', size: '250' }).status).toBe('placed');
  expect(one.order({ limitPrice: '100.14', size: '1' }).status).toBe('placed');
  expect(one.order({ limitPrice: '100.15', size: '1' }).status).toBe('selfFill');
});

test.each<readonly [string, Words, string]>([
  ['no size', { size: '0', limitPrice: '99' }, 'invalidSize'],
  ['a size between lots', { size: '0.15', limitPrice: '99' }, 'invalidSize'],
  ['a price between ticks', { limitPrice: '99.995' }, 'invalidPrice'],
  ['no limit', {}, 'invalidPrice'],
  ['no trigger', { kind: 'stp' }, 'invalidPrice'],
  ['a trigger on a limit order', { limitPrice: '99', stopPrice: '98' }, 'invalidOrderType'],
  ['a limit beside an offset', limitTwice(), 'invalidPrice'],
  ['a trailing stop without a deviation', { kind: 'trailing_stop' }, 'invalidPrice'],
  ['a deviation of sixty percent', trailingBy('60'), 'invalidPrice'],
  ['a deviation in hundredths of a percent', trailingBy('1.05'), 'invalidPrice'],
  ['more than twenty million dollars', { size: '250000', limitPrice: '99' }, 'invalidSize'],
  ['a client id of 101 characters', { cliOrdId: 'x'.repeat(101), limitPrice: '99' }, 'clientOrderIdTooLong'],
  ['a moment that has passed', { limitPrice: '99', processBefore: opening }, 'wouldProcessAfterSpecifiedTime'],
])('%s does not become an order', (_, words, status) => {
  const one = flat();
  one.until(5);
  expect(one.order(words)).toEqual({ status, at: opening + 5, events: [] });
  expect(one.exchange.history()).toHaveLength(0);
});

function limitTwice(): Words {
  return { kind: 'stp', stopPrice: '99', limitPrice: '98', limitOffset: { value: fixed('1'), unit: 'PERCENT' } };
}

function trailingBy(percent: string): Words {
  return { kind: 'trailing_stop', trailing: { value: fixed(percent), unit: 'PERCENT' } };
}

test('a client id is taken for good by an order, and not by a refusal', () => {
  const one = flat();
  expect(one.order({ cliOrdId: 'a', kind: 'ioc', limitPrice: '90' }).status).toBe('iocWouldNotExecute');
  expect(one.order({ cliOrdId: 'a', kind: 'mkt' }).status).toBe('placed');
  const again = one.order({ cliOrdId: 'a', limitPrice: '90' });
  expect(again).toMatchObject({ status: 'clientOrderIdAlreadyExist', events: [{ reason: 'CLIENT_ORDER_ID_IN_USE' }] });
  expect(one.deals()).toHaveLength(1);
});

test('without a price nobody takes: limits and triggers wait for one', () => {
  const one = hall();
  one.exchange.reach(opening);
  for (const kind of ['mkt', 'ioc', 'fok'] as const)
    expect(one.order({ kind, ...(kind === 'mkt' ? {} : { limitPrice: '99' }) }).status).toBe('marketInactive');
  expect(one.order({ limitPrice: '101' }).status).toBe('placed');
  expect(one.order({ kind: 'stp', stopPrice: '101' }).status).toBe('placed');
  one.candle(1, 100);
  expect(one.deals()).toEqual(['buy 1 @ 101 maker']);
});

test('a limit that crosses far from the mark is outside the collar', () => {
  const one = flat();
  expect(one.order({ limitPrice: '110.01' }).status).toBe('outsidePriceCollar');
  expect(one.order({ limitPrice: '89.99', side: 'sell' }).status).toBe('outsidePriceCollar');
  expect(one.order({ limitPrice: '110' }).status).toBe('placed');
  expect(one.order({ limitPrice: '50' }).status).toBe('placed');
});

test('the largest position counts what is open on its side', () => {
  const rich = hall({ deposits: { USD: fixed('1000000000') } });
  rich.candle(0, 100, 1e9);
  expect(rich.order({ limitPrice: '90', size: '150000' }).status).toBe('placed');
  expect(rich.order({ limitPrice: '90', size: '130000.1' }).status).toBe('maxPositionViolation');
  expect(rich.order({ limitPrice: '90', size: '130000' }).status).toBe('placed');
  expect(rich.order({ limitPrice: '110', size: '150000', side: 'sell' }).status).toBe('placed');
});

test('there may be so many orders, and so many of a few dollars', () => {
  const one = flat();
  for (let n = 0; n < 250; n += 1) expect(one.order({ limitPrice: '9', size: '0.1' }).status).toBe('placed');
  expect(one.order({ limitPrice: '9', size: '0.1' }).status).toBe('tooManySmallOrders');
  for (let n = 0; n < 250; n += 1) expect(one.order({ limitPrice: '90', size: '0.2' }).status).toBe('placed');
  expect(one.order({ limitPrice: '90', size: '0.2' }).status).toBe('tooManyOrders');
});

test('the feed and the history tell what became of it', () => {
  const one = flat();
  one.order({ limitPrice: '99' });
  one.order({ kind: 'mkt' });
  expect(newsIn(one)).toEqual(['open lmt new_placed_order_by_user', 'gone ioc full_fill']);
  expect(one.exchange.history().map(({ type, seq }) => `${seq} ${type}`)).toEqual([
    '1 order.placed',
    '2 execution',
    '3 position',
    '4 cash',
    '5 order.placed',
  ]);
  // As captured: an order that was filled at once is placed with nothing left.
  expect(one.exchange.history().at(-1)).toMatchObject({ order: { quantity: fixed('1'), filled: fixed('1') } });
});

test('a resting order executes at its own price as maker, by price and then by age', () => {
  const one = hall();
  one.candle(0, 100, 400);
  for (const [cliOrdId, limitPrice, size] of [
    ['low', '98', '4'],
    ['first', '99', '6'],
    ['second', '99', '6'],
  ] as const)
    one.order({ cliOrdId, limitPrice, size });
  one.until(quarter - 1);
  one.candle(1, [97, 97, 97, 97], 400);
  const by = (): readonly string[] =>
    one.exchange
      .executions(9)
      .toReversed()
      .map(({ cliOrdId, qty, price }) => `${cliOrdId} ${formatFixed(qty)} @ ${formatFixed(price)}`);
  // A quarter of a tenth of the volume is 10 for each point of the path.
  expect(by()).toEqual(['first 6 @ 99', 'second 4 @ 99']);
  one.until(quarter + 300_000);
  expect(by().slice(2)).toEqual(['second 2 @ 99', 'low 4 @ 98']);
});
