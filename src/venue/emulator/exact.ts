import { assert } from '../../core/assert.ts';
import { add, ceilTo, fixed, floorTo, max, scale, sub } from '../../core/units.ts';
import type { Fixed, Price, Qty, Ratio } from '../../core/units.ts';
import type { OrderSide } from './order-view.ts';

/** Mints a count of 1e-10 of whatever unit is asked for. */
export function counted<F extends Fixed<string>>(count: bigint): F {
  assert(isCounted<F>(count), 'every whole number is a count');
  return count;
}

function isCounted<F extends Fixed<string>>(_count: bigint): _count is F {
  return true;
}

/** `value` times `part / whole`, toward zero at 1e-10; `whole` must not be zero. */
export function proportion<F extends Fixed<string>>(value: F, part: bigint, whole: bigint): F {
  const count: bigint = value;
  return counted<F>((count * part) / whole);
}

/** `value` times a ratio, away from zero at 1e-10: what is charged is never understated. */
export function shareUp<F extends Fixed<string>>(value: F, ratio: Ratio): F {
  const count: bigint = value;
  const product = count * ratio;
  const whole = product / scale;
  const rest = product % scale;
  return counted<F>(rest === 0n ? whole : rest > 0n ? whole + 1n : whole - 1n);
}

/** The nearest tick, the upper of two equally near, at least one tick. */
export function nearestTick(exact: Price, tick: Price): Price {
  const [down, up] = [floorTo(exact, tick), ceilTo(exact, tick)];
  return max(tick, sub(exact, down) < sub(up, exact) ? down : up);
}

/** A charted price on the tick grid, by `nearestTick`. */
export function onTick(value: number, tick: Price): Price {
  return nearestTick(priceOfChart(value), tick);
}

/** A charted price at 1e-10. */
export function priceOfChart(value: number): Price {
  return countOf<Price>(value);
}

/** A float at 1e-10. */
function countOf<F extends Fixed<string>>(value: number): F {
  // The product is a whole number of 1e-10 as long as it is safe; beyond that the decimal text is exact.
  const scaled = Math.round(value * 1e10);
  return Number.isSafeInteger(scaled) ? counted<F>(BigInt(scaled)) : fixed<F>(value.toFixed(10));
}

/** What a taker pays or gets: `price` worsened by `slippage`, rounded to the tick against the taker, at least one tick. */
export function slipped(price: Price, side: OrderSide, terms: Readonly<{ slippage: Ratio; tick: Price }>): Price {
  const worse = shareUp(price, terms.slippage);
  return side === 'buy'
    ? ceilTo(add(price, worse), terms.tick)
    : max(terms.tick, floorTo(max(terms.tick, sub(price, worse)), terms.tick));
}

// Beyond this `toFixed` writes an exponent; no volume is.
const most = 1e20;

/** A share of a charted volume, floored to the lot, at least one lot. */
export function lotsOf(volume: number, share: number, lot: Qty): Qty {
  return max(lot, floorTo(countOf<Qty>(Math.min(most, volume * share)), lot));
}

/** A small number as a share, rounded up at 1e-10. */
export function ratioOfNumber(value: number): Ratio {
  return counted<Ratio>(BigInt(Math.ceil(Number((value * 1e10).toFixed(4)))));
}
