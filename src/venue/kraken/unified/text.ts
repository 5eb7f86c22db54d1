import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { formatFixed, ms, parseFixed } from '../../../core/units.ts';
import type { Fixed, Ms } from '../../../core/units.ts';

/** What a request holds. */
export type Cargo =
  Fixed<string> | number | string | boolean | null | readonly Cargo[] | Readonly<{ [name: string]: Cargo }>;

/**
 * A frame as text. Decimals are JSON numbers without an exponent, digit for digit; a double would print 1e-10.
 *
 * @see https://docs.kraken.com/exchange/api-reference/unified-ws/add_order
 */
export function writeFrame(cargo: Cargo): string {
  if (typeof cargo === 'bigint') return formatFixed(cargo);
  if (cargo === null || typeof cargo !== 'object') return JSON.stringify(cargo);
  if (isList(cargo)) return `[${cargo.map(writeFrame).join(',')}]`;
  return `{${Object.entries(cargo)
    .map(([name, value]) => `${JSON.stringify(name)}:${writeFrame(value)}`)
    .join(',')}}`;
}

const isList = (cargo: object): cargo is readonly Cargo[] => Array.isArray(cargo);

/** Reads JSON with every number as the text that the venue wrote: nothing is lost on the way through a double. */
export function readFrame(text: string): Result<unknown, 'not-json'> {
  try {
    const frame: unknown = JSON.parse(text, keepText);
    return ok(frame);
  } catch {
    return err('not-json');
  }
}

function keepText(_: string, value: unknown, context?: Readonly<{ source?: string }>): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}

const number: RegExp = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/** A number of the venue's, exponents included, at 1e-10; what is beyond (the noise of doubles) is rounded to the nearest. */
export function exact<F extends Fixed<string>>(text: string): Result<F, 'not-a-decimal'> {
  const plain = parseFixed<F>(text);
  if (plain.ok) return plain;
  const match = number.exec(text);
  if (match === null) return err('not-a-decimal');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = 10 - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : rounded(digits, 10n ** BigInt(-shift));
  const count = size.toString().padStart(11, '0');
  return parseFixed<F>(`${sign}${count.slice(0, -10)}.${count.slice(-10)}`);
}

const rounded = (digits: bigint, divisor: bigint): bigint => (digits + divisor / 2n) / divisor;

/** RFC 3339 with up to nine decimals, cut to milliseconds; undefined where it is no time. */
export function readTime(text: string | undefined): Ms | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isSafeInteger(at) ? ms(at) : undefined;
}

/** Plain JSON of a REST answer; undefined where it is none, which no schema takes. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
