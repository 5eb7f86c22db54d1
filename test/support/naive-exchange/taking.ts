import type { OrderSide } from '../../../src/venue/emulator/order-view.ts';
import { D } from './decimal.ts';
import type { Level, Sight } from './state.ts';

/** A market order reaches at most one percent beyond the best opposite price, rounded towards the inside (section 8.1). */
const reach = '0.01';

export const opposite = (sight: Sight, side: OrderSide): readonly Level[] => (side === 'buy' ? sight.asks : sight.bids);

/** Whether an order of this side and limit would trade at `price`. */
export const crosses = (side: OrderSide, limit: D, price: D): boolean =>
  side === 'buy' ? price.lte(limit) : price.gte(limit);

/** The limit of a market order; undefined where nothing stands opposite. */
export function protection(sight: Sight, side: OrderSide, tick: D): D | undefined {
  const best = opposite(sight, side)[0];
  if (best === undefined) return undefined;
  const [way, rounding] = side === 'buy' ? ([1, D.ROUND_FLOOR] as const) : ([-1, D.ROUND_CEIL] as const);
  const limit = best.price.mul(new D(1).plus(new D(reach).mul(way)));
  return limit.div(tick).toDecimalPlaces(0, rounding).mul(tick);
}

/** What a taker gets: level by level, best first, up to its limit. */
export function walk(
  levels: readonly Level[],
  side: OrderSide,
  { limit, qty }: Readonly<{ limit: D; qty: D }>,
): Level[] {
  const got: Level[] = [];
  let left = qty;
  for (const level of levels) {
    if (left.lte(0) || !crosses(side, limit, level.price)) break;
    const taken = D.min(left, level.qty);
    if (taken.gt(0)) got.push({ price: level.price, qty: taken });
    left = left.minus(taken);
  }
  return got;
}

/** The same price once. */
export function byPrice(levels: readonly Level[]): Level[] {
  const merged = new Map<string, Level>();
  for (const { price, qty } of levels) {
    const key = price.toString();
    merged.set(key, { price, qty: qty.plus(merged.get(key)?.qty ?? 0) });
  }
  return [...merged.values()];
}
