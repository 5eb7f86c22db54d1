import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../core/units.ts';
import { hall, quarter } from '../../../test/support/exchange.ts';

const day = 86_400_000;

test('makers and takers pay their share of the notional, rounded up', () => {
  const one = hall();
  one.candle(0, [100.03, 100.03, 99, 99]);
  one.order({ kind: 'mkt', size: '0.1' });
  one.order({ limitPrice: '99.5', size: '0.1' });
  one.until(quarter);
  expect(one.exchange.executions(2).map(({ fee, type }) => `${type} ${formatFixed(fee)}`)).toEqual([
    'maker 0.00199',
    'taker 0.005007',
  ]);
});

test('thirty days of trading bring the next tier, and thirty days without it take it away', () => {
  const rich = { USD: fixed<never>('1000000') };
  const one = hall({ slippage: fixed('0'), deposits: rich });
  one.candle(0, 100, 1e9);
  const rates = (): string => {
    const trade = { kind: 'mkt', size: '12000' } as const;
    one.order(trade);
    one.order({ ...trade, side: 'sell' });
    const [last] = one.exchange.executions(1);
    return formatFixed(last?.fee ?? fixed('0'));
  };
  expect([rates(), rates(), rates(), rates(), rates()]).toEqual(['600', '600', '540', '540', '480']);
  one.candle(40 * 96, 100, 1e9);
  expect(one.exchange.now() - 40 * day).toBeGreaterThan(0);
  expect(rates()).toBe('600');
});

test('who pays less than a tier goes on paying less', () => {
  const one = hall({
    slippage: fixed('0'),
    fees: { maker: fixed('0'), taker: fixed('0.0001') },
    deposits: { USD: fixed('1000000') },
  });
  one.candle(0, 100, 1e9);
  for (let n = 0; n < 6; n += 1) one.order({ kind: 'mkt', size: '12000', side: n % 2 === 0 ? 'buy' : 'sell' });
  expect(one.exchange.executions(6).map(({ fee }) => formatFixed(fee))).toEqual(Array(6).fill('120'));
});
