import { formatFixed, toNumber } from '../core/units.ts';
import type { Fixed, Ms, Usd } from '../core/units.ts';

/** ISO-8601 in UTC, to the second. */
export function isoTime(at: Ms): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Money for a person: two decimals, with its sign. */
export function money(value: Usd): string {
  const amount = toNumber(value);
  return `${amount < 0 ? '-' : '+'}${Math.abs(amount).toFixed(2)}`;
}

/** An exact number as decimal text. */
export function exact(value: Fixed<string>): string {
  return formatFixed(value);
}

/** A number of analysis for a person: up to six significant digits, never in exponent form. */
export function analysed(value: number | string): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  const digits = 6 - Math.ceil(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(Math.max(digits, 0), 12));
}

/** A span for a person: the two largest units. */
export function span(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return `${days}d ${hours}h`;
  return hours > 0 ? `${hours}h ${minutes % 60}m` : `${minutes}m`;
}
