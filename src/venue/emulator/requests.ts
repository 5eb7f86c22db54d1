import { assertNever } from '../../core/assert.ts';
import type { OrderSource, VenuePosition } from '../../core/events.ts';
import type { OrderTicket } from '../../core/order/order.ts';
import { noQty } from '../../core/units.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import type { VenueEffect } from '../../runtime/ports.ts';
import { refusal } from './admission.ts';
import { endOf, withdraw } from './execution.ts';
import { openOrders, openPositions } from './exchange.ts';
import type { Exchange, Market, Say, VenueRecord } from './exchange.ts';
import { arm, catchUp, confront } from './market.ts';

const sources = ['open-orders', 'order-status', 'fills', 'history'] as const satisfies readonly OrderSource[];

/** A request has arrived. What answers it goes through `say`; what happens because of it is posted like any report. */
export function handle(exchange: Exchange, effect: VenueEffect, say: Say): void {
  switch (effect.type) {
    case 'order.place':
      return place(exchange, effect.ticket, say);
    case 'order.cancel':
      return cancel(exchange, effect.order, say);
    case 'venue.ask':
      return effect.about === 'order'
        ? tellOrder(exchange, effect.order, say)
        : tellAccount(exchange, effect.since, say);
    default:
      return assertNever(effect);
  }
}

function place(exchange: Exchange, ticket: OrderTicket, say: Say): void {
  const market = exchange.markets.get(ticket.instrument);
  if (market === undefined) return say({ type: 'order.rejected', order: ticket.id, reason: 'contractNotFound' });
  catchUp(exchange, market);
  const reason = refusal(exchange, market, ticket);
  if (reason === undefined) accept(exchange, { market, ticket }, say);
  // The id is taken: by the very order that this is a repetition of, for all we know. That is no refusal.
  else if (reason === 'clientOrderIdAlreadyExist') say({ type: 'order.unresolved', order: ticket.id, cause: reason });
  else say({ type: 'order.rejected', order: ticket.id, reason });
  arm(exchange, market);
}

function accept(exchange: Exchange, { market, ticket }: { market: Market; ticket: OrderTicket }, say: Say): void {
  const order: VenueRecord = {
    ticket,
    venueOrderId: `venue-${String(exchange.orders.size + 1)}`,
    placedAt: exchange.now,
    fills: [],
    filled: noQty,
    status: 'resting',
    attempted: -1,
    retried: false,
  };
  exchange.orders.set(ticket.id, order);
  market.orders.push(order);
  tellAccepted(order, say);
  confront(exchange, market, order);
}

/** Whatever the fate of the order, its end answers; only an order that was never ours is absent. */
function cancel(exchange: Exchange, id: ClientOrderId, say: Say): void {
  const order = exchange.orders.get(id);
  const market = order === undefined ? undefined : exchange.markets.get(order.ticket.instrument);
  if (order === undefined || market === undefined) {
    return say({ type: 'order.absent', order: id, source: 'open-orders' });
  }
  catchUp(exchange, market);
  if (order.end === undefined) withdraw(exchange, market, { order, how: 'canceled' });
  say(endOf(order));
  arm(exchange, market);
}

function tellOrder({ orders }: Exchange, id: ClientOrderId, say: Say): void {
  const order = orders.get(id);
  if (order === undefined) {
    for (const source of sources) say({ type: 'order.absent', order: id, source });
    return;
  }
  tellAccepted(order, say);
  for (const fill of order.fills) say({ type: 'order.filled', fill });
  if (order.end !== undefined) say(endOf(order));
}

function tellAccepted({ ticket, venueOrderId }: VenueRecord, say: Say): void {
  say({ type: 'order.accepted', order: ticket.id, venueOrderId });
}

function tellAccount(exchange: Exchange, since: Ms, say: Say): void {
  // Both lists are in order of time, so the newest are behind the last that is too old.
  const fills = exchange.fills.slice(exchange.fills.findLastIndex(({ venueAt }) => venueAt < since) + 1);
  const ended = exchange.ended.slice(
    exchange.ended.findLastIndex(({ end }) => end !== undefined && end.at < since) + 1,
  );
  for (const fill of fills) say({ type: 'order.filled', fill });
  for (const order of ended) say(endOf(order));
  const [orders, positions] = [openOrders(exchange), positionsNow(exchange)];
  say({ type: 'venue.snapshot', venueAt: exchange.now, orders, positions });
}

function positionsNow(exchange: Exchange): readonly VenuePosition[] {
  return openPositions(exchange).map(({ instrument, side, qty, entryPrice }) => ({
    instrument,
    side,
    qty,
    entryPrice,
  }));
}
