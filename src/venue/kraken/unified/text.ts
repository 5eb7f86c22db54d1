import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { formatFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';

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

/** Plain JSON of a REST answer; undefined where it is none, which no schema takes. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
