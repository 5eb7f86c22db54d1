import { assert } from '../../core/assert.ts';
import type { Price, Qty } from '../../core/units.ts';

/** The multiple of `step` that is nearest, as the number that its decimal text reads as. */
export function gridOf(step: Price | Qty): (value: number) => number {
  let count: bigint = step;
  let places = 10;
  while (places > 0 && count % 10n === 0n) {
    count /= 10n;
    places -= 1;
  }
  const [whole, over] = [Number(count), 10 ** places];
  assert(whole > 0 && Number.isSafeInteger(whole), 'a step is positive');
  // A whole number over a power of ten: the one division rounds as the parser of decimals does.
  return (value) => (Math.round((value * over) / whole) * whole) / over;
}
