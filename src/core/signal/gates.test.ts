import { describe, expect, it } from 'vitest';
import { settings, t0 } from '../../../test/support/keel.ts';
import { question } from '../../../test/support/questions.ts';
import type { Scene } from '../../../test/support/questions.ts';
import { later } from '../units.ts';
import { gates } from './gates.ts';
import { strategies } from './strategies.ts';
import type { Question } from './question.ts';
import { judge, lookAtAll } from './judge.ts';
import type { SignalSettings } from './signal-settings.ts';

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
  ['a market that has not moved', { adx: null }, 'INDICATOR_UNAVAILABLE'],
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
  ['a rest after losses that lasts', { restUntil: later(t0, 1) }, 'SYMBOL_LOSS_COOLDOWN'],
  ['a rest after losses that is over', { restUntil: t0 }, 'SIGNAL'],
  ['a spread of more than 1 %', { spread: [100, 101.1], adx: 41 }, 'SPREAD_MAX_EXCEEDED'],
  ['a spread of 1 %', { spread: [100, 101], settings: { minScoreTightAligned: 0 } }, 'SIGNAL'],
  ['a spread with one side only', { spread: [100, 0] }, 'SIGNAL'],
];

const change = { ...settings.signal.confirmation, requireChange: true };
const bos = { ...settings.signal.confirmation, requireHold: true };
const again = { reconfirmation: { quarters: 10, penalty: -5 } };
const asked: readonly (readonly [string, Scene, string])[] = [
  ['a change is wanted, and this is a continuation', { settings: { confirmation: change } }, 'MS_CHANGE_REQUIRED'],
  ['a change that no candle has held', { structure: 'CHoCH', settings: { confirmation: change } }, 'MS_UNCONFIRMED'],
  ['a change that one candle has held', { structure: 'CHoCH', held: 1, settings: { confirmation: change } }, 'SIGNAL'],
  ['a break held by two of three', { held: 2, settings: { confirmation: bos } }, 'MS_UNCONFIRMED'],
  ['a break held by three of three', { held: 3, settings: { confirmation: bos } }, 'SIGNAL'],
  ['at the zone, from below the break', { recent: [104.9, 97], settings: again }, 'MS_RECONFIRM_WAIT'],
  ['at the zone, from the break itself', { recent: [105, 97], settings: again }, 'MS_RECONFIRM_WAIT'],
  ['at the zone, from beyond the break', { recent: [105.1, 97], settings: again }, 'SIGNAL'],
  ['far from the zone, from beyond the break', { price: 101, recent: [105.1], settings: again }, 'MS_RECONFIRM_WAIT'],
  ['mirrored, from beyond', { dir: -1, recent: [99, 103], settings: again }, 'SIGNAL'],
];

/** Price may be this far from its zone. */
const far = { zoneTolerancePct: 0.05, zoneTolerancePctMax: 0.05 };
const wideAt = (minScoreWideAligned: number): Partial<SignalSettings> => ({ requireZone: false, minScoreWideAligned });

/** What the configuration may let through, or keep out. */
const open: readonly (readonly [string, Scene, string])[] = [
  [
    'below the start of the leg, relaxed',
    { price: 89.95, zone: ['ob', 90.1, 90.3, 10], adx: 41, settings: { oteGate: 'relaxed' } },
    'FIB_GATE',
  ],
  ['no zone, where none is required', { zone: 'none', settings: { requireZone: false } }, 'SIGNAL'],
  ['no break, where none is required', { structure: 'none', settings: { requireBreak: false } }, 'SIGNAL'],
  ['neither', { structure: 'none', zone: 'none', settings: { requireBreak: false, ...wideAt(50) } }, 'SIGNAL'],
  ['a wide setup that scores too low', { zone: 'none', adx: 25, settings: wideAt(70) }, 'SCORE_BELOW_THRESHOLD'],
  ['the discount half, relaxed', { price: 98.5, adx: 41, settings: { oteGate: 'relaxed' } }, 'SIGNAL'],
  [
    'the discount half, relaxed, for one point too few',
    { price: 98.5, settings: { oteGate: 'relaxed' } },
    'SCORE_BELOW_THRESHOLD',
  ],
  ['just above the middle, relaxed', { price: 100.3, settings: { oteGate: 'relaxed', ...far } }, 'FIB_GATE'],
  [
    'anywhere on the leg',
    { price: 100.3, settings: { oteGate: 'off', ...far, minScoreTightAligned: 60, minRrMultiple: 1.5 } },
    'SIGNAL',
  ],
  ['a leg without a length', { settings: { requireBreak: false }, structure: 'none', flat: true }, 'FIB_UNAVAILABLE'],
];

describe('the first gate that says no is the reason', () => {
  it.each([...table, ...asked, ...open])('%s', (_, scene, code) => {
    expect(verdict(scene)).toBe(code);
  });

  it('too few points are refused, and just enough are not', () => {
    const scene = question({ zone: ['fvg', 95.5, 97.5, 10], adx: 25 });
    const needs = (points: number): Question => ({
      ...scene,
      settings: { ...scene.settings, minScoreTightAligned: points },
    });
    expect(verdict(needs(75))).toBe('SIGNAL');
    expect(verdict(needs(75.001))).toBe('SCORE_BELOW_THRESHOLD');
  });

  it.each<readonly [string, (asked: Question) => void]>([
    ['199 days', ({ market }) => (market.reading.daily.candles = 199)],
    ['249 decision candles', ({ market }) => (market.reading.decision.t = 248)],
    ['27 hours', ({ market }) => (market.reading.hourly.candles = 27)],
  ])('without enough data nothing else is asked: %s', (_, spoil) => {
    const scene = question({ dailyClose: 100 });
    spoil(scene);
    expect(verdict(scene)).toBe('DATA_MISSING');
  });

  it('just enough data is enough', () => {
    const scene = question({});
    scene.market.reading.daily.candles = 200;
    scene.market.reading.decision.t = 249;
    scene.market.reading.hourly.candles = 28;
    expect(verdict(scene)).toBe('SIGNAL');
  });
});

it('all gates have been the first to say no in this table, and each code names one gate', () => {
  const codes = strategies.definitions.gates.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  const seen = new Set([
    ...[...table, ...asked, ...open].map(([, , code]) => code),
    'DATA_MISSING',
    'SCORE_BELOW_THRESHOLD',
    'SIGNAL',
  ]);
  expect(codes.filter((code) => !seen.has(code))).toEqual([]);
});

it('a gate behind the one that failed may not know what it needs, and then does not pass', () => {
  const looked = lookAtAll(question({ dailyClose: 100 }));
  const always = strategies.definitions.gates.filter(({ when }) => when === undefined || when(settings.signal));
  expect(looked.map(({ code }) => code)).toEqual(always.map(({ code }) => code));
  const unknown = looked.filter(({ value }) => value === 'unknown');
  expect(unknown.length).toBeGreaterThan(5);
  expect(unknown.every(({ pass }) => !pass)).toBe(true);
});

it('every gate of every strategy is listed once, each behind those that come before it', () => {
  const listed = gates.map(({ code }) => code);
  expect(new Set(listed).size).toBe(listed.length);
  for (const strategy of Object.values(strategies)) {
    const own = strategy.gates.map(({ code }) => code);
    expect(new Set(own).size).toBe(own.length);
    expect(own.filter((code) => !listed.includes(code))).toEqual([]);
  }
  const own = strategies.definitions.gates.map(({ code }) => code);
  expect(listed.filter((code) => own.includes(code))).toEqual(own);
});
