import { expect, it } from 'vitest';
import { instrument, settings, t0 } from '../../../test/support/keel.ts';
import type { Candle } from '../../core/market/candle.ts';
import { later, ms } from '../../core/units.ts';
import { follow } from './follow.ts';

const btc = instrument('BTC');
const quarter = 900_000;

function candle(n: number): Candle {
  const openAt = later(t0, n * quarter);
  return { instrument: btc.id, timeframe: '15m', openAt, open: 100, high: 101, low: 99, close: 100.5, volume: 1 };
}

it('keeps what was read, and forgets it where the series begins anew', () => {
  const follower = follow(btc, settings);
  const take = (from: number, to: number): void => {
    for (let n = from; n < to; n += 1) follower.take(candle(n), ms(candle(n).openAt + quarter));
  };
  const lengths = (): readonly number[] => Object.values(follower.followed().series).map(({ length }) => length);
  take(0, 192);
  expect(lengths()).toEqual([192, 48, 12, 2]);
  // A hole of more than four decision candles.
  take(192 + 96, 192 + 96 + 20);
  expect(lengths()).toEqual([20, 5, 1, 0]);
  follower.restart(later(t0, 400 * quarter));
  expect(lengths()).toEqual([0, 0, 0, 0]);
  take(0, 8);
  expect(lengths()).toEqual([8, 2, 0, 0]);
});
