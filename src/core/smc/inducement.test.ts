import { expect, test } from 'vitest';
import type { Dir } from './bar.ts';
import { advanceInducement, newInducement, offerInducement, searchInducement } from './inducement.ts';
import type { Inducement } from './inducement.ts';
import type { Break } from './structure.ts';

const broken = (at: number, dir: Dir): Break => ({
  at,
  kind: 'BOS',
  dir,
  level: 0,
  levelIdx: 0,
  levelSrc: 'pivot',
  initial: false,
  strongPrice: 0,
  strongIdx: 0,
  origin: null,
});
const offer = (inducement: Inducement, side: Dir, idx: number, price: number): void =>
  offerInducement(inducement, { side, idx, price, label: '' });

function taken(inducement: Inducement, high: number, low: number): string[] {
  const lines: string[] = [];
  const now = { t: 30, open: low, high, low, close: low, atr: -1, atrBefore: -1 };
  advanceInducement({ inducement }, now, {}, (event) => {
    if (event.type === 'idm') lines.push(`${event.dir} ${event.level} ${event.levelIdx} ${event.breakAt}`);
  });
  return lines;
}

test('the newest low after a break up, taken by a wick, once', () => {
  const inducement = newInducement();
  offer(inducement, -1, 5, 50);
  expect(taken(inducement, 90, 10)).toEqual([]);
  searchInducement(inducement, broken(10, 1));
  offer(inducement, -1, 10, 95);
  offer(inducement, 1, 12, 95);
  expect(taken(inducement, 99, 10)).toEqual([]);
  offer(inducement, -1, 12, 80);
  offer(inducement, -1, 15, 85);
  expect(taken(inducement, 99, 85)).toEqual([]);
  expect(taken(inducement, 99, 84)).toEqual(['1 85 15 10']);
  expect(taken(inducement, 99, 1)).toEqual([]);
  offer(inducement, -1, 20, 90);
  expect(taken(inducement, 99, 1)).toEqual([]);
});

test('a newer break forgets the level and looks on its own side', () => {
  const inducement = newInducement();
  searchInducement(inducement, broken(10, 1));
  offer(inducement, -1, 12, 80);
  searchInducement(inducement, broken(14, -1));
  expect(taken(inducement, 99, 1)).toEqual([]);
  offer(inducement, 1, 16, 90);
  expect(taken(inducement, 90.5, 89)).toEqual(['-1 90 16 14']);
});
