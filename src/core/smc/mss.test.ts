import { expect, test } from 'vitest';
import type { Dir } from './bar.ts';
import { newFairValueGaps } from './fair-value-gap.ts';
import { confirmShift, readShift } from './mss.ts';
import type { MarketStructureShift } from './mss.ts';
import type { Break } from './structure.ts';

const broken = (kind: Break['kind'], dir: Dir): Break => ({
  at: 20,
  kind,
  dir,
  level: 100,
  levelIdx: 5,
  levelSrc: 'pivot',
  initial: false,
  strongPrice: 90,
  strongIdx: 15,
  origin: null,
});

/** What is told of a break at 20 whose leg began at 15, and of the candle after it. */
function told(found: Break, shown: { body?: number; gap?: number; nextGap?: number }): string[] {
  const lines: string[] = [];
  const reading: { scale: 'swing'; waiting: MarketStructureShift | null } = { scale: 'swing', waiting: null };
  const gaps = newFairValueGaps();
  gaps.lastUp = shown.gap ?? -1;
  const evidence = { displacement: { lastUp: shown.body ?? -1, lastDown: -1 }, gaps };
  const emit: Parameters<typeof readShift>[3] = (event) => {
    if (event.type === 'mss') lines.push(`${event.at} ${event.chochAt} ${event.level} ${event.via}`);
  };
  readShift(reading, evidence, found, emit);
  gaps.lastUp = shown.nextGap ?? gaps.lastUp;
  confirmShift(reading, evidence, 21, emit);
  confirmShift(reading, evidence, 22, emit);
  return lines;
}

test('a body in the leg shows it at once, the breaking candle and the strong one included; else a gap', () => {
  expect(told(broken('CHoCH', 1), { body: 15 })).toEqual(['20 20 100 body']);
  expect(told(broken('CHoCH', 1), { body: 20, gap: 19 })).toEqual(['20 20 100 body']);
  expect(told(broken('CHoCH', 1), { body: 14, gap: 15 })).toEqual(['20 20 100 fvg']);
});

test('the gap around the breaking candle itself shows it one candle later, and only then', () => {
  expect(told(broken('CHoCH', 1), { body: 14, gap: 14, nextGap: 20 })).toEqual(['21 20 100 fvg']);
  expect(told(broken('CHoCH', 1), { body: 14, gap: 14 })).toEqual([]);
});

test('what goes the other way shows nothing, and a continuation is no shift', () => {
  expect(told(broken('CHoCH', -1), { body: 20, gap: 19, nextGap: 20 })).toEqual([]);
  expect(told(broken('BOS', 1), { body: 20, gap: 19, nextGap: 20 })).toEqual([]);
});

test('a newer break of the scale ends the wait, in the same candle too', () => {
  const reading: { scale: 'swing'; waiting: MarketStructureShift | null } = { scale: 'swing', waiting: null };
  const evidence = { displacement: { lastUp: -1, lastDown: 20 }, gaps: newFairValueGaps() };
  const told: string[] = [];
  const emit: Parameters<typeof readShift>[3] = (event) => void told.push(event.type);
  readShift(reading, evidence, broken('CHoCH', 1), emit);
  readShift(reading, evidence, broken('CHoCH', -1), emit);
  evidence.gaps.lastUp = 20;
  confirmShift(reading, evidence, 21, emit);
  expect(told).toEqual(['mss']);
});
