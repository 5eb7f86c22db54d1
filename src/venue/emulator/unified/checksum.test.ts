import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixed, fixedFromNumber } from '../../../core/units.ts';
import type { Price, Qty } from '../../../core/units.ts';
import type { Level } from '../market-view.ts';
import { reference, referenceSuite } from '../../../../test/reference.ts';
import { checksumOf, decimalsOf } from './checksum.ts';
import { changed } from './public/book.ts';

const level = (price: string, qty: string): Level => ({ price: fixed<Price>(price), qty: fixed<Qty>(qty) });

test('prints each number with its decimals, without the point and the zeros in front', () => {
  // "1000" + "25" of the ask, "99995" + "10000000" of the bid: computed with Python's zlib.
  const asks = [level('100.0', '0.00000025')];
  const bids = [level('9999.5', '0.1')];
  expect(checksumOf({ asks, bids }, { price: 1, qty: 8 })).toBe(201118892);
});

test('counts ten levels a side, fewer where there are fewer', () => {
  const asks = Array.from({ length: 12 }, (_, i) => level(String(100 + i), '1'));
  const decimals = { price: 0, qty: 0 };
  expect(checksumOf({ asks, bids: [] }, decimals)).toBe(checksumOf({ asks: asks.slice(0, 10), bids: [] }, decimals));
  expect(checksumOf({ asks, bids: [] }, decimals)).not.toBe(checksumOf({ asks: asks.slice(0, 9), bids: [] }, decimals));
  expect(checksumOf({ asks: [], bids: [] }, decimals)).toBe(0);
});

test('a step says how many decimals it needs', () => {
  expect(['0.5', '1', '1000', '0.0000000001'].map((step) => decimalsOf(fixed(step)))).toEqual([1, 0, 0, 10]);
});

test('an update says what is gone and what is new, and not what was pushed out of the depth', () => {
  const before = [level('10', '1'), level('9', '1'), level('8', '1')];
  const better = [level('11', '5'), level('10', '1'), level('9', '1')];
  expect(changed({ before, now: better }, 'bids', 3)).toEqual([level('11', '5')]);
  const less = [level('10', '2'), level('8', '1'), level('7', '1')];
  expect(changed({ before, now: less }, 'bids', 3)).toEqual([level('9', '0'), level('10', '2'), level('7', '1')]);
  expect(changed({ before, now: [level('10', '1')] }, 'bids', 3)).toEqual([level('9', '0'), level('8', '0')]);
  const asks = [level('1', '1'), level('2', '1')];
  expect(changed({ before: asks, now: [level('0.5', '1'), level('1', '1')] }, 'asks', 2)).toEqual([level('0.5', '1')]);
});

type Rows = readonly Readonly<{ price: number; qty: number }>[];
type BookFrame = Readonly<{ data: readonly Readonly<{ asks: Rows; bids: Rows; checksum: number }>[] }>;
const levelsOf = (rows: Rows): readonly Level[] =>
  rows.map(({ price, qty }) => ({ price: fixedFromNumber(price), qty: fixedFromNumber(qty) }));

/** What a client makes of an update: absolute sizes, zero is gone, cut to the depth. */
function applied(levels: readonly Level[], rows: Rows, side: 'asks' | 'bids'): readonly Level[] {
  const byPrice = new Map(levels.map(({ price, qty }) => [price, qty]));
  for (const { price, qty } of levelsOf(rows)) byPrice.set(price, qty);
  return [...byPrice]
    .map(([price, qty]) => ({ price, qty }))
    .filter(({ qty }) => qty > 0n)
    .toSorted((a, b) => (a.price < b.price === (side === 'asks') ? -1 : 1))
    .slice(0, 10);
}

referenceSuite('checksum vectors', () => {
  const read = (...path: readonly string[]): unknown =>
    JSON.parse(readFileSync(reference('kraken', 'fixtures', ...path) ?? '', 'utf8'));

  test('of the guide of Spot WebSocket v2', () => {
    const { asks, bids } = read('spot-ws', 'book.checksum-vector.json') as Record<'asks' | 'bids', [string, string][]>;
    const sides = { asks: asks.map(([p, q]) => level(p, q)), bids: bids.map(([p, q]) => level(p, q)) };
    expect(checksumOf(sides, { price: 1, qty: 8 })).toBe(3310070434);
  });

  test('of a derivatives book, and after an update of it', () => {
    const { frames } = read('unified', 'public', 'book.json') as { frames: { json: BookFrame }[] };
    const [snapshot, update] = frames.flatMap(({ json }) => json.data ?? []);
    const sides = { asks: levelsOf(snapshot?.asks ?? []), bids: levelsOf(snapshot?.bids ?? []) };
    expect(checksumOf(sides, { price: 0, qty: 4 })).toBe(1741714958);
    const asks = applied(sides.asks, update?.asks ?? [], 'asks');
    const bids = applied(sides.bids, update?.bids ?? [], 'bids');
    expect(checksumOf({ asks, bids }, { price: 0, qty: 4 })).toBe(3918763515);
  });
});
