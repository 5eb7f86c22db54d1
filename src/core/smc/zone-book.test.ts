import { expect, test } from 'vitest';
import type { Bar } from './bar.ts';
import { addZone, advanceZones, newestFresh, newZoneBook } from './zone-book.ts';
import type { Zone, ZoneLife } from './zone-book.ts';

const life: ZoneLife<string> = { steps: ['near'], end: 'gone', endOn: 'close' };
const bar = (high: number, low: number, close: number): Bar => ({ open: close, high, low, close });
const zone = (id: number, bottom: number): Zone => ({
  id,
  dir: 1,
  idx: 0,
  createdIdx: id,
  bottom,
  top: bottom + 1,
  scale: null,
  touched: false,
  steps: 0,
});

test('the freshest is the newest untouched one, recent enough and within the leg', () => {
  const book = newZoneBook();
  for (const [id, bottom] of [10, 14, 18].entries()) addZone(book, zone(id, bottom), 1);
  expect(newestFresh(book, 1, { since: 0, origin: 10 })?.id).toBe(2);
  advanceZones(book, bar(30, 19, 25), life);
  expect(newestFresh(book, 1, { since: 0, origin: 10 })?.id).toBe(1);
  expect(newestFresh(book, 1, { since: 1, origin: 14 })?.id).toBe(1);
  expect(newestFresh(book, 1, { since: 2, origin: 10 })).toBeUndefined();
  expect(newestFresh(book, 1, { since: 0, origin: 14.5 })).toBeUndefined();
  expect(newestFresh(book, -1, { since: 0, origin: 50 })).toBeUndefined();
});
