import { crc32 } from 'node:zlib';
import { formatFixed, scale } from '../../../core/units.ts';
import type { Fixed, Price, Qty } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { BookRow, LevelRow, PairRow } from './market-rows.ts';

/** One side each, best first, never deeper than subscribed. Mutable, with one owner. */
export type Book = { bids: readonly LevelRow[]; asks: readonly LevelRow[] };

/** How many decimals the checksum prints. */
export type Decimals = Readonly<{ price: number; qty: number }>;

/** Levels of each side that the checksum covers. @see https://docs.kraken.com/exchange/api-reference/unified-ws/book */
const documented = { levels: 10 } as const;

/** Absolute sizes in order; zero removes; what is pushed out below the depth is cut, for the venue does not say so. */
export function applyBook(book: Book, { bids, asks }: Pick<BookRow, 'bids' | 'asks'>, depth: number): void {
  book.bids = merge(book.bids, bids, { depth, isBetter: (a, b) => a > b });
  book.asks = merge(book.asks, asks, { depth, isBetter: (a, b) => a < b });
}

type Side = Readonly<{ depth: number; isBetter: (a: Price, b: Price) => boolean }>;

function merge(
  side: readonly LevelRow[],
  changes: readonly LevelRow[],
  { depth, isBetter }: Side,
): readonly LevelRow[] {
  const next = [...side];
  for (const level of changes) {
    const at = next.findIndex(({ price }) => !isBetter(price, level.price));
    const place = at < 0 ? next.length : at;
    const replaced = next[place]?.price === level.price ? 1 : 0;
    next.splice(place, replaced, ...(level.qty === 0n ? [] : [level]));
  }
  return next.slice(0, depth);
}

/**
 * CRC32 of the ten best asks, then the ten best bids: price and quantity with exactly so many decimals, without the point
 * and leading zeros, nothing in between.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/book
 */
export function checksumOf({ asks, bids }: Book, decimals: Decimals): number {
  const levels = [...asks.slice(0, documented.levels), ...bids.slice(0, documented.levels)];
  return crc32(levels.map(({ price, qty }) => bare(price, decimals.price) + bare(qty, decimals.qty)).join(''));
}

function bare(value: Fixed<string>, decimals: number): string {
  const unit = 10n ** BigInt(10 - decimals);
  return ((value as bigint) / unit).toString();
}

/** Nobody has seen how a negative precision, or a tick that is no power of ten, is printed: the switch says which way. */
export function decimalsOf(pair: PairRow, how: UnifiedSwitches['checksumDecimals']): Decimals {
  if (how === 'increment') return { price: placesOf(pair.price_increment), qty: placesOf(pair.qty_increment) };
  return { price: Math.max(0, pair.price_precision), qty: Math.max(0, pair.qty_precision) };
}

function placesOf(step: Price | Qty): number {
  return (step as bigint) % scale === 0n ? 0 : (formatFixed(step).split('.')[1] ?? '').length;
}
