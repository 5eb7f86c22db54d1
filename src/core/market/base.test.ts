import { expect, it } from 'vitest';
import { asBase } from '../units.ts';
import { baseOf, perpetualOf } from './base.ts';

it.each([
  ['BTC', 'BTC'],
  ['XBT', 'BTC'],
  [' btc ', 'BTC'],
  ['btc/usd', 'BTC'],
  ['XBT/USD', 'BTC'],
  ['BTC/USD:USD', 'BTC'],
  ['PF_XBTUSD', 'BTC'],
  ['PI_XBTUSD', 'BTC'],
  ['BTCUSD-PERP', 'BTC'],
  ['XDG', 'DOGE'],
  ['PF_DOGEUSD', 'DOGE'],
  ['ETHUSDT', 'ETH'],
  // Names that contain other names stay whole.
  ['PF_WUSD', 'W'],
  ['WETH', 'WETH'],
  ['USDC/USD', 'USDC'],
  ['USD', 'USD'],
  ['USDT', 'USDT'],
])('%s is %s', (spelling, base) => {
  expect(baseOf(spelling)).toBe(base);
});

it.each([
  ['BTC', 'PF_XBTUSD'],
  ['DOGE', 'PF_DOGEUSD'],
  ['1INCH', 'PF_1INCHUSD'],
])('the contract on %s is %s, and back', (base, contract) => {
  expect(perpetualOf(asBase(base))).toBe(contract);
  expect(baseOf(perpetualOf(asBase(base)))).toBe(base);
});
