import { describe, expect, it } from 'vitest';
import { t0 } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import type { Scene } from '../../../test/support/questions.ts';
import { later } from '../units.ts';
import { gates } from './gates.ts';
import type { Question } from './gates.ts';
import { judge, lookAtAll } from './judge.ts';

const verdict = (scene: Scene | Question): string => {
  const found = judge('market' in scene ? scene : question(scene));
  return found.fired ? 'SIGNAL' : found.code;
};
const hours = (n: number): number => n * 3_600_000;

const table: readonly (readonly [string, Scene, string])[] = [
  ['everything as it should be', {}, 'SIGNAL'],
  ['a market that was left out', { rejection: 'VOLUME_TOO_LOW' }, 'NOT_IN_UNIVERSE'],
  ['a market that is suspended', { status: 'suspended' }, 'NOT_TRADABLE'],
  ['a market that takes resting orders only', { status: 'post-only' }, 'NOT_TRADABLE'],
  ['a market that is gone', { status: 'delisted' }, 'NOT_TRADABLE'],
  ['a market that nobody can believe', { unfit: 'SUSPENDED' }, 'DATA_UNFIT'],
  ['history that was not given', { missing: { '1d': 'timeout' } }, 'DATA_MISSING'],
  ['everything, mirrored', { dir: -1 }, 'SIGNAL'],
  // Spec 03 section 18.6: 5 bps from the mean are neutral, 10 are not.
  ['5 bps above the mean', { dailyClose: 100.05 }, 'BIAS_NEUTRAL'],
  ['9.9 bps above the mean', { dailyClose: 100.099 }, 'BIAS_NEUTRAL'],
  ['at least 10 bps above the mean', { dailyClose: 100.100001 }, 'SIGNAL'],
  ['5 bps below the mean', { dir: -1, dailyClose: 99.95 }, 'BIAS_NEUTRAL'],
  ['below the mean, broken upward', { dailyClose: 90 }, '4H_STRUCTURE_REQUIRED'],
  ['no zone', { zone: 'none' }, 'ZONE_REQUIRED'],
  ['a zone of 50 candles', { zone: ['ob', 95.5, 97.5, 50] }, 'SIGNAL'],
  ['a zone of 51 candles', { zone: ['ob', 95.5, 97.5, 51] }, 'ZONE_REQUIRED'],
  ['a gap instead of a block', { zone: ['fvg', 95.5, 97.5, 10] }, 'SIGNAL'],
  ['a zone that reaches back past the leg', { zone: ['ob', 89, 97.5, 10] }, 'ZONE_REQUIRED'],
  ['ADX just enough', { adx: 25 }, 'SIGNAL'],
  ['ADX just not', { adx: 24.999 }, 'ADX_TOO_LOW'],
  ['an ADX that is no number', { adx: Number.NaN }, 'ADX_TOO_LOW'],
  ['price far above the zone', { price: 101 }, 'ZONE_NOT_REACHED'],
  ['price far below the zone', { price: 92 }, 'ZONE_NOT_REACHED'],
  ['the upper edge of the OTE', { price: 97.64 }, 'SIGNAL'],
  ['between the key fibs', { price: 98.5 }, 'FIB_GATE'],
  ['beyond the OTE', { price: 94, zone: ['ob', 92, 94.2, 10] }, 'FIB_GATE'],
  ['a price at its stop', { price: 94.28, zone: ['ob', 94.73, 95, 10] }, 'STOP_INVALID'],
  ['a wide zone, whose stop costs too much', { price: 97.6, zone: ['ob', 90.1, 98, 10] }, 'RR_TOO_LOW'],
  ['an occupied base', { occupied: true }, 'POSITION_EXISTS'],
  ['entries blocked', { blocked: 'HALTED' }, 'ENTRIES_BLOCKED'],
  ['a structure that was traded', { traded: [t0] }, 'STRUCTURE_TRADED'],
  ['another structure that was traded', { traded: [later(t0, -1)] }, 'SIGNAL'],
  ['a signal one moment less than four hours ago', { firedAt: later(t0, -hours(4) + 1) }, 'SIGNAL_COOLDOWN'],
  ['a signal four hours ago', { firedAt: later(t0, -hours(4)) }, 'SIGNAL'],
  ['the signal of this very candle', { firedAt: t0 }, 'SIGNAL'],
];

describe('the first gate that says no is the reason', () => {
  it.each(table)('%s', (_, scene, code) => {
    expect(verdict(scene)).toBe(code);
  });

  it('too few points are refused, and just enough are not', () => {
    const asked = question({ zone: ['fvg', 95.5, 97.5, 10], adx: 25 });
    const needs = (points: number): Question => ({
      ...asked,
      settings: { ...asked.settings, minScoreTightAligned: points },
    });
    expect(verdict(needs(75))).toBe('SIGNAL');
    expect(verdict(needs(75.001))).toBe('SCORE_BELOW_THRESHOLD');
  });

  it.each<readonly [string, (asked: Question) => void]>([
    ['no daily mean yet', ({ market }) => delete market.reading.daily.ema],
    ['249 decision candles', ({ market }) => (market.reading.decision.t = 248)],
    ['27 hours', ({ market }) => (market.reading.hourly.candles = 27)],
  ])('without enough data nothing else is asked: %s', (_, spoil) => {
    const asked = question({ dailyClose: 100 });
    spoil(asked);
    expect(verdict(asked)).toBe('DATA_MISSING');
  });

  it('just enough data is enough', () => {
    const asked = question({});
    asked.market.reading.decision.t = 249;
    asked.market.reading.hourly.candles = 28;
    expect(verdict(asked)).toBe('SIGNAL');
  });
});

it('all gates have been the first to say no in this table, and each code names one gate', () => {
  const codes = gates.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  const seen = new Set([...table.map(([, , code]) => code), 'DATA_MISSING', 'SCORE_BELOW_THRESHOLD', 'SIGNAL']);
  expect(codes.filter((code) => !seen.has(code))).toEqual([]);
});

it('a gate behind the one that failed may not know what it needs, and then does not pass', () => {
  const looked = lookAtAll(question({ dailyClose: 100 }));
  expect(looked.map(({ code }) => code)).toEqual(gates.map(({ code }) => code));
  const unknown = looked.filter(({ value }) => value === 'unknown');
  expect(unknown.length).toBeGreaterThan(5);
  expect(unknown.every(({ pass }) => !pass)).toBe(true);
});
