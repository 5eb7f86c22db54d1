import { expect, test } from 'vitest';
import type { Dir, Now } from './bar.ts';
import type { SmcEvent } from './events.ts';
import { addOrderBlock, advanceOrderBlocks, newOrderBlocks } from './order-block.ts';
import type { OrderBlocks } from './order-block.ts';
import type { Break } from './structure.ts';

const rules = { obBreakOn: 'close', liveMax: 512 } as const;
const now = (high: number, low: number, close: number): Now => ({
  t: 20,
  open: close,
  high,
  low,
  close,
  atr: -1,
  atrBefore: -1,
});
const broken = (dir: Dir, origin: Break['origin']) => ({
  at: 9,
  kind: 'BOS' as const,
  dir,
  level: 0,
  levelIdx: 0,
  levelSrc: 'pivot' as const,
  initial: false,
  strongPrice: 0,
  strongIdx: 0,
  origin,
  scale: 'swing' as const,
});

/** A block from `bottom` to `top`, as a break in its direction makes it. */
function add(blocks: OrderBlocks, dir: Dir, [bottom, top]: readonly [number, number], liveMax = 512): SmcEvent[] {
  const told: SmcEvent[] = [];
  const [price, other] = dir === 1 ? [bottom, top] : [top, bottom];
  const emit = (event: SmcEvent): void => void told.push(event);
  addOrderBlock({ blocks }, broken(dir, { idx: 7, price, other }), { ...rules, liveMax }, emit);
  return told;
}

function happened(blocks: OrderBlocks, candle: Now, obBreakOn: 'close' | 'wick' = 'close'): string[] {
  const told: string[] = [];
  advanceOrderBlocks({ blocks }, candle, { ...rules, obBreakOn }, (event) => {
    if (event.type === 'ob' || event.type === 'breaker') told.push(`${event.type} ${event.id} ${event.event}`);
  });
  return told;
}

test('is the whole candle, whichever way the break went; a break without one has none', () => {
  const blocks = newOrderBlocks();
  const made = { type: 'ob', event: 'create', at: 9, idx: 7, scale: 'swing' };
  expect(add(blocks, 1, [10, 12])).toEqual([{ ...made, id: 0, dir: 1, bottom: 10, top: 12 }]);
  expect(add(blocks, -1, [27, 30])).toEqual([{ ...made, id: 1, dir: -1, bottom: 27, top: 30 }]);
  addOrderBlock({ blocks }, broken(1, null), rules, () => expect.unreachable());
  expect(blocks.made).toBe(2);
});

test('touch at the near edge, mid at the middle, break by a close beyond the far edge; each once', () => {
  const blocks = newOrderBlocks();
  add(blocks, 1, [10, 12]);
  expect(happened(blocks, now(15, 12.1, 14))).toEqual([]);
  expect(happened(blocks, now(15, 12, 14))).toEqual(['ob 0 touch']);
  expect(happened(blocks, now(15, 11.5, 14))).toEqual([]);
  expect(happened(blocks, now(15, 9, 10))).toEqual(['ob 0 mid']);
  expect(happened(blocks, now(15, 9, 9.9))).toEqual(['ob 0 break', 'breaker 0 create']);
});

test('by wick, the wick beyond the far edge is enough', () => {
  const blocks = newOrderBlocks();
  add(blocks, 1, [10, 12]);
  expect(happened(blocks, now(15, 10, 14), 'wick')).toEqual(['ob 0 touch', 'ob 0 mid']);
  expect(happened(blocks, now(15, 9.9, 14), 'wick')).toEqual(['ob 0 break', 'breaker 0 create']);
});

test('a broken block resists from the other side until a close is through it', () => {
  const blocks = newOrderBlocks();
  add(blocks, 1, [10, 12]);
  happened(blocks, now(13, 8, 9));
  expect(happened(blocks, now(9.9, 8, 9))).toEqual([]);
  expect(happened(blocks, now(10, 8, 9))).toEqual(['breaker 0 touch']);
  expect(happened(blocks, now(12.5, 8, 12))).toEqual([]);
  expect(happened(blocks, now(12.5, 8, 12.1))).toEqual(['breaker 0 break']);
  expect(happened(blocks, now(30, 1, 12.1))).toEqual([]);
});

test('a whole life in one candle, by id, the other side included', () => {
  const blocks = newOrderBlocks();
  add(blocks, 1, [10, 12]);
  add(blocks, -1, [20, 22]);
  add(blocks, 1, [13, 14]);
  const told = happened(blocks, now(20, 5, 9)).filter((line) => line.startsWith('ob'));
  const [first, second] = [0, 2].map((id) => ['touch', 'mid', 'break'].map((event) => `ob ${id} ${event}`));
  expect(told).toEqual([...(first ?? []), 'ob 1 touch', ...(second ?? [])]);
});

test('a side holds its many and gives up the oldest, touched or not; a breaker too', () => {
  const blocks = newOrderBlocks();
  add(blocks, -1, [50, 51], 2);
  add(blocks, 1, [10, 11], 2);
  add(blocks, 1, [8, 9], 2);
  happened(blocks, now(30, 11, 25));
  expect(add(blocks, 1, [6, 7], 2)).toMatchObject([
    { event: 'evict', id: 1 },
    { event: 'create', id: 3 },
  ]);
  const told: string[] = [];
  advanceOrderBlocks({ blocks }, now(30, 1, 2), { ...rules, liveMax: 1 }, ({ type, ...event }) => {
    if (type === 'breaker' && 'id' in event) told.push(`${event.id} ${event.event}`);
  });
  expect(told).toEqual(['2 create', '2 evict', '3 create']);
});

test('a breaker acts against the direction of its block', () => {
  const blocks = newOrderBlocks();
  add(blocks, 1, [10, 12]);
  add(blocks, -1, [20, 22]);
  const dirs: string[] = [];
  const emit = (event: SmcEvent): void => void ('dir' in event && dirs.push(`${event.type} ${event.dir}`));
  advanceOrderBlocks({ blocks }, now(13, 8, 9), rules, emit);
  advanceOrderBlocks({ blocks }, now(25, 8, 23), rules, emit);
  expect(dirs.filter((line) => line.startsWith('breaker'))).toEqual([
    'breaker -1',
    'breaker -1',
    'breaker -1',
    'breaker 1',
  ]);
});
