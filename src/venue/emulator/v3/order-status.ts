import type { OrderName, OrderStatus, VenueOrder } from '../order-view.ts';
import type { Desk } from './desk.ts';
import { iso, num } from './envelope.ts';
import { isAbove, reasonWord, signalWord } from './words.ts';

/** Orders that are open, or ended in the last five seconds; without names, all that are. */
export function statusRows(desk: Desk, names: readonly OrderName[]): readonly unknown[] {
  return desk.exchange.orderStatus(names).map((row) => rowOf(desk, row));
}

function rowOf(desk: Desk, { order, status, reason }: OrderStatus): unknown {
  const isTrigger = order.isTrigger || status === 'TRIGGER_PLACED' || status === 'TRIGGER_ACTIVATION_FAILURE';
  return {
    order: isTrigger ? triggerJson(desk, order) : plainJson(desk, order),
    status,
    updateReason: reason === undefined ? null : reasonWord(reason),
    error: null,
  };
}

/** `quantity` is all of the order here, unlike in the history. */
function plainJson({ spell }: Desk, order: VenueOrder): Readonly<Record<string, unknown>> {
  return {
    type: 'ORDER',
    orderId: order.orderId,
    cliOrdId: order.cliOrdId ?? null,
    symbol: spell(order.symbol),
    side: order.side,
    quantity: num(order.quantity),
    filled: num(order.filled),
    limitPrice: order.limitPrice === undefined ? null : num(order.limitPrice),
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.receivedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
  };
}

function triggerJson(desk: Desk, order: VenueOrder): unknown {
  const side = isAbove(order) ? 'TRIGGER_ABOVE' : 'TRIGGER_BELOW';
  return {
    ...plainJson(desk, order),
    type: 'TRIGGER_ORDER',
    filled: null,
    priceTriggerOptions: {
      triggerPrice: order.stopPrice === undefined ? null : num(order.stopPrice),
      triggerSide: side,
      triggerSignal: signalWord(order.signal).upper,
    },
    triggerTime: null,
  };
}
