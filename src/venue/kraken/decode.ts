import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { ClientOrderId, Fixed, InstrumentId, Ms } from '../../core/units.ts';

/** Brands of the venue's side are minted here: texts and numbers of its answers become ours, exactly, or not at all. */

const plain = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** No price, quantity or sum is larger or finer than this many places; what claims to be is refused. */
const placesMax = { shift: 60 };

/**
 * A decimal of the venue in whatever notation: `83999.0`, `1E-10`, `0E-11`, `-9.142857e-05`, as text or as a JSON number
 * by its shortest text. More than ten decimals are rounded to the nearest, half away from zero: they are binary noise, or
 * a mark price finer than any tick.
 */
export function decimalOf<F extends Fixed<string>>(value: string | number): Result<F, 'not-a-decimal'> {
  const match = plain.exec(String(value));
  if (match === null) return err('not-a-decimal');
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length + 10;
  if (Math.abs(shift) > placesMax.shift) return err('not-a-decimal');
  const digits = BigInt(whole + fraction);
  const magnitude = shift >= 0 ? digits * 10n ** BigInt(shift) : rounded(digits, 10n ** BigInt(-shift));
  return ok((sign === '-' ? -magnitude : magnitude) as F);
}

function rounded(value: bigint, by: bigint): bigint {
  return (value + by / 2n) / by;
}

/** A contract that Keel can name; undefined for the dated ones, and for anything else. Old answers have lower case. */
export function instrumentOf(symbol: string): InstrumentId | undefined {
  const name = symbol.toUpperCase();
  return /^P[FI]_[A-Z0-9]+$/.test(name) ? (name as InstrumentId) : undefined;
}

/** The name by which an order is spoken of: its client id, or the venue's where it has none, as a person's have not. */
export function orderIdOf(name: string): ClientOrderId {
  return name as ClientOrderId;
}

/** An ISO time with any number of decimals, down to the millisecond; undefined where it is none. */
export function momentOf(text: string): Ms | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : (Math.floor(at) as Ms);
}

export function isoOf(at: Ms): string {
  return new Date(at).toISOString();
}
