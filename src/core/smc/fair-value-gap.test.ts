import { expect, test } from 'vitest';
import type { Bar } from './bar.ts';
import { newExtremes, pushBar } from './extremes.ts';
import { addFairValueGap, advanceFairValueGaps, fillFraction, newFairValueGaps } from './fair-value-gap.ts';

const bar = (open: number, high: number, low: number, close: number): Bar => ({ open, high, low, close });
const rise = [bar(9, 10, 8, 9), bar(10, 14, 10, 13), bar(13, 16, 12, 15)];

function read(bars: readonly Bar[], { fvgMinAtr = 0, atr = -1, liveMax = 512 } = {}) {
  const state = { gaps: newFairValueGaps(), extremes: newExtremes(0) };
  const told: string[] = [];
  for (const [t, each] of bars.entries()) {
    const now = { ...each, t, atr: 100, atrBefore: atr };
    const tell: Parameters<typeof addFairValueGap>[3] = (event) => {
      if (event.type !== 'fvg') return;
      const zone = event.event === 'create' ? ` ${event.idx} ${event.dir} ${event.bottom}-${event.top}` : '';
      told.push(`${t} ${event.id} ${event.event}${zone} ${event.fill}`);
    };
    pushBar(state.extremes, each, t);
    advanceFairValueGaps(state, now, { fvgMinAtr, liveMax }, tell);
    addFairValueGap(state, now, { fvgMinAtr, liveMax }, tell);
  }
  return { told, state };
}

test('lies between the first high and the third low when the candle between them rose', () => {
  expect(read(rise).told).toEqual(['2 0 create 1 1 10-12 0']);
});

test('needs a real gap and a middle candle in its direction', () => {
  expect(read([...rise.slice(0, 2), bar(13, 16, 10, 15)]).told).toEqual([]);
  expect(read([rise[0] ?? bar(0, 0, 0, 0), bar(13, 14, 10, 13), bar(13, 16, 12, 15)]).told).toEqual([]);
});

test('mirrored for a fall', () => {
  const fall = [bar(20, 21, 19, 19), bar(19, 19, 14, 15), bar(15, 16, 12, 13)];
  expect(read(fall).told).toEqual(['2 0 create 1 -1 16-19 0']);
});

test('the least size counts in average ranges of the middle candle, and is not met while there is none', () => {
  expect(read(rise, { fvgMinAtr: 0.5, atr: 4 }).told).toHaveLength(1);
  expect(read(rise, { fvgMinAtr: 0.5, atr: 4.1 }).told).toEqual([]);
  expect(read(rise, { fvgMinAtr: 0.5 }).told).toEqual([]);
});

test('touch, middle, full and inversion, each once with its fill; full at the edge, inversion only beyond it', () => {
  const later = [bar(15, 15, 12, 14), bar(14, 14, 11, 12), bar(12, 12, 10, 10), bar(10, 11, 9, 9.5)];
  const told = read([...rise, ...later]).told.slice(1);
  expect(told).toEqual(['3 0 touch 0', '4 0 ce 0.5', '5 0 full 1', '6 0 invert 1']);
});

test('inverted it resists from below: touched at its lower edge, ended by a close beyond the upper one', () => {
  const later = [bar(9.5, 9.9, 9, 9.5), bar(9.5, 10, 9, 9.5), bar(9.5, 13, 9, 12), bar(12, 13, 11, 12.1)];
  const { told } = read([...rise, bar(15, 15, 9, 9), ...later]);
  expect(told.filter((line) => line.includes(' 0 i')).slice(1)).toEqual(['5 0 itouch 1', '7 0 ibreak 1']);
});

test('what makes room is told with its fill, which can be read at any time', () => {
  const again = [bar(15, 20, 14.5, 19), bar(19, 24, 18, 23)];
  const { told, state } = read([...rise, bar(15, 16, 11.5, 15), ...again], { liveMax: 1 });
  expect(told.slice(1)).toEqual(['3 0 touch 0.25', '5 0 evict 0.25', '5 1 create 4 1 16-18 0']);
  const zone = state.gaps.book.bull.waiting.item[0];
  expect(zone === undefined ? undefined : fillFraction(zone, state.extremes)).toBe(0);
});
