import { expect, test } from 'vitest';
import type { Bar } from './bar.ts';
import { newExtremes, pushBar } from './extremes.ts';
import { confirmPivots, newPivots } from './pivot.ts';
import { adoptPivot, breakStructure, newStructure } from './structure.ts';
import type { Break, Structure, StructureRules } from './structure.ts';

const bar = (high: number, low: number, close: number): Bar => ({ open: low, high, low, close });

const byClose: StructureRules = { breakOn: 'close', protected: true };

function read(bars: readonly Bar[], rules = byClose): { breaks: Break[]; structure: Structure } {
  const [extremes, pivots, structure, breaks] = [newExtremes(0), newPivots(), newStructure(), [] as Break[]];
  for (const [t, each] of bars.entries()) {
    pushBar(extremes, each, t);
    breaks.push(...breakStructure(structure, extremes, { ...each, t, atr: -1, atrBefore: -1 }, rules));
    for (const pivot of confirmPivots(pivots, extremes, t, { left: 1, right: 1 }))
      adoptPivot(structure, extremes, pivot);
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

test('without protection the other side stays broken until a pivot comes', () => {
  const { breaks } = read([...rise.slice(0, 4), bar(14, 7, 13), bar(12, 6, 6.5)], { ...byClose, protected: false });
  expect(breaks).toHaveLength(1);
});

test('by wick both sides can break in one candle: a rising one went down first, a falling one up first', () => {
  const wicks: StructureRules = { breakOn: 'wick', protected: true };
  const both = [bar(10, 9, 10), bar(12, 10, 11), bar(11, 8, 9), bar(11, 9, 10)];
  const dirs = (open: number, close: number): string[] =>
    read([...both, { open, high: 13, low: 7, close }], wicks).breaks.map(({ kind, dir }) => `${kind} ${dir}`);
  expect(dirs(10, 11)).toEqual(['BOS -1', 'CHoCH 1']);
  expect(dirs(10, 10)).toEqual(['BOS -1', 'CHoCH 1']);
  expect(dirs(11, 10)).toEqual(['BOS 1', 'CHoCH -1']);
});

test('a low that was used up makes way for the one that the next rise starts from', () => {
  const turn = [...rise, bar(13, 12, 12.5), bar(13, 7, 7.5), bar(15, 7, 14.5)];
  const { breaks, structure } = read(turn);
  expect(breaks.map(({ kind, dir }) => `${kind} ${dir}`)).toEqual(['BOS 1', 'CHoCH -1', 'CHoCH 1']);
  expect(structure.low).toMatchObject({ src: 'protected', price: 7, idx: 7, broken: false });
});
