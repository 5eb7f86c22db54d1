import { expect, test } from 'vitest';
import { addFairValueGap, advanceFairValueGaps, newFairValueGaps } from './fair-value-gap.ts';
import type { Bar } from './pivot.ts';

const bar = (open: number, high: number, low: number, close: number): Bar => ({ open, high, low, close });
const rise = [bar(9, 10, 8, 9), bar(10, 14, 10, 13), bar(13, 16, 12, 15)];

function read(bars: readonly Bar[]): { made: string[]; lives: string[] } {
  const [gaps, made, lives] = [newFairValueGaps(), [] as string[], [] as string[]];
  for (const [t, each] of bars.entries()) {
    for (const { event, zone } of advanceFairValueGaps(gaps, each)) lives.push(`${t} ${zone.id} ${event}`);
    const gap = addFairValueGap(gaps, each, t);
    if (gap !== undefined) made.push(`${t} ${gap.idx} ${gap.dir} ${gap.bottom}-${gap.top}`);
  }
  return { made, lives };
}

test('lies between the first high and the third low when the candle between them rose', () => {
  expect(read(rise)).toEqual({ made: ['2 1 1 10-12'], lives: [] });
});

test('needs a real gap and a middle candle in its direction', () => {
  expect(read([...rise.slice(0, 2), bar(13, 16, 10, 15)]).made).toEqual([]);
  expect(read([rise[0] ?? bar(0, 0, 0, 0), bar(13, 14, 10, 13), bar(13, 16, 12, 15)]).made).toEqual([]);
});

test('mirrored for a fall', () => {
  const fall = [bar(20, 21, 19, 19), bar(19, 19, 14, 15), bar(15, 16, 12, 13)];
  expect(read(fall).made).toEqual(['2 1 -1 16-19']);
});

test('touch, middle, full and inversion, each once; full at the edge, inversion only beyond it', () => {
  const later = [bar(15, 15, 12, 14), bar(14, 14, 11, 12), bar(12, 12, 10, 10), bar(10, 11, 9, 9.5), bar(9, 9, 5, 6)];
  expect(read([...rise, ...later]).lives).toEqual(['3 0 touch', '4 0 ce', '5 0 full', '6 0 invert']);
});
