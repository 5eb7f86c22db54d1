import { describe, expect, it } from 'vitest';
import { closeAt, closedAt, timeframeMs } from '../../src/core/market/candle.ts';
import type { ClosedCandle } from '../../src/core/market/candle.ts';
import { atrRatioOf, newDecisionReading, readDecision } from '../../src/core/signal/decision-reading.ts';
import { divergenceOf, newStrength, readStrength } from '../../src/core/signal/divergence.ts';
import { changeCandlesOf } from '../../src/core/signal/confirmation.ts';
import { settings } from '../support/keel.ts';
import { drawn, settingsWith } from '../support/decisions.ts';
import { newReading } from '../../src/core/market/market.ts';
import { bucketOf, isHigher } from '../../src/core/market/series.ts';
import { readHistory } from '../../src/core/signal/read.ts';

const { signal } = settings;

/** Candles of four hours, resampled the plain way. */
function fours(): readonly ClosedCandle[] {
  const quarters = drawn({ seed: 3, base: 'BTC', price: 20_000, decimals: 1, days: 120 });
  const groups = Map.groupBy(quarters, ({ openAt }) => bucketOf(openAt, '4h'));
  return [...groups].flatMap(([openAt, group]) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined || group.length < 16) return [];
    const [high, low] = [Math.max(...group.map((one) => one.high)), Math.min(...group.map((one) => one.low))];
    const candle = { ...first, timeframe: '4h', openAt, high, low, close: last.close } as const;
    const closed = closedAt(candle, closeAt(candle));
    return closed === undefined ? [] : [closed];
  });
}

const candles = fours();

it('a break holds for as many candles as the candles say, one after another, and no longer', () => {
  const reading = newDecisionReading();
  let breaks = 0;
  for (const [t, candle] of candles.entries()) {
    readDecision(reading, candle, signal);
    const { lastBreak } = reading;
    if (lastBreak === null) continue;
    if (lastBreak.at === t) breaks += 1;
    const after = candles.slice(lastBreak.at + 1, t + 1);
    const { dir, level } = lastBreak;
    const fails = after.findIndex(({ low, high }) => (dir === 1 ? low < level * 0.995 : high > level * 1.005));
    expect(reading.held).toBe(fails < 0 ? after.length : fails);
  }
  expect(breaks).toBeGreaterThan(20);
});

it('the ratio of ATR is that to the plain mean of its newest twenty', () => {
  const reading = newDecisionReading();
  const atrs: number[] = [];
  for (const candle of candles) {
    readDecision(reading, candle, signal);
    if (reading.atr === undefined) {
      expect(atrRatioOf(reading)).toBeUndefined();
      continue;
    }
    atrs.push(reading.atr);
    const newest = atrs.slice(-20);
    expect(atrRatioOf(reading)).toBeCloseTo(reading.atr / (newest.reduce((a, b) => a + b, 0) / newest.length), 12);
  }
  expect(atrRatioOf({ atr: 0, atrs: [0, 0] })).toBeUndefined();
});

describe('the candles that confirm a change (spec 03 section 5.3)', () => {
  it.each([
    [undefined, 1],
    [1, 1],
    [1.5, 1],
    [1.51, 2],
    [0.5, 1],
    [0.49, 3],
  ])('at a ratio of %s: %d', (ratio, count) => {
    const adaptive = { high: 1.5, highCandles: 2, low: 0.5, lowCandles: 3 };
    expect(changeCandlesOf({ ...signal.confirmation, adaptive }, ratio)).toBe(count);
    const { adaptive: _, ...plain } = signal.confirmation;
    expect(changeCandlesOf(plain, ratio)).toBe(1);
  });
});

it('a divergence is what section 2.5 says of the newest candle against all but the newest five', () => {
  const rules = { period: 14, lookback: 20 };
  const strength = newStrength();
  const seen: Record<string, number> = {};
  let [up, down] = [0, 0];
  const rsis: number[] = [];
  for (const [t, candle] of candles.entries()) {
    readStrength(strength, candle, rules);
    const change = t === 0 ? 0 : candle.close - (candles[t - 1]?.close ?? 0);
    [up, down] = [up * (13 / 15) + Math.max(change, 0) * (2 / 15), down * (13 / 15) + Math.max(-change, 0) * (2 / 15)];
    rsis.push(up + down === 0 ? 50 : 100 - 100 / (1 + up / down));
    const from = t - 19;
    if (t + 1 < 34) {
      expect(divergenceOf(strength, rules)).toBe(0);
      continue;
    }
    const [prices, values] = [candles.slice(from, t - 4), rsis.slice(from, t - 4)];
    const rsi = rsis[t] ?? NaN;
    const isUp = candle.low < Math.min(...prices.map(({ low }) => low)) && rsi > Math.min(...values);
    const isDown = candle.high > Math.max(...prices.map(({ high }) => high)) && rsi < Math.max(...values);
    const expected = isUp ? 1 : isDown ? -1 : 0;
    expect(divergenceOf(strength, rules)).toBe(expected);
    seen[expected] = (seen[expected] ?? 0) + 1;
  }
  expect(Object.keys(seen).length).toBe(3);
  expect(candles.length).toBeGreaterThan((100 * timeframeMs['1d']) / timeframeMs['4h']);
});

it('after a hole in the history of 4h everything that was read on it begins anew', () => {
  const asSet = settingsWith({ momentum_enabled: true, reading: 'predecessor' }).signal;
  const reading = newReading();
  const tell = (candle: ClosedCandle): void => {
    if (isHigher(candle)) readHistory(reading, candle, asSet);
  };
  candles.slice(0, 30).forEach(tell);
  expect([reading.decision.t, reading.breakout?.window.seen, reading.past?.['4h']?.seen]).toEqual([29, 30, 30]);
  candles.slice(34, 35).forEach(tell);
  expect(reading.decision.t).toBe(30);
  candles.slice(40, 42).forEach(tell);
  expect([reading.decision.t, reading.breakout?.window.seen, reading.past?.['4h']?.seen]).toEqual([1, 2, 2]);
});
