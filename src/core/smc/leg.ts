import { reachOf } from './bar.ts';
import type { Bar, Dir } from './bar.ts';
import { extremeSince, stairsOf } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import type { Break } from './structure.ts';

/** The dealing range from the last break: `a` the strong extreme, `b` the trailing end (SMC definitions C.10). */
export type Leg = { dir: Dir; a: number; b: number };

/** Every break anchors a new leg; its end is the extreme since the strong candle, that one included. */
export function openLeg({ dir, strongPrice, strongIdx }: Break, extremes: Extremes): Leg {
  const end = extremeSince(stairsOf(extremes, dir), strongIdx - 1);
  return { dir, a: strongPrice, b: end === null ? strongPrice : end.price };
}

/** Step S6: the end trails the candles. */
export function extendLeg(leg: Leg, bar: Bar): void {
  const end = reachOf(bar, leg.dir);
  if (leg.dir * end > leg.dir * leg.b) leg.b = end;
}

/**
 * How far `price` has come back from the leg's end toward its origin (SMC definitions C.11): 0 at `b`, 1 at `a`, beyond either outside.
 * @returns undefined for a leg without length.
 */
export function retracement({ a, b }: Leg, price: number): number | undefined {
  return a === b ? undefined : (b - price) / (b - a);
}

/** The price at a retracement of `ratio`; a negative one lies beyond the end. */
export function fibLevel({ a, b }: Leg, ratio: number): number {
  return b - ratio * (b - a);
}

/** Where `price` stands between the low and the high of the range, whichever way it was made: 0 to 1, 0.5 where it has no length. */
export function positionIn({ dir, a, b }: Leg, price: number): number {
  const [low, high] = dir === 1 ? [a, b] : [b, a];
  return high === low ? 0.5 : (price - low) / (high - low);
}

export type Place = 'extreme premium' | 'premium' | 'equilibrium' | 'discount' | 'extreme discount';

/** The words for a position: half a twentieth around the middle is equilibrium, the outer twentieths are extreme. */
export function placeOf(position: number): Place {
  if (Math.abs(position - 0.5) <= 0.025) return 'equilibrium';
  if (position > 0.5) return position >= 0.95 ? 'extreme premium' : 'premium';
  return position <= 0.05 ? 'extreme discount' : 'discount';
}
