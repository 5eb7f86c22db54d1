import { add, ceilTo, floorTo, max, min, noQty, share, sub } from '../../core/units.ts';
import type { Price, Qty } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { lotsOf, slipped } from './exact.ts';
import { facts } from './facts.ts';
import type { Level } from './market-view.ts';
import type { OrderSide } from './order-view.ts';
import { cheaper, opposite, remaining } from './order.ts';
import { points } from './path.ts';
import { isOpen } from './prices.ts';

/** What everybody else offers to a taker of one side: best first, as far as he may go. */
export type Ladder = Readonly<{ best: Price; step: Price; each: Qty; levels: number }>;

/**
 * The book around a price, from the candle alone: the best price of each side is worse for a taker than the path's by the
 * slippage, the others follow at the same distance, and at each stands a quarter of what of the candle's volume may be had.
 */
export function ladderAt(core: Core, market: Market, side: OrderSide, price: Price): Ladder {
  const { slippage } = core.options;
  const { tick } = market.contract;
  const best = slipped(price, side, { slippage, tick });
  const step = max(tick, floorTo(share(price, slippage), tick));
  return { best, step, each: depthOf(core, market), levels: facts.levels };
}

/** What stands at one price, and what one turn of the market gives to the resting orders of a side. */
export function depthOf({ options }: Core, market: Market): Qty {
  const { candle, contract } = market;
  market.depth ??= lotsOf(candle?.volume ?? 0, options.participation / points, contract.lot);
  return market.depth;
}

/**
 * What is left of it in this turn, best first, up to a limit and a quantity; in a gap of the data nothing. Where an order of
 * ours waits beyond the others' prices, it comes before a later one and those have met it: for the later one they are gone.
 */
export function offersTo(
  core: Core,
  market: Market,
  { side, limit, qty, apart }: Readonly<{ side: OrderSide; limit?: Price; qty?: Qty; apart?: string }>,
): readonly Level[] {
  const { price } = market;
  if (price === undefined || !isOpen(market, core.now)) return [];
  const { best, step, each, levels } = ladderAt(core, market, side, price);
  const found: Level[] = [];
  const waiting = bestOwn(market, side, apart);
  let [at, gone, wanted] = [best, market.taken[side], qty];
  for (let n = 0; n < levels && at > 0n; n += 1) {
    if (limit !== undefined && cheaper(side, limit, at)) break;
    const here = sub(each, min(gone, each));
    gone = sub(gone, min(gone, each));
    if (here > 0n && (waiting === undefined || cheaper(side, waiting, at))) {
      const part = wanted === undefined ? here : min(here, wanted);
      found.push({ price: at, qty: part });
      if (wanted !== undefined) wanted = sub(wanted, part);
      if (wanted === 0n) break;
    }
    at = side === 'buy' ? add(at, step) : sub(at, step);
  }
  return found;
}

/** The best of the account's own orders that rest on one side. */
export function bestOwn({ orders }: Market, side: OrderSide, apart?: string): Price | undefined {
  let best: Price | undefined;
  for (const { side: own, isTrigger, limitPrice, orderId } of orders) {
    if (own !== side || isTrigger || limitPrice === undefined || orderId === apart) continue;
    if (best === undefined || cheaper(opposite(side), limitPrice, best)) best = limitPrice;
  }
  return best;
}

/** The best price against which a taker of this side would execute, the account's own orders included. */
export function bestAgainst(core: Core, market: Market, side: OrderSide): Price | undefined {
  const [first] = offersTo(core, market, { side, qty: market.contract.lot });
  const own = bestOwn(market, opposite(side));
  if (first === undefined || own === undefined) return first?.price ?? own;
  return cheaper(side, own, first.price) ? own : first.price;
}

/** True where an order of ours would meet another of ours before it is filled, or where it comes to rest. */
export function meetsItself(market: Market, { side, limitPrice }: Order, plan: Plan): boolean {
  const own = bestOwn(market, opposite(side));
  if (own === undefined || limitPrice === undefined) return false;
  const reach = plan.rest > 0n ? limitPrice : (plan.fills.at(-1)?.price ?? limitPrice);
  return !cheaper(side, reach, own);
}

/** How an order would execute now: against what, and what would be left. */
export type Plan = Readonly<{ fills: readonly Level[]; rest: Qty }>;

export function planOf(core: Core, market: Market, order: Order): Plan {
  const qty = remaining(order);
  const limit = order.limitPrice === undefined ? {} : { limit: order.limitPrice };
  const fills = offersTo(core, market, { side: order.side, qty, apart: order.orderId, ...limit });
  return { fills, rest: fills.reduce((left, level) => sub(left, level.qty), qty) };
}

/** How far a market order may go: one percent beyond the best price, rounded toward it. */
export function protectionOf(best: Price, side: OrderSide, tick: Price): Price {
  const reach = share(best, facts.protection);
  return side === 'buy' ? floorTo(add(best, reach), tick) : max(tick, ceilTo(sub(best, reach), tick));
}

/** Nothing taken, nothing given. */
export function untouched(): Record<OrderSide, Qty> {
  return { buy: noQty, sell: noQty };
}
