import { describe, expect, it } from 'vitest';
import { settings, t0 } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import type { Scene } from '../../../test/support/questions.ts';
import { closedAt } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import { instrumentId, later, ms } from '../units.ts';
import { judge, lookAtAll } from './judge.ts';
import { fibsAt } from './predecessor.ts';
import { blockOf, newestOf, newPredecessorReading, readAsPredecessor } from './predecessor-reading.ts';
import type { PredecessorReading } from './predecessor-reading.ts';
import type { Question } from './question.ts';

const { signal } = settings;
const span = 14_400_000;
const needs = { ...signal, bosCandles: signal.confirmation.bosCandles };

type Bar = readonly [open: number, high: number, low: number, close: number];
/** A range of 2 that goes nowhere. */
const quiet: Bar = [100, 101, 99, 100];

function candle([open, high, low, close]: Bar, t: number): ClosedCandle {
  const openAt = ms(t * span);
  const base = { instrument: instrumentId('PF_XBTUSD'), timeframe: '4h', openAt, volume: 1 } as const;
  const closed = closedAt({ ...base, open, high, low, close }, later(openAt, span));
  if (closed === undefined) throw new Error('it is sound');
  return closed;
}

function readAll(bars: readonly Bar[]): PredecessorReading {
  const reading = newPredecessorReading();
  for (const [t, bar] of bars.entries()) readAsPredecessor(reading, candle(bar, t), needs);
  return reading;
}

const twenty = Array.from({ length: 20 }, () => quiet);

describe('its order block (spec 03 section 4.2)', () => {
  it.each<readonly [string, Bar, Bar, boolean]>([
    [
      'a candle of one and a half typical ranges beyond a falling one',
      [100, 101, 99, 99.5],
      [99.5, 102, 99, 101.5],
      true,
    ],
    ['a smaller one', [100, 101, 99, 99.5], [99.5, 101.9, 99, 101.5], false],
    ['one that closes at the high', [100, 101, 99, 99.5], [99.5, 102, 99, 101], false],
    ['a rising candle before it', [99.5, 101, 99, 100], [99.5, 102, 99, 101.5], false],
  ])('%s (section 18.8: typical 2, at least 3)', (_, before, after, isBlock) => {
    const { blocks } = readAll([...twenty, before, after]);
    expect(blocks.up).toEqual(isBlock ? { bottom: 99, top: 101, openAt: ms(20 * span) } : null);
    expect(blocks.down).toBeNull();
  });

  it('stands however often price goes through it, until it is too old', () => {
    const through: Bar = [101, 101, 90, 91];
    const { blocks } = readAll([...twenty, [100, 101, 99, 99.5], [99.5, 102.5, 99, 101.5], through]);
    expect(blocks.up).toMatchObject({ bottom: 99, top: 101 });
    const later50 = readAll([...twenty, [100, 101, 99, 99.5], [99.5, 102.5, 99, 101.5], ...Array(49).fill(quiet)]);
    expect(later50.blocks.up).not.toBeNull();
    const later51 = readAll([...twenty, [100, 101, 99, 99.5], [99.5, 102.5, 99, 101.5], ...Array(50).fill(quiet)]);
    expect(later51.blocks.up).toBeNull();
  });

  it('the typical range is the upper median', () => {
    const bars = [1, 2, 3, 4].map((range, t) => candle([100, 100 + range, 100, 100], t));
    const of = (mult: number): unknown =>
      blockOf([...bars.slice(0, 2), candle([100, 100.5, 99, 99.5], 5), candle([99.5, 103.4, 99.4, 103], 6)], 1, {
        zoneAgeCandlesMax: 50,
        predecessor: { ...signal.predecessor, displacementMult: mult, typicalCandles: 4 },
      });
    // Ranges 1, 1.5, 2 and 4: element #2 is 2.
    expect(of(2)).not.toBeNull();
    expect(of(2.001)).toBeNull();
  });
});

it('its gaps are gone with the first touch of their near edge, and the newest of what is left counts', () => {
  const rise: readonly Bar[] = [quiet, [101, 103, 100.5, 103], [103, 106, 102, 105], [105, 109, 104, 108]];
  const { gaps } = readAll(rise);
  expect(gaps.up.map(({ bottom, top }) => [bottom, top])).toEqual([
    [101, 102],
    [103, 104],
  ]);
  expect(readAll([...rise, [108, 108, 104, 105]]).gaps.up).toHaveLength(1);
  expect(readAll([...rise, [108, 108, 104.1, 105]]).gaps.up).toHaveLength(2);
});

it('its break is the newest three extremes against the seven before, by wick', () => {
  expect(readAll([...twenty, [100, 101.1, 99, 100]]).broken).toEqual({ up: true, down: false });
  expect(readAll([...twenty, [100, 101, 99, 100]]).broken).toEqual({ up: false, down: false });
  expect(readAll(twenty.slice(0, 7)).broken).toEqual({ up: false, down: false });
});

describe('its fibs of a range from 80 to 120 (spec 03 section 18.5)', () => {
  it.each([
    [108.19, false],
    [108.2, true],
    [111.6, true],
    [111.61, false],
  ])('the OTE lies at 108.2 to 111.6 for both sides: %d is in it: %s', (price, inOte) => {
    expect(fibsAt({ high: 120, low: 80 }, price, signal).inOte).toBe(inOte);
  });

  it('all seven levels pass within 20 bps, and four of them score', () => {
    const at = (price: number): unknown => fibsAt({ high: 120, low: 80 }, price, signal);
    expect(at(89.44)).toEqual({ inOte: false, nearFib: true, nearScored: false });
    expect(at(100)).toEqual({ inOte: false, nearFib: true, nearScored: true });
    expect(at(102)).toEqual({ inOte: false, nearFib: false, nearScored: false });
  });
});

it('a ring of candles keeps the newest in order', () => {
  const reading = readAll(Array.from({ length: 300 }, (_, t): Bar => [100 + t, 101 + t, 99 + t, 100 + t]));
  const kept = newestOf(reading, reading.bars.length).map(({ open }) => open);
  expect(kept.at(-1)).toBe(399);
  expect(kept).toEqual(kept.toSorted((a, b) => a - b));
  expect(reading.range).toEqual({ high: 400, low: 299 });
});

/** A block from 95.5 to 97.5 in the direction of the bias, in a range that puts its edge into the predecessor's OTE. */
function asked(scene: Scene, change: Partial<PredecessorReading> = {}): Question {
  const found = question({ ...scene, settings: { strategies: ['predecessor'], ...scene.settings } });
  const past = { ...newPredecessorReading(), seen: 100, range: { low: 80, high: 103.4 }, ...change };
  past.bars = [{ openAt: t0, open: 100, high: 101, low: 99, close: 100 }];
  const block = { bottom: 95.5, top: 97.5, openAt: t0 };
  past.blocks = change.blocks ?? { up: block, down: block };
  found.market.last = { openAt: later(t0, -900_000), close: 96 };
  found.market.reading.past = { '4h': past };
  return found;
}

describe('its gates', () => {
  const code = (scene: Scene, change: Partial<PredecessorReading> = {}): string => {
    const judgement = judge(asked(scene, change));
    return judgement.fired ? 'SIGNAL' : judgement.code;
  };
  const flip = { dir: 1, level: 100, at: t0 } as const;
  const again = { reconfirmation: { quarters: 10, penalty: -5 } };
  const wanted = { confirmation: { ...signal.confirmation, requireChange: true } };
  const bos = { confirmation: { ...signal.confirmation, requireHold: true } };

  it.each<readonly [string, Scene, Partial<PredecessorReading>, string]>([
    ['everything as it should be, however far the price', { price: 120 }, {}, 'SIGNAL'],
    ['no block', {}, { blocks: { up: null, down: null } }, '4H_STRUCTURE_REQUIRED'],
    ['fewer candles than it looks back on', {}, { seen: 49 }, '4H_STRUCTURE_REQUIRED'],
    ['no break, where one is required', { settings: bos }, {}, '4H_STRUCTURE_REQUIRED'],
    ['a break, where one is required', { settings: bos }, { broken: { up: true, down: false } }, 'SIGNAL'],
    ['a flip that has not held', {}, { flip: { ...flip, level: 100 } }, 'MS_UNCONFIRMED'],
    ['a flip that has held', {}, { flip: { ...flip, level: 99.4 } }, 'SIGNAL'],
    ['a flip of a quarter of an hour ago', {}, { flip: { ...flip, at: later(t0, -1) } }, 'SIGNAL'],
    ['held, and not yet confirmed anew', { settings: again }, { flip: { ...flip, level: 99 } }, 'MS_RECONFIRM_WAIT'],
    ['held, and confirmed anew', { settings: again }, { flip: { ...flip, level: 99 }, ready: 1 }, 'SIGNAL'],
    ['confirmed anew at last the other way', { settings: again }, { ready: -1 }, 'MS_DIRECTION_MISMATCH'],
    ['a flip is wanted, and there is none', { settings: wanted }, {}, 'MS_CHANGE_REQUIRED'],
    ['a flip is wanted, and there was one', { settings: wanted }, { ready: 1 }, 'SIGNAL'],
    ['no range', {}, { range: null }, 'FIB_UNAVAILABLE'],
    ['an edge outside the fibs', {}, { range: { low: 80, high: 120 } }, 'FIB_GATE'],
    ['mirrored', { dir: -1, price: 104 }, { range: { low: 80, high: 101.5 } }, 'SIGNAL'],
  ])('%s', (_, scene, change, wantedCode) => {
    expect(code(scene, change)).toBe(wantedCode);
  });

  it('without days there is no bias, and with too few no mean', () => {
    const none = asked({});
    none.market.reading.daily = { candles: 0, average: none.market.reading.daily.average };
    expect(judge(none)).toMatchObject({ fired: false, code: 'BIAS_NO_DATA', regime: 'no_data' });
    const few = asked({});
    delete few.market.reading.daily.ema;
    expect(judge(few)).toMatchObject({ fired: false, code: 'EMA_UNAVAILABLE' });
  });

  it('stop and reward of the edge are carried over to the price, in percent', () => {
    const judgement = judge(asked({ price: 195 }));
    if (!judgement.fired) throw new Error(judgement.code);
    const { signal: fired, strategy } = judgement;
    expect(strategy).toBe('predecessor');
    const stop = 95.5 - 0.225 * 2;
    expect(fired.stop).toBeCloseTo((195 * stop) / 97.5, 12);
    expect(fired.objective).toBeCloseTo((195 * (97.5 + 2 * (97.5 - stop))) / 97.5, 12);
    expect(fired).toMatchObject({ entry: 195, setup: 'ob', regime: 'tight_smc', structureAt: t0 });
    expect(fired.reason).toContain('(predecessor)');
  });

  it('all of them are shown', () => {
    const shown = lookAtAll(asked({ settings: { ...again, ...wanted } }));
    expect(shown).toHaveLength(24);
    expect(shown.find(({ code: each }) => each === 'FIB_GATE')).toMatchObject({
      pass: true,
      value: (97.5 - 80) / (103.4 - 80),
    });
    expect(lookAtAll(asked({ dailyClose: 100 })).filter(({ value }) => value === 'unknown').length).toBeGreaterThan(3);
  });
});
