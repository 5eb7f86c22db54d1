import { describe, expect, it } from 'vitest';
import { settings, t0 } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import { closedAt } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import { instrumentId, later, ms } from '../units.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { readBreakout } from './momentum.ts';
import type { Breakout } from './momentum.ts';

const span = 14_400_000;
const momentum = { lookbackCandles: 3, stopAtr: 2, minScore: 45 };

function candle(close: number, t: number): ClosedCandle {
  const openAt = ms(t * span);
  const prices = { open: close, high: close + 1, low: close - 1, close };
  const base = { instrument: instrumentId('PF_XBTUSD'), timeframe: '4h', openAt, volume: 1 } as const;
  const closed = closedAt({ ...base, ...prices }, later(openAt, span));
  if (closed === undefined) throw new Error('it is sound');
  return closed;
}

function readAll(closes: readonly number[]): Breakout | undefined {
  let breakout: Breakout | undefined;
  for (const [t, close] of closes.entries()) breakout = readBreakout(breakout, candle(close, t), 3);
  return breakout;
}

describe('a breakout', () => {
  it.each([
    ['a close above all highs of the lookback', [100, 102, 101, 103.1], 1],
    ['a close at the highest of them', [100, 102, 101, 103], 0],
    ['a close below all lows', [100, 102, 101, 98.9], -1],
    ['too few candles before it', [100, 102, 110], 0],
    ['a higher one further back', [120, 100, 102, 101, 103.1], 1],
    ['the candle after it', [100, 102, 101, 103.1, 103.2], 0],
  ])('%s', (_, closes, dir) => {
    expect(readAll(closes)?.dir).toBe(dir);
  });
});

describe('the strategy beside the first', () => {
  const asked = (dir: 1 | -1, broke: 1 | -1 | 0, adx = 31): Judgement => {
    const strategies = ['definitions', 'momentum'] as const;
    const scene = question({ dir, adx, zone: 'none', settings: { strategies, momentum } });
    scene.market.reading.breakout = {
      window: { size: 3, seen: 3, high: [], low: [] },
      dir: broke,
      openAt: t0,
      level: 0,
    };
    return judge(scene);
  };

  it('fires where the first does not, with a stop two ATR away and a reward of one and a half', () => {
    const judgement = asked(1, 1);
    if (!judgement.fired) throw new Error(judgement.code);
    expect(judgement).toMatchObject({ strategy: 'momentum', regime: 'wide_structure' });
    expect(judgement.signal).toMatchObject({ side: 'long', setup: 'momentum', entry: 96, stop: 92, structureAt: t0 });
    expect(judgement.signal.objective).toBeCloseTo(102, 12);
    // A break 7, the bias 20, ADX 12, and the 25 bps of a wide trade 10.
    expect(judgement.signal.score).toEqual({ smc: 7, fib: 0, htf: 20, adx: 12, cost: 10, total: 49 });
    expect(asked(-1, -1)).toMatchObject({ fired: true, signal: { side: 'short', stop: 108 } });
  });

  it('leaves the word to the first where it has none itself', () => {
    for (const judgement of [asked(1, 0), asked(1, -1), asked(1, 1, 20)]) {
      expect(judgement).toMatchObject({ fired: false, code: 'ZONE_REQUIRED', strategy: 'definitions' });
    }
  });

  it('says why not where it is alone', () => {
    const scene = question({ settings: { strategies: ['momentum'], momentum } });
    expect(judge(scene)).toMatchObject({ code: 'MOMENTUM_REQUIRED', regime: 'no_4h_structure' });
  });
});

it('the first strategy is asked first', () => {
  const scene = question({ settings: { strategies: ['definitions', 'momentum'], momentum } });
  scene.market.reading.breakout = { window: { size: 3, seen: 3, high: [], low: [] }, dir: 1, openAt: t0, level: 0 };
  expect(judge(scene)).toMatchObject({ fired: true, strategy: 'definitions' });
  expect(settings.signal.strategies).toEqual(['definitions']);
});
