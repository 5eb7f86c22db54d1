import { add } from '../../core/units.ts';
import type { Qty } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { reducible } from './holding.ts';
import { refreshMargin } from './margin.ts';
import type { OrderReason, OrderStatus, VenueOrder } from './order-view.ts';
import { remaining, viewOf } from './order.ts';
import { remember } from './remembering.ts';

/** How an order ends. */
export type End = Readonly<{ status: OrderStatus['status']; reason: OrderReason }>;

/** Takes an order off its market, for good, and says so; returns how it stood at last. What of it is written down is the caller's business. */
export function end(core: Core, market: Market, order: Order, { status, reason }: End): VenueOrder {
  const place = market.orders.indexOf(order);
  const rested = place >= 0;
  if (rested) market.orders.splice(place, 1);
  order.end = { at: core.now, status, reason };
  order.updatedAt = core.now;
  remember(core, order);
  // What never rested bound nothing; what it executed has been counted then.
  if (rested) refreshMargin(core, market);
  const view = viewOf(order);
  core.news.tell({ type: 'order', order: view, gone: true, reason, at: core.now });
  return view;
}

/** Ends an order that has not been filled, and writes it down. */
export function cancelOrder(core: Core, market: Market, order: Order, reason: OrderReason): void {
  const view = viewOf(order);
  end(core, market, order, { status: 'CANCELLED', reason });
  const last = { ...view, updatedAt: core.now };
  if (order.isTrigger) core.news.record({ type: 'trigger.cancelled', order: last, reason });
  else core.news.record({ type: 'order.cancelled', order: last, reason });
}

/** An order stands otherwise than before, and says so. */
export function changed(core: Core, order: Order, reason: OrderReason): void {
  order.updatedAt = core.now;
  core.news.tell({ type: 'order', order: viewOf(order), gone: false, reason, at: core.now });
}

/**
 * The position has become smaller: reduce-only orders that can no longer reduce it go, and resting ones that would reduce
 * more than there is shrink to it. A trigger keeps its size: what it may close is looked at when it fires.
 */
export function fitReduceOnly(core: Core, market: Market): void {
  for (const order of market.orders.filter(({ reduceOnly }) => reduceOnly)) {
    const room = reducible(market.holding.size, order.side);
    if (room === 0n) cancelOrder(core, market, order, 'would_not_reduce_position');
    else if (!order.isTrigger && remaining(order) > room) shrink(core, market, order, room);
  }
}

function shrink(core: Core, market: Market, order: Order, room: Qty): void {
  const reason = 'would_not_reduce_position';
  const old = viewOf(order);
  order.quantity = add(order.filled, room);
  changed(core, order, reason);
  core.news.record({ type: 'order.updated', old, order: viewOf(order), reason });
  refreshMargin(core, market);
}
