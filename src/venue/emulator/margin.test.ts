import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { eth, hall, openIn, quarter, sol } from '../../../test/support/exchange.ts';
import type { Hall } from '../../../test/support/exchange.ts';
import { levelAt } from './margin.ts';
import type { WalletView } from './account-view.ts';

function flat(options: Parameters<typeof hall>[0] = {}): Hall {
  const one = hall({ slippage: fixed('0'), fees: { maker: fixed('0'), taker: fixed('0') }, ...options });
  one.candle(0, 100);
  return one;
}

const money = ({ exchange }: Hall, ...names: readonly Exclude<keyof WalletView, 'currencies'>[]): readonly string[] =>
  names.map((name) => formatFixed(exchange.wallet()[name]));

test('the whole position is at the level of its notional', () => {
  const [contract] = flat()
    .exchange.contracts()
    .filter(({ symbol }) => symbol === sol);
  if (contract === undefined) throw new Error('SOL is listed');
  const rates = ['0', '1999999.99', '2000000', '7000000'].map((value) => levelAt(contract, fixed(value)));
  expect(rates.map(({ initial }) => formatFixed(initial))).toEqual(['0.02', '0.02', '0.04', '0.05']);
  expect(rates.map(({ maintenance }) => formatFixed(maintenance))).toEqual(['0.01', '0.01', '0.02', '0.025']);
});

test('positions bind at the price of entry, orders at their limit, and of two sides the worse', () => {
  const one = flat();
  one.order({ kind: 'mkt', size: '100' });
  expect(money(one, 'initialMargin', 'maintenanceMargin', 'availableMargin')).toEqual(['200', '100', '9800']);
  one.order({ limitPrice: '90', size: '100' });
  expect(money(one, 'initialMargin', 'initialMarginWithOrders')).toEqual(['200', '380']);
  // Selling first closes the long, so only what is beyond it binds.
  one.order({ limitPrice: '110', size: '250', side: 'sell' });
  expect(money(one, 'initialMarginWithOrders')).toEqual(['380']);
  one.order({ limitPrice: '110', size: '150', side: 'sell' });
  expect(money(one, 'initialMarginWithOrders')).toEqual(['660']);
  one.order({ kind: 'stp', stopPrice: '150', size: '1000' });
  one.order({ limitPrice: '120', size: '100', side: 'sell', reduceOnly: true });
  expect(money(one, 'initialMarginWithOrders')).toEqual(['660']);
});

test('an order must be paid for, with its fee and with what it costs at the mark', () => {
  const exact = flat({ deposits: { USD: fixed('200') } });
  expect(exact.order({ kind: 'mkt', size: '100.1' }).status).toBe('insufficientAvailableFunds');
  expect(exact.order({ kind: 'mkt', size: '100' }).status).toBe('placed');
  expect(money(exact, 'availableMargin')).toEqual(['0']);
  const withFee = flat({ deposits: { USD: fixed('200') }, fees: { maker: fixed('0'), taker: fixed('0.0005') } });
  expect(withFee.order({ kind: 'mkt', size: '100' }).status).toBe('insufficientAvailableFunds');
  expect(withFee.order({ kind: 'mkt', size: '97' }).status).toBe('placed');
  const withSpread = flat({ deposits: { USD: fixed('200') }, slippage: fixed('0.001') });
  expect(withSpread.order({ kind: 'mkt', size: '97' }).status).toBe('insufficientAvailableFunds');
  expect(withSpread.order({ kind: 'mkt', size: '95' }).status).toBe('placed');
});

test('who binds no more is admitted though nothing is free', () => {
  const one = flat({ deposits: { USD: fixed('200') } });
  one.order({ kind: 'mkt', size: '100' });
  one.exchange.control.movePrice(sol, fixed('99.5'));
  expect(money(one, 'availableMargin')).toEqual(['-50']);
  expect(one.order({ limitPrice: '90', size: '0.1' }).status).toBe('insufficientAvailableFunds');
  expect(one.order({ kind: 'mkt', side: 'sell', size: '50' }).status).toBe('placed');
  expect(one.order({ kind: 'mkt', side: 'sell', size: '50', reduceOnly: true }).status).toBe('placed');
  expect(one.size()).toBe('0');
});

test('an execution that would bring about a liquidation is refused', () => {
  const one = flat({ deposits: { USD: fixed('202') }, fees: { maker: fixed('0'), taker: fixed('0.01') } });
  one.order({ kind: 'post', limitPrice: '99.99', size: '100' });
  one.candle(1, 99.99);
  one.exchange.control.movePrice(sol, fixed('99.2'));
  // 123 are left and 99.99 are needed; selling a quarter costs 24.8 and frees 25.
  expect(one.size()).toBe('100');
  one.exchange.control.movePrice(sol, fixed('98.99'));
  expect(one.order({ kind: 'mkt', side: 'sell', size: '0.1' }).status).toBe('placed');
  expect(one.order({ kind: 'mkt', side: 'sell', size: '250' }).status).not.toBe('placed');
});

test('a preference isolates: it binds by its own leverage and is bounded by the level', () => {
  const one = flat();
  expect(one.exchange.prefer(sol, 60)).toBe('out-of-range');
  expect(one.exchange.prefer(sol, 0.5)).toBe('out-of-range');
  expect(one.exchange.prefer(sol, 10)).toBe('done');
  expect([...one.exchange.preferences()]).toEqual([[sol, 10]]);
  one.order({ kind: 'mkt', size: '100' });
  expect(money(one, 'initialMargin', 'maintenanceMargin')).toEqual(['1000', '100']);
  expect(one.exchange.positions()[0]?.maxLeverage).toBe(10);
  expect(one.exchange.prefer(sol, 1)).toBe('done');
  expect(money(one, 'initialMargin')).toEqual(['10000']);
  one.exchange.control.movePrice(sol, fixed('99'));
  expect(one.exchange.prefer(sol, undefined)).toBe('done');
  expect(one.exchange.prefer(sol, 1)).toBe('would-liquidate');
  expect([...one.exchange.preferences()]).toEqual([]);
});

test('a preference that the level of the new size does not allow is too high', () => {
  const one = flat({ deposits: { USD: fixed('1000000') } });
  one.exchange.prefer(sol, 50);
  expect(one.order({ limitPrice: '100', size: '19999' }).status).toBe('placed');
  one.exchange.cancelAll();
  expect(one.order({ limitPrice: '99', size: '20300' }).status).toBe('fixedLeverageTooHigh');
});

test('margin is one account over all contracts', () => {
  const one = flat({ deposits: { USD: fixed('300') } });
  one.candle(1, 100);
  one.candle(2, 2000, 1e4, eth);
  one.candle(2, 100);
  expect(one.order({ kind: 'mkt', size: '100' }).status).toBe('placed');
  expect(one.order({ symbol: eth, kind: 'mkt', size: '5.1' }).status).toBe('insufficientAvailableFunds');
  expect(one.order({ symbol: eth, kind: 'mkt', size: '5' }).status).toBe('placed');
  expect(money(one, 'availableMargin')).toEqual(['0']);
  expect(openIn(one)).toEqual([]);
  one.until(3 * quarter - 1);
});
