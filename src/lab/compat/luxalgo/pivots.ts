import { at } from '../../series.ts';
import type { Series } from '../../series.ts';

/** The newest pivot of one side; NaN and -1 before the first. */
export type Pivot = { level: number; row: number; isCrossed: boolean };

/** A leg goes down (0) until a low that the next candles do not undercut begins one up (1), and back. */
export type Legs = Readonly<{ size: number; high: Pivot; low: Pivot }> & { leg: 0 | 1 };

export function newLegs(size: number): Legs {
  const none = (): Pivot => ({ level: Number.NaN, row: -1, isCrossed: false });
  return { size, leg: 0, high: none(), low: none() };
}

/**
 * Hears one more candle. Only the candles after a pivot are asked, and it is known `size` candles late; a further high of the same
 * leg does not move it.
 *
 * @returns the side of the pivot that was found, 0 for none. `replaced` hears the level that gives way to it.
 */
export function findPivot(
  legs: Legs,
  { high, low }: Series,
  row: number,
  replaced: (level: number) => void,
): 0 | 1 | -1 {
  const { size } = legs;
  const then = row - size;
  if (then < 0) return 0;
  const before = legs.leg;
  if (isBeyond(high, then, row, 1)) legs.leg = 0;
  else if (isBeyond(low, then, row, -1)) legs.leg = 1;
  if (legs.leg === before) return 0;
  const [pivot, prices] = legs.leg === 0 ? [legs.high, high] : [legs.low, low];
  replaced(pivot.level);
  [pivot.level, pivot.row, pivot.isCrossed] = [at(prices, then), then, false];
  return legs.leg === 0 ? 1 : -1;
}

/** Strictly beyond each of the candles after it. */
function isBeyond(prices: Float64Array, then: number, row: number, side: 1 | -1): boolean {
  const price = side * at(prices, then);
  for (let after = then + 1; after <= row; after += 1) if (side * at(prices, after) >= price) return false;
  return true;
}
