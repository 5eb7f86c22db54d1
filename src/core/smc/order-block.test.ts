import { expect, test } from 'vitest';
import { addOrderBlock, addZone, advanceOrderBlocks, newestFresh, newZoneBook } from './order-block.ts';
import type { ZoneBook } from './order-block.ts';
import type { Bar, Dir } from './pivot.ts';
import type { Break } from './structure.ts';

const bar = (high: number, low: number, close: number): Bar => ({ open: close, high, low, close });
const broken = (dir: Dir, origin: Break['origin']): Break => ({
  at: 9,
  kind: 'BOS',
  dir,
  level: 0,
  levelIdx: 0,
  levelSrc: 'pivot',
  initial: false,
  strongPrice: 0,
  strongIdx: 0,
  origin,
});
const happened = (book: ZoneBook, each: Bar): string[] =>
  advanceOrderBlocks(book, each).map(({ event, zone }) => `${zone.id} ${event}`);

test('is the whole candle, whichever way the break went; a break without one has none', () => {
  const book = newZoneBook();
  expect(addOrderBlock(book, broken(1, { idx: 7, price: 10, other: 12 }))).toMatchObject({
    id: 0,
    bottom: 10,
    top: 12,
  });
  expect(addOrderBlock(book, broken(-1, { idx: 7, price: 30, other: 27 }))).toMatchObject({
    id: 1,
    bottom: 27,
    top: 30,
  });
  expect(addOrderBlock(book, broken(1, null))).toBeUndefined();
  expect(book.made).toBe(2);
});

test('touch at the near edge, mid at the middle, break by a close beyond the far edge; each once', () => {
  const book = newZoneBook();
  addZone(book, { dir: 1, idx: 0, createdIdx: 1, bottom: 10, top: 12 });
  expect(happened(book, bar(15, 12.1, 14))).toEqual([]);
  expect(happened(book, bar(15, 12, 14))).toEqual(['0 touch']);
  expect(happened(book, bar(15, 11.5, 14))).toEqual([]);
  expect(happened(book, bar(15, 9, 10))).toEqual(['0 mid']);
  expect(happened(book, bar(15, 9, 9.9))).toEqual(['0 break']);
  expect(happened(book, bar(15, 5, 6))).toEqual([]);
});

test('a whole life in one candle, by id, the other side included', () => {
  const book = newZoneBook();
  addZone(book, { dir: 1, idx: 0, createdIdx: 1, bottom: 10, top: 12 });
  addZone(book, { dir: -1, idx: 0, createdIdx: 1, bottom: 20, top: 22 });
  addZone(book, { dir: 1, idx: 0, createdIdx: 1, bottom: 13, top: 14 });
  expect(happened(book, bar(20, 5, 9))).toEqual([
    '0 touch',
    '0 mid',
    '0 break',
    '1 touch',
    '2 touch',
    '2 mid',
    '2 break',
  ]);
});

test('the freshest is the newest untouched one, recent enough and within the leg', () => {
  const book = newZoneBook();
  for (const [createdIdx, bottom] of [10, 14, 18].entries()) {
    addZone(book, { dir: 1, idx: 0, createdIdx, bottom, top: bottom + 1 });
  }
  expect(newestFresh(book, 1, { since: 0, origin: 10 })?.id).toBe(2);
  advanceOrderBlocks(book, bar(30, 19, 25));
  expect(newestFresh(book, 1, { since: 0, origin: 10 })?.id).toBe(1);
  expect(newestFresh(book, 1, { since: 1, origin: 14 })?.id).toBe(1);
  expect(newestFresh(book, 1, { since: 2, origin: 10 })).toBeUndefined();
  expect(newestFresh(book, 1, { since: 0, origin: 14.5 })).toBeUndefined();
  expect(newestFresh(book, -1, { since: 0, origin: 50 })).toBeUndefined();
});

test('a side holds 512 zones and forgets its oldest, touched or not', () => {
  const book = newZoneBook();
  addZone(book, { dir: -1, idx: 0, createdIdx: 0, bottom: 5_000, top: 5_001 });
  for (let n = 1; n <= 512; n += 1) {
    addZone(book, { dir: 1, idx: n, createdIdx: n, bottom: 1_000 - n, top: 1_000.5 - n });
  }
  advanceOrderBlocks(book, bar(1_100, 998.9, 1_100));
  expect(book.bull.spent.map(({ id }) => id)).toEqual([1]);
  addZone(book, { dir: 1, idx: 0, createdIdx: 513, bottom: 100, top: 101 });
  expect([book.bull.waiting.length, book.bull.spent.length, book.bear.waiting.length]).toEqual([512, 0, 1]);
  addZone(book, { dir: 1, idx: 0, createdIdx: 514, bottom: 99, top: 100 });
  expect(Math.min(...book.bull.waiting.map(({ id }) => id))).toBe(3);
});
