import { formatFixed } from '../core/units.ts';
import type { Fixed, Ms } from '../core/units.ts';
import { isoTime } from './format.ts';
import { right } from './screen-text.ts';

/** How many decimals a multiple of `step` has. */
export function decimalsOf(step: Fixed<string>): number {
  return formatFixed(step).split('.')[1]?.length ?? 0;
}

/** With its sign; what rounds to nothing has none. */
export function signed(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '-' : '+'}${size}`;
}

/** The same against the right edge of a column, with two decimals, or with as many as there is room for. */
export function signedIn(value: number, width: number): string {
  const [two, one] = [signed(value, 2), signed(value, 1)];
  return right(two.length <= width ? two : one.length <= width ? one : signed(value, 0), width);
}

/** A share of something, signed: 0.0123 is `+1.23%`. */
export function asPercent(share: number): string {
  return `${signed(share * 100, 2)}%`;
}

/**
 * A number in a column that is never left: fewer decimals where all of them do not fit, and where that would be wrong by
 * more than a thousandth, millions or powers of ten.
 */
export function fitted(value: number, decimals: number, width: number): string {
  const full = value.toFixed(decimals);
  if (full.length <= width) return full.padStart(width);
  const short = value.toFixed(Math.max(0, decimals - (full.length - width)));
  if (short.length <= width && Math.abs(Number(short) - value) <= Math.abs(value) / 1000) return short.padStart(width);
  if (value < 1e6) return value.toExponential(Math.max(0, width - 6)).padStart(width);
  const millions = (value / 1e6).toFixed(1);
  return `${millions.length < width ? millions : Math.round(value / 1e6)}M`.padStart(width);
}

/** Month, day, hour and minute in UTC, of a moment or of its ISO text: always eleven columns. */
export function minuteOf(at: Ms | string): string {
  return (typeof at === 'string' ? at : isoTime(at)).slice(5, 16).replace('T', ' ');
}

/** To the second, with its zone: always 23 columns. */
export function secondOf(at: Ms): string {
  return `${isoTime(at).slice(0, 19).replace('T', ' ')} UTC`;
}

/** A span that matters by the millisecond, in at most six columns: `850ms`, `12.5s`, `125s`. */
export function briefly(spanMs: number): string {
  if (spanMs < 10_000) return `${spanMs}ms`;
  return spanMs < 100_000 ? `${(spanMs / 1000).toFixed(1)}s` : `${Math.floor(spanMs / 1000)}s`;
}
