import { expect, test } from 'vitest';
import { fixed, formatFixed, toNumber } from '../../core/units.ts';
import { hall, newsIn, openIn, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';

/** 200 dollars, no spread and no fees: long 90 from 100 binds 180, and 90 are to maintain it. */
function long(options: Parameters<typeof hall>[0] = {}): Hall {
  const free = { slippage: fixed<never>('0'), fees: { maker: fixed<never>('0'), taker: fixed<never>('0') } };
  const one = hall({ deposits: { USD: fixed('200') }, ...free, ...options });
  one.candle(0, 100, 1e6);
  one.order({ kind: 'mkt', size: '90' });
  one.until(quarter - 1);
  return one;
}

test('the price of liquidation is where the equity is the maintenance margin', () => {
  const one = long();
  // 200 + 90 x (p - 100) = 90
  const [position] = one.exchange.positions();
  expect(formatFixed(position?.liquidationPrice ?? fixed('0'))).toBe('98.7777777777');
  expect(one.exchange.positions().map(({ maintenanceMargin }) => formatFixed(maintenanceMargin))).toEqual(['90']);
});

test('it happens on the way, at that price: orders go, half is closed with a fee, and the rest lives on', () => {
  const one = long();
  one.order({ side: 'sell', size: '90', kind: 'stp', stopPrice: '95', reduceOnly: true });
  one.candle(1, [100, 100, 98.5, 98.6]);
  one.until(2 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 45 @ 98.77 partialLiquidation']);
  expect(newsIn(one).slice(2)).toEqual(['gone stp liquidation', 'gone ioc liquidation']);
  expect(one.size()).toBe('45');
  const cash = one.exchange.history().flatMap((entry) => (entry.type === 'cash' ? [entry] : []));
  expect(
    cash
      .filter(({ cause }) => cause === 'liquidation fee')
      .map(({ before, after }) => formatFixed((before - after) as never)),
  ).toEqual(['22.22325']);
});

test('if half is not enough, all of it goes, and whatever is left belongs to the account', () => {
  const one = long();
  one.candle(1, [98.2, 98.2, 98.2, 98.2]);
  one.until(2 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 45 @ 98.2 partialLiquidation', 'sell 45 @ 98.2 liquidation']);
  expect(one.size()).toBe('0');
  expect(toNumber(one.exchange.wallet().marginEquity)).toBeGreaterThanOrEqual(0);
});

test('beyond bankruptcy nobody takes it: it is assigned at that price, and nothing is owed', () => {
  const one = long();
  one.candle(1, 90);
  one.until(2 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 90 @ 97.78 liquidation']);
  expect(toNumber(one.exchange.wallet().balanceValue)).toBeGreaterThanOrEqual(0);
  expect(toNumber(one.exchange.wallet().balanceValue)).toBeLessThan(0.3);
});

test('a stop that is nearer comes first', () => {
  const one = long();
  one.order({ side: 'sell', size: '90', kind: 'stp', stopPrice: '98.8', reduceOnly: true });
  one.candle(1, [100, 100, 95, 95]);
  one.until(2 * quarter - 1);
  expect(one.deals().slice(1)).toEqual(['sell 90 @ 98.8 taker']);
});

test('a short is liquidated above', () => {
  const one = hall({
    deposits: { USD: fixed('200') },
    slippage: fixed('0'),
    fees: { maker: fixed('0'), taker: fixed('0') },
  });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '90', side: 'sell' });
  one.candle(1, [100, 102, 100, 102]);
  one.until(2 * quarter - 1);
  expect(one.deals()[1]).toBe('buy 45 @ 101.23 partialLiquidation');
});

test('an isolated position falls by itself, and takes no more than its own margin', () => {
  const one = long({ deposits: { USD: fixed('10000') } });
  one.exchange.prefer(sol, 50);
  one.candle(1, [100, 100, 90, 90]);
  one.until(2 * quarter - 1);
  expect(one.deals()[1]).toBe('sell 45 @ 98.99 partialLiquidation');
  expect(one.size()).toBe('0');
  // It bound 180.
  expect(toNumber(one.exchange.wallet().balanceValue)).toBeGreaterThan(9_700);
});

test('outside of trading nobody is liquidated', () => {
  const one = long();
  one.exchange.control.phase('post_only');
  one.candle(1, 90);
  one.until(quarter + 5_000);
  expect(one.deals()).toHaveLength(1);
  one.exchange.control.phase('online');
  expect(one.deals().slice(1)).toEqual(['sell 90 @ 97.78 liquidation']);
  expect(openIn(one)).toEqual([]);
});

test('a short whose money is taken away falls, whatever the price', () => {
  const one = hall({ deposits: { USD: fixed('200') } });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '9', side: 'sell' });
  one.exchange.control.deposit('USD', fixed('-5000'));
  one.until(quarter - 1);
  expect(one.size()).toBe('0');
});
