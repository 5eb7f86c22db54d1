import { add, min, sub } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import type { Core, Market, Order } from './core.ts';
import { cancelOrder, end, fitReduceOnly } from './ending.ts';
import { execute } from './execution.ts';
import { reducible } from './holding.ts';
import { depthOf } from './ladder.ts';
import type { Plan } from './ladder.ts';
import { refreshMargin } from './margin.ts';
import { isMet } from './matching.ts';
import { remaining, viewOf } from './order.ts';
import type { OrderEvent, OrderReason, VenueOrder } from './order-view.ts';

/** Walks the book with an order: at each price what stands there. The position's reduce-only orders fit it afterwards. */
export function take(
  core: Core,
  market: Market,
  order: Order,
  { plan, type }: Readonly<{ plan: Plan; type: Execution['type'] }>,
): readonly OrderEvent[] {
  const events: OrderEvent[] = [];
  for (const { price, qty } of plan.fills) {
    const before = viewOf(order);
    market.taken[order.side] = add(market.taken[order.side], qty);
    market.takenAt = core.now;
    market.waits = true;
    events.push({ type: 'EXECUTION', execution: execute(core, market, order, { price, qty, type }), before });
  }
  return events;
}

const leftOver: OrderReason = 'ioc_order_failed_because_it_would_not_be_executed';

/** What the feed says of an order that comes to rest; with `old` it was there before, and has been edited. */
export type Cause = Readonly<{ reason: OrderReason; old?: VenueOrder }>;

/** Executes an order as far as its plan goes; of what is left a limit order rests and any other is cancelled. */
export function act(
  core: Core,
  market: Market,
  order: Order,
  { plan, cause }: Readonly<{ plan: Plan; cause: Cause }>,
): readonly OrderEvent[] {
  const events = [...take(core, market, order, { plan, type: 'taker' })];
  if (plan.rest === 0n) {
    write(core, end(core, market, order, { status: 'FULLY_EXECUTED', reason: 'full_fill' }), cause);
  } else if (order.kind === 'lmt' || order.kind === 'post') {
    events.push(rest(core, market, order, cause));
  } else {
    write(core, viewOf(order), cause);
    const reason = order.filled > 0n ? 'partial_fill' : leftOver;
    cancelOrder(core, market, order, reason);
    events.push({ type: 'CANCEL', order: viewOf(order), reason });
  }
  if (plan.fills.length > 0) fitReduceOnly(core, market);
  return events;
}

/** Not in this turn any more; there is a next one soon. */
export function holdOver(market: Market, order: Order): void {
  order.attempted = market.turn;
  market.waits = true;
}

function rest(core: Core, market: Market, order: Order, cause: Cause): OrderEvent {
  // What it could take it has taken; what comes to it now comes with the next look at the price.
  if (isMet(core, market, order)) holdOver(market, order);
  if (!market.orders.includes(order)) market.orders.push(order);
  refreshMargin(core, market);
  const view = write(core, viewOf(order), cause);
  core.news.tell({ type: 'order', order: view, gone: false, reason: cause.reason, at: core.now });
  return { type: 'PLACE', order: view };
}

function write({ news }: Core, order: VenueOrder, { reason, old }: Cause): VenueOrder {
  if (old === undefined) news.record({ type: 'order.placed', order, reason });
  else news.record({ type: 'order.updated', old, order, reason });
  return order;
}

/** Gives a resting order its turn as maker, at its own price: as much as the turn still gives to its side. */
export function make(core: Core, market: Market, order: Order): void {
  order.attempted = market.turn;
  const { side, limitPrice } = order;
  const room = order.reduceOnly ? reducible(market.holding.size, side) : order.quantity;
  const supply = sub(depthOf(core, market), min(market.given[side], depthOf(core, market)));
  const qty = min(min(remaining(order), room), supply);
  if (limitPrice === undefined || qty <= 0n) return;
  const old = viewOf(order);
  market.given[side] = add(market.given[side], qty);
  execute(core, market, order, { price: limitPrice, qty, type: 'maker' });
  const full = remaining(order) === 0n;
  const reason = full ? 'full_fill' : 'partial_fill';
  if (full) end(core, market, order, { status: 'FULLY_EXECUTED', reason });
  else core.news.tell({ type: 'order', order: viewOf(order), gone: false, reason, at: core.now });
  core.news.record({ type: 'order.updated', old, order: viewOf(order), reason });
  fitReduceOnly(core, market);
}
