import { abs, sub } from '../../core/units.ts';
import type { Price } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { cheaper, opposite } from './order.ts';
import { comesFromAbove, levelOf } from './triggers.ts';

/** A move of the last price, from where it stands to where it goes. */
export type Move = Readonly<{ from: Price; to: Price }>;
/** An order whose level the move meets, and the price at which it does. */
export type Met = Readonly<{ order: Order; at: Price }>;

/**
 * Where a move meets an order: at its level inside the move, at the start where that is beyond the level already,
 * undefined where it does not.
 */
export function meets(core: Core, market: Market, order: Order, { from, to }: Move): Price | undefined {
  const level = order.isTrigger ? levelOf(core, market, order) : order.limitPrice;
  if (level === undefined) return undefined;
  const below = order.isTrigger ? comesFromAbove(order) : order.side === 'buy';
  if (below ? from <= level : from >= level) return from;
  return (below ? to <= level : to >= level) ? level : undefined;
}

/** The price stands at the order's level, or beyond. */
export function isMet(core: Core, market: Market, order: Order): boolean {
  const { price } = market;
  return price !== undefined && meets(core, market, order, { from: price, to: price }) !== undefined;
}

/**
 * The first order that still has its turn and that the move meets: by distance; of two that are met at one place the one
 * that rests before the one that is triggered, then the better price, then the older. The list is in the order of age. In
 * a jump all that rest come first.
 */
export function firstMet(core: Core, market: Market, move: Move, isJump: boolean): Met | undefined {
  let first: Met | undefined;
  for (const order of market.orders) {
    const at = order.attempted === market.turn ? undefined : metIn(core, market, order, { move, isJump });
    if (at === undefined) continue;
    if (first === undefined || precedes(move, { order, at }, { met: first, isJump })) first = { order, at };
  }
  return first;
}

/** In a jump there is no price between: a trigger sees only where it ends. */
function metIn(
  core: Core,
  market: Market,
  order: Order,
  { move, isJump }: Readonly<{ move: Move; isJump: boolean }>,
): Price | undefined {
  const { to } = move;
  if (isJump && order.isTrigger && meets(core, market, order, { from: to, to }) === undefined) return undefined;
  return meets(core, market, order, move);
}

function precedes({ from }: Move, a: Met, { met: b, isJump }: Readonly<{ met: Met; isJump: boolean }>): boolean {
  const [near, far] = [distance(from, a.at), distance(from, b.at)];
  if (a.order.isTrigger !== b.order.isTrigger && (isJump || near === far)) return b.order.isTrigger;
  return near < far || (near === far && isBetterPriced(a.order, b.order));
}

/** Of two resting orders of one side; triggers have no place in the book. */
function isBetterPriced(a: Order, b: Order): boolean {
  if (a.isTrigger || b.isTrigger || a.side !== b.side) return false;
  if (a.limitPrice === undefined || b.limitPrice === undefined) return false;
  return cheaper(opposite(a.side), a.limitPrice, b.limitPrice);
}

function distance(from: Price, at: Price): Price {
  return abs(sub(at, from));
}
