import { expect, it } from 'vitest';
import { instrumentId, later } from '../units.ts';
import { t0 } from '../../../test/support/keel.ts';
import { closedAt, closeAt, isSound, timeframeMs } from './candle.ts';
import type { Candle, Timeframe } from './candle.ts';

const candle: Candle = {
  instrument: instrumentId('PF_XBTUSD'),
  timeframe: '15m',
  openAt: t0,
  open: 2,
  high: 3,
  low: 1,
  close: 2,
  volume: 0,
};

it.each<readonly [Timeframe, number]>([
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['4h', 14_400_000],
  ['1d', 86_400_000],
])('a candle of %s is closed from its last millisecond on, and not before', (timeframe, span) => {
  const one = { ...candle, timeframe };
  expect(closeAt(one)).toBe(t0 + span);
  expect(closedAt(one, later(t0, span - 1))).toBeUndefined();
  expect(closedAt(one, later(t0, span))).toEqual(one);
});

it.each<readonly [string, Partial<Candle>]>([
  ['a low above the open', { low: 2.5 }],
  ['a low above the close', { open: 3, close: 0.5 }],
  ['a high below the open', { high: 1.5 }],
  ['a high below the close', { close: 3.5 }],
  ['no price', { low: 0 }],
  ['a negative price', { low: -1 }],
  ['what is no number', { close: Number.NaN }],
  ['infinity', { high: Infinity }],
  ['a negative volume', { volume: -1 }],
  ['a volume that is no number', { volume: Number.NaN }],
])('%s is no candle', (_, spoiled) => {
  expect(isSound({ ...candle, ...spoiled })).toBe(false);
  expect(closedAt({ ...candle, ...spoiled }, later(t0, timeframeMs['1d']))).toBeUndefined();
});

it('a candle that stood still is one', () => {
  expect(isSound({ open: 1, high: 1, low: 1, close: 1, volume: 0 })).toBe(true);
});
