import { expect, test } from 'vitest';
import { confirmPivots, newPivots, pushBar } from './pivot.ts';
import type { Bar } from './pivot.ts';
import { adoptPivot, breakStructure, newStructure } from './structure.ts';
import type { Break, Structure } from './structure.ts';

const bar = (high: number, low: number, close: number): Bar => ({ open: low, high, low, close });

function read(bars: readonly Bar[]): { breaks: Break[]; structure: Structure } {
  const [pivots, structure, breaks] = [newPivots(), newStructure(), [] as Break[]];
  for (const [t, each] of bars.entries()) {
    pushBar(pivots, each, t);
    const found = breakStructure(structure, pivots, each, t);
    if (found !== undefined) breaks.push(found);
    for (const pivot of confirmPivots(pivots, t, { left: 1, right: 1 })) adoptPivot(structure, pivots, pivot);
  }
  return { breaks, structure };
}

const rise = [bar(10, 9, 10), bar(12, 10, 11), bar(11, 8, 9), bar(11.5, 8, 11), bar(14, 10, 13)];

test('a close beyond a confirmed high is a break; its leg starts at the last lowest low since', () => {
  expect(read(rise).breaks).toEqual([
    {
      at: 4,
      kind: 'BOS',
      dir: 1,
      level: 12,
      levelIdx: 1,
      levelSrc: 'pivot',
      initial: true,
      strongPrice: 8,
      strongIdx: 3,
      origin: { idx: 3, price: 8, other: 11.5 },
    },
  ]);
});

test('neither a wick nor a close at the level breaks it', () => {
  expect(read([...rise.slice(0, 4), bar(14, 10, 12)]).breaks).toEqual([]);
});

test('a level is there from the candle that confirms it on, and breaks once', () => {
  expect(read(rise.slice(0, 2)).structure.high).toBeNull();
  expect(read(rise.slice(0, 3)).structure.high).toMatchObject({ price: 12, idx: 1, broken: false });
  expect(read([...rise, bar(15, 12, 14)]).breaks).toHaveLength(1);
});

test('a close through the other side changes character', () => {
  const fall = [...rise, bar(13, 12, 12.5), bar(13, 7, 7.5)];
  const { breaks } = read(fall);
  expect(breaks[1]).toMatchObject({ kind: 'CHoCH', dir: -1, level: 8, initial: false, strongPrice: 14, strongIdx: 4 });
});

test('the breaking candle can be the strong extreme, never the order block', () => {
  const { breaks } = read([...rise.slice(0, 4), bar(14, 7, 13)]);
  expect(breaks[0]).toMatchObject({ strongPrice: 7, strongIdx: 4, origin: { idx: 3, price: 8 } });
});

test('with no low left the strong extreme is the level; broken by the very next candle it has no order block', () => {
  const { breaks } = read([...rise.slice(0, 4), bar(14, 7, 13), bar(12, 6, 6.5)]);
  expect(breaks[1]).toMatchObject({ kind: 'CHoCH', dir: -1, level: 7, levelSrc: 'protected', origin: null });
});
