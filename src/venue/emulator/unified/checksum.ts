import { crc32 } from 'node:zlib';
import { formatFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { Level } from '../market-view.ts';

/** How many decimals of prices and quantities go into a checksum. */
export type Decimals = Readonly<{ price: number; qty: number }>;
export type Sides = Readonly<{ asks: readonly Level[]; bids: readonly Level[] }>;

/** How many levels of a side count. */
const counted = { levels: 10 } as const;

/**
 * CRC32 over the ten best asks and then the ten best bids, best first: of each the price and the quantity with their
 * decimals, without the point and the zeros in front.
 *
 * @see https://docs.kraken.com/api/docs/guides/spot-ws-book-v2
 */
export function checksumOf({ asks, bids }: Sides, decimals: Decimals): number {
  const text = [...asks.slice(0, counted.levels), ...bids.slice(0, counted.levels)]
    .map(({ price, qty }) => digitsOf(price, decimals.price) + digitsOf(qty, decimals.qty))
    .join('');
  return crc32(text);
}

/** What has more decimals than that is cut; nothing on the grid has. */
function digitsOf(value: Fixed<string>, decimals: number): string {
  const [whole = '', fraction = ''] = formatFixed(value).split('.');
  return (whole + fraction.padEnd(decimals, '0').slice(0, decimals)).replace(/^0+/, '');
}

/** How many decimals a step has: 0.5 has one, 1000 none. */
export function decimalsOf(step: Fixed<string>): number {
  return formatFixed(step).split('.')[1]?.length ?? 0;
}
