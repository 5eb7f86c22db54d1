import { sub } from '../../core/units.ts';
import type { Price, Qty } from '../../core/units.ts';
import type { Order } from './core.ts';
import type { OrderSide, VenueOrder } from './order-view.ts';

export function remaining({ quantity, filled }: Pick<Order, 'quantity' | 'filled'>): Qty {
  return sub(quantity, filled);
}

export function opposite(side: OrderSide): OrderSide {
  return side === 'buy' ? 'sell' : 'buy';
}

/** True where `a` is the better price for whoever takes with an order of this side. */
export function cheaper(side: OrderSide, a: Price, b: Price): boolean {
  return side === 'buy' ? a < b : a > b;
}

/** The order as it stands, for good: what changes later does not change this. */
export function viewOf(order: Order): VenueOrder {
  const { orderId, symbol, side, kind, quantity, filled, reduceOnly, receivedAt, updatedAt, isTrigger } = order;
  const { cliOrdId, limitPrice, stopPrice, trailing, limitOffset } = order;
  // Written down with every order: what is absent is left out without a copy for each.
  const view: { -readonly [Part in keyof VenueOrder]: VenueOrder[Part] } = {
    orderId,
    symbol,
    side,
    kind,
    quantity,
    filled,
    reduceOnly,
    receivedAt,
    updatedAt,
    isTrigger,
  };
  if (cliOrdId !== undefined) view.cliOrdId = cliOrdId;
  if (limitPrice !== undefined) view.limitPrice = limitPrice;
  if (stopPrice !== undefined) [view.stopPrice, view.signal] = [stopPrice, order.signal];
  if (trailing !== undefined) view.trailing = trailing;
  if (limitOffset !== undefined) view.limitOffset = limitOffset;
  return view;
}
