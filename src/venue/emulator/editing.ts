import { add } from '../../core/units.ts';
import type { Qty } from '../../core/units.ts';
import { objection } from './admission.ts';
import type { Core, Market, Order } from './core.ts';
import { changed } from './ending.ts';
import { clamp } from './forming.ts';
import { planOf } from './ladder.ts';
import { refreshMargin } from './margin.ts';
import { isMet } from './matching.ts';
import type { EditAnswer, OrderChange, OrderEvent, OrderName, SendStatus, VenueOrder } from './order-view.ts';
import { remaining, viewOf } from './order.ts';
import { signalOf } from './prices.ts';
import { refuse } from './refusing.ts';
import { act, holdOver } from './taking.ts';
import { isDeviation, trailingLevel } from './triggers.ts';
import { isPrice, isSize, tooLate } from './validation.ts';
import { catchUp, expect } from './walking.ts';

/** The order of that name, ended or not. */
export function named({ orders, clients }: Core, name: OrderName): Order | undefined {
  return 'orderId' in name ? orders.get(name.orderId) : clients.get(name.cliOrdId);
}

/** Changes an open order in place: it keeps its id, and may execute by it. Where that is refused it stays as it was. */
export function edit(core: Core, change: OrderChange): EditAnswer {
  const found = named(core, change.which);
  const market = found === undefined ? undefined : core.markets.get(found.symbol);
  if (market !== undefined) catchUp(core, market);
  if (found === undefined || market === undefined || found.end !== undefined) return unfound(core, change);
  const status = unfit(core, market, found, change);
  if (status !== undefined) return { status, orderId: found.orderId, at: core.now, events: [] };
  const next = changedTo(core, market, found, change);
  if (isSame(found, next)) return withoutEffect(core, found);
  const answer = next.isTrigger ? adopt(core, market, found, next) : replace(core, market, found, next);
  expect(core, market);
  return answer;
}

function unfound(core: Core, { which }: OrderChange): EditAnswer {
  const id = 'orderId' in which ? { orderId: which.orderId } : {};
  return { status: 'orderForEditNotFound', ...id, at: core.now, events: [] };
}

function unfit(core: Core, market: Market, order: Order, change: OrderChange): SendStatus | undefined {
  const late = tooLate(core, change.processBefore);
  if (late !== undefined) return late;
  if (core.phase === 'maintenance' || core.phase === 'cancel_only') return 'marketSuspended';
  if (order.kind === 'trailing_stop' && change.stopPrice !== undefined) return 'cannotEditTriggerPriceOfTrailingStop';
  if (order.kind === 'trailing_stop' && change.limitPrice !== undefined) return 'cannotEditLimitPriceOfTrailingStop';
  if (!order.isTrigger && change.stopPrice !== undefined) return 'orderForEditNotAStop';
  return malformed(market, order, change);
}

function malformed({ contract }: Market, order: Order, change: OrderChange): SendStatus | undefined {
  const { size, limitPrice, stopPrice, trailing } = change;
  if (size !== undefined && (!isSize(contract, size) || quantityOf(order, change) <= order.filled))
    return 'invalidSize';
  if (!isPrice(contract, limitPrice) || !isPrice(contract, stopPrice)) return 'invalidPrice';
  if (trailing === undefined) return undefined;
  return order.kind === 'trailing_stop' && isDeviation(trailing, contract.tick) ? undefined : 'invalidPrice';
}

/** ABSOLUTE is all of the order; RELATIVE, as when nothing is said, what is to stay open. */
function quantityOf({ filled, quantity }: Order, { size, sizeMode }: OrderChange): Qty {
  if (size === undefined) return quantity;
  return sizeMode === 'ABSOLUTE' ? size : add(filled, size);
}

function changedTo(core: Core, market: Market, order: Order, change: OrderChange): Order {
  const { limitPrice, stopPrice, trailing } = change;
  const next: Order = {
    ...order,
    quantity: quantityOf(order, change),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(trailing === undefined ? {} : { trailing }),
  };
  if (trailing !== undefined && market.price !== undefined) {
    const best = signalOf(core, market, order.signal, market.price);
    next.stopPrice = trailingLevel(order.side, best, { trailing, tick: market.contract.tick });
  }
  clamp(market, next);
  return next;
}

function isSame(a: Order, b: Order): boolean {
  return a.quantity === b.quantity && a.limitPrice === b.limitPrice && a.stopPrice === b.stopPrice && !retrailed(a, b);
}

function retrailed({ trailing: a }: Order, { trailing: b }: Order): boolean {
  return a !== undefined && b !== undefined && (a.value !== b.value || a.unit !== b.unit);
}

/** As captured: called edited, with a refusal that says that nothing was. */
function withoutEffect(core: Core, order: Order): EditAnswer {
  const reject = { type: 'REJECT', order: viewOf(order), reason: 'EDIT_HAS_NO_EFFECT' } as const;
  return { status: 'edited', orderId: order.orderId, at: core.now, events: [reject] };
}

/** The same order from here on: its identity is its own, everything else is the new one's. */
function become(order: Order, next: Order): void {
  const { quantity, limitPrice, stopPrice, trailing } = next;
  order.quantity = quantity;
  if (limitPrice !== undefined) order.limitPrice = limitPrice;
  if (stopPrice !== undefined) order.stopPrice = stopPrice;
  if (trailing !== undefined) order.trailing = trailing;
}

function adopt(core: Core, market: Market, order: Order, next: Order): EditAnswer {
  const old = viewOf(order);
  become(order, next);
  changed(core, order, 'edited_by_user');
  if (isMet(core, market, order)) holdOver(market, order);
  else order.attempted = -1;
  const view = viewOf(order);
  core.news.record({ type: 'trigger.updated', old, order: view, reason: 'edited_by_user' });
  return { status: 'edited', orderId: order.orderId, at: core.now, events: [{ type: 'EDIT', old, next: view }] };
}

function replace(core: Core, market: Market, order: Order, next: Order): EditAnswer {
  // Seen from the book the old one is gone: the new one cannot meet it, nor is it bound for twice.
  const place = market.orders.indexOf(order);
  const without = { ...market, orders: market.orders.toSpliced(place, 1) };
  const plan = planOf(core, without, next);
  const status = objection(core, without, next, plan);
  if (status !== undefined) return refuse(core, next, status);
  const old = viewOf(order);
  const keepsPlace = old.limitPrice === next.limitPrice && next.quantity < old.quantity;
  become(order, next);
  order.updatedAt = core.now;
  order.attempted = -1;
  const edited: OrderEvent = { type: 'EDIT', old, next: viewOf(order) };
  if (!keepsPlace) market.orders.splice(place, 1);
  const events = act(core, market, order, { plan, cause: { reason: 'edited_by_user', old } });
  refreshMargin(core, market);
  const executed = events.filter(({ type }) => type !== 'PLACE');
  return { status: statusOf(old, order), orderId: order.orderId, at: core.now, events: [edited, ...executed] };
}

function statusOf({ filled }: VenueOrder, order: Order): SendStatus {
  if (remaining(order) === 0n) return 'filled';
  return order.filled > filled ? 'partiallyFilled' : 'edited';
}
