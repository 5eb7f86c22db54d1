import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall, newsIn, openIn, quarter } from '../../../test/support/exchange.ts';
import type { Hall, Words } from '../../../test/support/exchange.ts';

/** Long 10 from 100.1. */
function long(options: Parameters<typeof hall>[0] = {}): Hall {
  const one = hall(options);
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '10' });
  one.until(quarter - 1);
  one.events.length = 0;
  return one;
}

const selling: Words = { side: 'sell', size: '10', reduceOnly: true };

test('a stop without a limit takes what stands within one percent, when the price is at its level', () => {
  const one = long();
  one.order({ ...selling, kind: 'stp', stopPrice: '95', signal: 'mark' });
  expect(openIn(one)).toEqual(['sell 10/0 @ 95 stp']);
  one.candle(1, [100, 100, 90, 92]);
  one.until(quarter + 450_000 - 1);
  expect(one.deals()).toHaveLength(1);
  one.until(quarter + 450_000);
  expect(one.deals().slice(1)).toEqual(['sell 10 @ 94.9 taker']);
  expect(newsIn(one)).toEqual(['open stp new_placed_order_by_user', 'gone ioc full_fill']);
  expect(one.exchange.history().map(({ type }) => type)).toContain('trigger.activated');
});

test('a stop with a limit becomes a limit order of the same id', () => {
  const one = long();
  const { orderId } = one.order({ ...selling, kind: 'stp', stopPrice: '95', limitPrice: '94.95', cliOrdId: 'stop' });
  one.candle(1, [100, 100, 90, 92]);
  one.until(quarter + 450_000);
  // The best bid is 94.9: it rests, and the market falls away from it.
  expect(one.deals()).toHaveLength(1);
  expect(one.exchange.openOrders()).toMatchObject([
    { orderId, cliOrdId: 'stop', kind: 'lmt', isTrigger: false, limitPrice: fixed('94.95') },
  ]);
  expect(newsIn(one).at(-1)).toBe('open lmt limit_order_from_stop');
});

test.each([
  ['PERCENT', '1', '94.05'],
  ['QUOTE_CURRENCY', '0.5', '94.5'],
] as const)('an offset in %s is taken from the trigger when it fires', (unit, value, limit) => {
  const one = long();
  one.order({ ...selling, size: '9000', kind: 'stp', stopPrice: '95', limitOffset: { unit, value: fixed(value) } });
  one.candle(1, [100, 100, 90, 90], 10);
  one.until(quarter + 450_000);
  expect(one.exchange.openOrders().map(({ limitPrice }) => formatFixed(limitPrice ?? fixed('0')))).toEqual([limit]);
});

test('a take-profit comes from the other side', () => {
  const one = long();
  one.order({ ...selling, size: '4', kind: 'take_profit', stopPrice: '105' });
  one.order({ ...selling, size: '6', kind: 'take_profit', stopPrice: '106', limitPrice: '106' });
  one.candle(1, [100, 110, 100, 110]);
  one.until(2 * quarter);
  expect(one.deals().slice(1)).toEqual(['sell 4 @ 104.89 taker', 'sell 6 @ 106 maker']);
});

test('a trigger that holds when it is placed waits until its signal next speaks', () => {
  const one = long();
  one.candle(1, 100);
  one.order({ ...selling, kind: 'stp', stopPrice: '101' });
  expect(one.deals()).toHaveLength(1);
  one.until(quarter + 999);
  expect(one.deals()).toHaveLength(1);
  one.until(quarter + 1_000);
  expect(one.deals().slice(1)).toEqual(['sell 10 @ 99.9 taker']);
});

test('a trailing stop follows its signal and never goes back', () => {
  const one = long();
  one.order({ ...selling, kind: 'trailing_stop', trailing: { value: fixed('2'), unit: 'QUOTE_CURRENCY' } });
  expect(openIn(one)).toEqual(['sell 10/0 @ 98 trailing_stop']);
  one.candle(1, [100, 105, 99, 104]);
  one.until(2 * quarter - 1);
  expect(openIn(one)).toEqual(['sell 10/0 @ 103 trailing_stop']);
  one.candle(2, [104, 104.5, 102, 102]);
  one.until(3 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 10 @ 102.89 taker']);
});

test('a trailing stop of so many percent is so many percent behind the best price', () => {
  const one = long();
  one.order({ ...selling, kind: 'trailing_stop', trailing: { value: fixed('1'), unit: 'PERCENT' } });
  one.candle(1, [100, 110, 100, 110]);
  one.until(2 * quarter - 1);
  expect(openIn(one)).toEqual(['sell 10/0 @ 108.9 trailing_stop']);
  one.order({ kind: 'trailing_stop', trailing: { value: fixed('1'), unit: 'PERCENT' } });
  expect(one.exchange.openOrders().map(({ stopPrice }) => stopPrice)).toEqual([fixed('108.9'), fixed('111.1')]);
});

test('mark, index and last are three prices where the contract trades over its index', () => {
  // 2 % over the index: the mark is at most 1 % over it.
  const one = long({ basis: () => 0.02 });
  for (const signal of ['mark', 'index', 'last'] as const)
    one.order({ ...selling, size: '1', kind: 'stp', stopPrice: '95', signal, cliOrdId: signal });
  one.candle(1, [100, 100, 90, 90]);
  one.until(2 * quarter - 1);
  const fired = one.exchange.executions(3).toReversed();
  expect(fired.map(({ cliOrdId }) => cliOrdId)).toEqual(['index', 'mark', 'last']);
  expect(fired.map(({ price }) => formatFixed(price))).toEqual(['96.8', '95.84', '94.9']);
  const ticker = one.exchange.ticker(one.exchange.contracts()[1]?.symbol ?? fail());
  expect([ticker?.last, ticker?.index?.toFixed(6), ticker?.mark?.toFixed(6)]).toEqual([90, '88.235294', '89.117647']);
});

function fail(): never {
  throw new Error('two contracts');
}

test('what fires into nothing is cancelled, and what can no longer be paid for fails', () => {
  const one = long();
  one.order({ kind: 'stp', stopPrice: '105', size: '6000', cliOrdId: 'big' });
  one.candle(1, [100, 106, 100, 106]);
  one.until(2 * quarter - 1);
  expect(newsIn(one).at(-1)).toBe('gone ioc not_enough_margin');
  expect(one.size()).toBe('10');
});
