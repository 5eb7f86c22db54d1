import { expect, it } from 'vitest';
import { instrument, price, t0 } from '../../../test/support/keel.ts';
import { later } from '../units.ts';
import { timeframeMs } from './candle.ts';
import type { Candle } from './candle.ts';
import { hear, hearMark, isGap, markOf, newMarket } from './market.ts';

const quarter = timeframeMs['15m'];
const gapMs = 4 * timeframeMs['4h'];
const btc = instrument('BTC');
const candle = (n: number, close = 100): Candle => ({
  instrument: btc.id,
  timeframe: '15m',
  openAt: later(t0, n * quarter),
  open: 100,
  high: 200,
  low: 1,
  close,
  volume: 1,
});

it('before anything is heard there is no price to count with', () => {
  expect(markOf(newMarket(btc, 'A'))).toBeUndefined();
});

it('the newest word counts, candle or mark, and a close is rounded down to the tick', () => {
  const market = newMarket(btc, 'A');
  hear(market, candle(0, 100.19), gapMs);
  expect(markOf(market)).toBe(price('100.1'));
  hearMark(market, price('101'), later(t0, quarter + 1));
  expect(markOf(market)).toBe(price('101'));
  hear(market, candle(1, 99), gapMs);
  expect(markOf(market)).toBe(price('99'));
});

it('a candle that is not newer than the last changes nothing', () => {
  const market = newMarket(btc, 'A');
  hear(market, candle(5, 105), gapMs);
  hearMark(market, price('106'), later(t0, 6 * quarter));
  expect([hear(market, candle(5, 1), gapMs), hear(market, candle(4, 1), gapMs)]).toEqual([false, false]);
  expect(markOf(market)).toBe(price('106'));
});

it('after a gap of more than four decision candles the series is cold, and only then', () => {
  const market = newMarket(btc, 'A');
  hear(market, candle(0), gapMs);
  market.reading.decision.t = 300;
  hear(market, candle(1 + 4 * 16), gapMs);
  expect(market.reading.decision.t).toBe(300);
  hear(market, candle(1 + 4 * 16 + 1 + 4 * 16 + 1), gapMs);
  expect(market.reading.decision.t).toBe(-1);
});

it('a gap is counted from the last price of any kind', () => {
  const market = newMarket(btc, 'A');
  expect(isGap(market, later(t0, gapMs * 2), gapMs)).toBe(false);
  hear(market, candle(0), gapMs);
  const seen = later(t0, quarter);
  expect([isGap(market, later(seen, gapMs), gapMs), isGap(market, later(seen, gapMs + 1), gapMs)]).toEqual([
    false,
    true,
  ]);
  hearMark(market, price('100'), later(seen, 10));
  expect(isGap(market, later(seen, gapMs + 1), gapMs)).toBe(false);
});
