import { formatFixed } from '../../../core/units.ts';
import type { Fixed, Ms } from '../../../core/units.ts';

/** What a frame is made of. Exact numbers are `Fixed`, and are printed as JSON numbers of all their digits. */
export type Json = string | number | boolean | null | Fixed<string> | readonly Json[] | Row;
/** What is undefined is left out. */
export type Row = Readonly<{ [key: string]: Json | undefined }>;

/** The text of a frame: JSON in which no exact number goes through a float. */
export function encode(value: Json): string {
  if (typeof value === 'bigint') return formatFixed(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(encode).join(',')}]`;
  const parts: string[] = [];
  for (const [key, held] of Object.entries(value)) {
    if (held !== undefined) parts.push(`${JSON.stringify(key)}:${encode(held)}`);
  }
  return `{${parts.join(',')}}`;
}

function isList(value: readonly Json[] | Row): value is readonly Json[] {
  return Array.isArray(value);
}

/** RFC 3339 in UTC, with as many decimals of a second as the channel has: 6 nearly everywhere. */
export function stamp(at: Ms, decimals: 6 | 9 = 6): string {
  return `${new Date(at).toISOString().slice(0, -1)}${'0'.repeat(decimals - 3)}Z`;
}
