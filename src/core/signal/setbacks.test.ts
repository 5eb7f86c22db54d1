import { describe, expect, it } from 'vitest';
import { instrument, settings, t0, usd } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import { newMarket } from '../market/market.ts';
import { later } from '../units.ts';
import type { Ms } from '../units.ts';
import { wideningFor } from './definitions.ts';
import { judge } from './judge.ts';
import { noteTrade, restAfter } from './setbacks.ts';

const { signal } = settings;
const hours = (n: number): Ms => later(t0, Math.round(n * 3_600_000));

describe('what a closed trade leaves behind', () => {
  it('a stop-out and a loss are remembered, each for itself', () => {
    const market = newMarket(instrument('BTC'), 'A');
    noteTrade(market, { exitAt: hours(1), exitReason: 'stop_loss', netPnl: usd('-1') }, signal);
    noteTrade(market, { exitAt: hours(2), exitReason: 'trailing_stop', netPnl: usd('-0.0000000001') }, signal);
    noteTrade(market, { exitAt: hours(3), exitReason: 'stop_loss', netPnl: usd('0') }, signal);
    noteTrade(market, { exitAt: hours(4), exitReason: 'take_profit_2', netPnl: usd('5') }, signal);
    expect(market).toMatchObject({ stopOuts: [hours(1), hours(3)], losses: [hours(1), hours(2)] });
    expect(market.restUntil).toBeUndefined();
  });

  it('no more than the newest 32 are kept', () => {
    const market = newMarket(instrument('BTC'), 'A');
    for (let n = 0; n < 40; n += 1) {
      noteTrade(market, { exitAt: hours(n), exitReason: 'stop_loss', netPnl: usd('-1') }, signal);
    }
    expect([market.stopOuts.length, market.stopOuts[0], market.losses.length]).toEqual([32, hours(8), 32]);
  });
});

describe('a rest after three losses within a day', () => {
  const rest = (...times: readonly number[]): Ms | undefined =>
    restAfter(times.map(hours), hours(times.at(-1) ?? 0), signal.losses);

  it('two are too few, and so are three of which one is a day old', () => {
    expect(rest(1, 2)).toBeUndefined();
    expect(rest(0, 12, 24)).toBeUndefined();
  });

  it('lasts twelve hours where they no longer count then', () => {
    expect(rest(0.1, 12, 24)).toEqual(hours(36));
  });

  it('is followed by another while they still do', () => {
    expect(rest(1, 2, 3)).toEqual(hours(27));
    expect(restAfter([hours(1), hours(2), hours(3)], hours(3), undefined)).toBeUndefined();
  });
});

describe('the stop of the next signal', () => {
  it.each([
    [[], 1],
    [[-1], 1],
    [[-2, -1], 1.5],
    [[-24, -1], 1],
    [[-23.9, -1], 1.5],
    [[-3, -2, -1], 1.75],
    [[-5, -4, -3, -2, -1], 2],
  ])('after stop-outs %j hours ago lies %d times as far beyond its structure', (times, wider) => {
    const scene = question({ stopOuts: times.map(hours), settings: { minScoreTightAligned: 0 } });
    expect(wideningFor(scene)).toBe(wider);
    const judgement = judge(scene);
    if (!judgement.fired) throw new Error(judgement.code);
    expect(judgement.signal.stop).toBeCloseTo(95.5 - 0.225 * wider * 2, 12);
  });

  it('is as near as ever where nothing widens it', () => {
    const { widening, ...rest } = signal;
    expect(widening).toBeDefined();
    const scene = question({ stopOuts: [hours(-2), hours(-1)] });
    expect(wideningFor({ ...scene, settings: rest })).toBe(1);
  });
});
