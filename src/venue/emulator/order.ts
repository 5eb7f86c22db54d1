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
  return {
    orderId,
    ...(order.cliOrdId === undefined ? {} : { cliOrdId: order.cliOrdId }),
    symbol,
    side,
    kind,
    quantity,
    filled,
    ...(order.limitPrice === undefined ? {} : { limitPrice: order.limitPrice }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice, signal: order.signal }),
    ...(order.trailing === undefined ? {} : { trailing: order.trailing }),
    ...(order.limitOffset === undefined ? {} : { limitOffset: order.limitOffset }),
    reduceOnly,
    receivedAt,
    updatedAt,
    isTrigger,
  };
}
