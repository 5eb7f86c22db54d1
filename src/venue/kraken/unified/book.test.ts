import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed } from '../../../core/units.ts';
import type { Price, Qty } from '../../../core/units.ts';
import { applyBook, checksumOf, decimalsOf } from './book.ts';
import type { Book } from './book.ts';
import type { LevelRow, PairRow } from './market-rows.ts';

const level = (price: string, qty: string): LevelRow => ({ price: fixed(price), qty: fixed(qty) });
const empty = (): Book => ({ bids: [], asks: [] });

test('levels are absolute, zero removes, repeats apply in order, and what is pushed out is cut', () => {
  const book = empty();
  applyBook(book, { bids: [level('10', '1'), level('9', '1')], asks: [level('11', '2')] }, 2);
  applyBook(book, { bids: [level('9.5', '3')], asks: [level('11', '1'), level('11', '0'), level('12', '4')] }, 2);
  expect(book.bids).toEqual([level('10', '1'), level('9.5', '3')]);
  expect(book.asks).toEqual([level('12', '4')]);
});

test('a book is what a sorted map cut at the depth is', () => {
  const change = fc.record({ price: fc.integer({ min: 1, max: 9 }), qty: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const [book, model] = [empty(), new Map<number, number>()];
      for (const { price, qty } of changes) {
        applyBook(book, { bids: [], asks: [level(String(price), String(qty))] }, 100);
        if (qty === 0) model.delete(price);
        else model.set(price, qty);
      }
      const expected = [...model].toSorted(([a], [b]) => a - b).map(([p, q]) => level(String(p), String(q)));
      expect(book.asks).toEqual(expected);
    }),
    { seed: 11, numRuns: 200 },
  );
});

test('a checksum prints trailing zeros, no point and no leading zeros', () => {
  const book: Book = { asks: [level('0.05005', '0.00000500')], bids: [level('0.05', '0.1')] };
  expect(checksumOf(book, { price: 5, qty: 8 })).toBe(crc32('5005' + '500' + '5000' + '10000000'));
});

test('the decimals of the checksum are the precision, or those of the increment', () => {
  const pair = {
    price_precision: 10,
    qty_precision: -3,
    price_increment: 5n as Price,
    qty_increment: fixed<Qty>('1000'),
  };
  expect(decimalsOf(pair as PairRow, 'precision')).toEqual({ price: 10, qty: 0 });
  expect(decimalsOf({ ...pair, price_increment: fixed<Price>('0.5') } as PairRow, 'increment')).toEqual({
    price: 1,
    qty: 0,
  });
});
