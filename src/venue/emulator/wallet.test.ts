import { expect, test } from 'vitest';
import { fixed, formatFixed, instrumentId } from '../../core/units.ts';
import { hall, quarter, sol } from '../../../test/support/exchange.ts';
import { listedContracts } from './listing.ts';

test('collateral is worth its price less its haircut, a coin that of its contract', () => {
  const btc = instrumentId('PF_XBTUSD');
  const one = hall({
    contracts: listedContracts(),
    deposits: { USD: fixed('100'), EUR: fixed('100'), BTC: fixed('0.1') },
  });
  one.candle(0, 50_000, 100, btc);
  const wallet = one.exchange.wallet();
  const rows = wallet.currencies.map(({ currency, value, collateral, haircut }) =>
    [currency, ...[value, collateral, haircut].map((sum) => formatFixed(sum))].join(' '),
  );
  expect(rows).toEqual(['USD 100 100 0', 'EUR 110 107.5305 0.02245', 'BTC 5000 4887.75 0.02245']);
  expect([wallet.balanceValue, wallet.collateralValue, wallet.marginEquity].map((sum) => formatFixed(sum))).toEqual([
    '5210',
    '5095.2805',
    '5095.2805',
  ]);
});

test('losses are paid in dollars; missing ones are bought with what has the lowest haircut, at a cost', () => {
  const one = hall({
    deposits: { BTC: fixed('1'), USDT: fixed('20') },
    slippage: fixed('0'),
    fees: { maker: fixed('0'), taker: fixed('0') },
  });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '10' });
  one.candle(1, 95);
  one.order({ kind: 'mkt', size: '10', side: 'sell' });
  const now = Object.fromEntries(
    one.exchange.wallet().currencies.map(({ currency, quantity }) => [currency, formatFixed(quantity)]),
  );
  // 50 are missing: 20 USDT bring 19.99, and BTC at 80,000 less half a percent the rest.
  expect(now).toEqual({ USD: '0', USDT: '0', BTC: '0.9996229899' });
  const causes = one.exchange
    .history()
    .flatMap((entry) => (entry.type === 'cash' ? [`${entry.currency} ${entry.cause}`] : []));
  expect(causes).toEqual([
    'USD trade',
    'USD trade',
    'USDT conversion',
    'USD conversion',
    'BTC conversion',
    'USD conversion',
  ]);
});

test('what is free of a currency is what the free margin is worth in it', () => {
  const one = hall({ slippage: fixed('0'), fees: { maker: fixed('0'), taker: fixed('0') } });
  one.candle(0, 100);
  one.order({ kind: 'mkt', size: '100' });
  one.until(quarter - 1);
  expect(one.exchange.wallet().currencies.map(({ available }) => formatFixed(available))).toEqual(['9800']);
  one.exchange.control.deposit('USD', fixed('-50'));
  expect(formatFixed(one.exchange.wallet().availableMargin)).toBe('9750');
  one.exchange.control.movePrice(sol, fixed('101'));
  expect(formatFixed(one.exchange.wallet().portfolioValue)).toBe('10050');
});

test('a currency that nobody knows is worth nothing', () => {
  const one = hall({ deposits: { DREAM: fixed('1000000') } });
  expect(formatFixed(one.exchange.wallet().collateralValue)).toBe('0');
});
