import { expect, it } from 'vitest';
import { instrument } from '../../../test/support/keel.ts';
import { instrumentId } from '../units.ts';
import { emptyRegistry, find, list, unlist } from './registry.ts';

const [btc, eth] = [instrument('BTC'), instrument('ETH')];

it('a contract is found by every spelling of its base', () => {
  const registry = emptyRegistry();
  expect(list(registry, [btc, eth])).toEqual([]);
  for (const spelling of ['BTC', 'xbt', 'BTC/USD', 'PF_XBTUSD']) expect(find(registry, spelling)).toBe(btc);
  expect(find(registry, 'SOL')).toBeUndefined();
});

it('one contract per base, the first; and only linear perpetuals', () => {
  const registry = emptyRegistry();
  const second = { ...btc, id: instrumentId('PF_BTCUSD') };
  const inverse = { ...eth, id: instrumentId('PI_ETHUSD') };
  expect(list(registry, [btc, second, inverse])).toEqual([second, inverse]);
  expect(find(registry, 'BTC')).toBe(btc);
  expect(find(registry, 'ETH')).toBeUndefined();
});

it('a contract that is listed again is the newer one', () => {
  const registry = emptyRegistry();
  const finer = { ...btc, tick: eth.tick };
  list(registry, [btc]);
  expect(list(registry, [finer])).toEqual([]);
  expect(find(registry, 'BTC')).toBe(finer);
});

it('a contract that is gone leaves its base to another', () => {
  const registry = emptyRegistry();
  const second = { ...btc, id: instrumentId('PF_BTCUSD') };
  list(registry, [btc]);
  unlist(registry, btc);
  expect(find(registry, 'BTC')).toBeUndefined();
  expect(list(registry, [second])).toEqual([]);
  unlist(registry, btc);
  expect(find(registry, 'BTC')).toBe(second);
});
