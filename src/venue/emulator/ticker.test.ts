import { expect, test } from 'vitest';
import { formatFixed, later } from '../../core/units.ts';
import { hall, opening, quarter, sol } from '../../../test/support/exchange.ts';

test('before the first candle there are no prices', () => {
  const one = hall();
  one.exchange.reach(opening);
  const ticker = one.exchange.ticker(sol);
  expect(ticker).toEqual({
    symbol: sol,
    at: opening,
    volume: 0,
    volumeQuote: 0,
    openInterest: 0,
    fundingRate: 0,
    fundingPrediction: 0,
    nextFundingAt: opening + 3_600_000,
    suspended: false,
    postOnly: false,
  });
});

test('a day of candles: open, high, low and volume, and best prices while there is a market', () => {
  const one = hall();
  for (let n = 0; n < 100; n += 1) one.candle(n, [100 + n, 101 + n, 99 + n, 100 + n], 8);
  const ticker = one.exchange.ticker(sol);
  expect(ticker).toMatchObject({ open24h: 104, high24h: 200, low24h: 103, volume: 768, last: 199 });
  expect([ticker?.bid, ticker?.ask, ticker?.bidSize]).toEqual([198.8, 199.2, 0.2]);
  one.until(101 * quarter);
  expect(one.exchange.ticker(sol)).toMatchObject({ last: 199 });
  expect(one.exchange.ticker(sol)).not.toHaveProperty('bid');
});

test('the tape has the points of the path and our own executions, newest first and counted', () => {
  const one = hall();
  one.candle(0, [100, 104, 96, 103], 400);
  one.until(400_000);
  one.order({ kind: 'mkt', size: '1', side: 'sell' });
  const trades = one.exchange.trades(sol);
  expect(trades.map(({ price, side, seq }) => `${seq} ${side} ${formatFixed(price)}`)).toEqual(['1 sell 98.56']);
  one.exchange.watch(sol);
  one.until(402_000);
  expect(one.exchange.trades(sol).map(({ seq }) => seq)).toEqual([3, 2, 1]);
  expect(one.exchange.trades(sol, later(opening, 401_000)).map(({ seq }) => seq)).toEqual([1]);
  expect(one.events.filter(({ type }) => type === 'ticker')).toHaveLength(2);
});

test('who stops watching is told no more', () => {
  const one = hall();
  one.candle(0, 100);
  const stop = one.exchange.watch(sol);
  one.until(3_000);
  stop();
  stop();
  one.until(10_000);
  expect(one.events.filter(({ type }) => type === 'ticker')).toHaveLength(3);
  expect(one.exchange.nextAt()).toBeUndefined();
});
