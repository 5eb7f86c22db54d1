import { extremeSince, stairsOf } from './pivot.ts';
import type { Bar, Dir, Pivots } from './pivot.ts';
import type { Break } from './structure.ts';

/** The dealing range from the last break: `a` the strong extreme, `b` the trailing end (SMC definitions C.10). */
export type Leg = { dir: Dir; a: number; b: number };

/** Every break anchors a new leg; its end is the extreme since the strong candle, that one included. */
export function openLeg({ dir, strongPrice, strongIdx }: Break, pivots: Pivots): Leg {
  const end = extremeSince(stairsOf(pivots, dir), strongIdx - 1);
  return { dir, a: strongPrice, b: end === null ? strongPrice : end.price };
}

/** Step S6: the end trails the candles. */
export function extendLeg(leg: Leg, { high, low }: Bar): void {
  const end = leg.dir === 1 ? high : low;
  if (leg.dir * end > leg.dir * leg.b) leg.b = end;
}

/**
 * How far `price` has come back from the leg's end toward its origin (SMC definitions C.11): 0 at `b`, 1 at `a`, beyond either outside.
 * @returns undefined for a leg without length.
 */
export function retracement({ a, b }: Leg, price: number): number | undefined {
  return a === b ? undefined : (b - price) / (b - a);
}
