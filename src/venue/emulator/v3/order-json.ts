import { sub } from '../../../core/units.ts';
import type { Qty } from '../../../core/units.ts';
import type { OrderEvent, VenueOrder } from '../order-view.ts';
import type { Desk } from './desk.ts';
import { iso, num } from './envelope.ts';
import { isAbove, signalWord } from './words.ts';

/** What one request did, as `orderEvents` words it. `edited` is how the order stood before an edit that executed. */
export function eventJson(desk: Desk, event: OrderEvent, edited?: VenueOrder): unknown {
  switch (event.type) {
    case 'PLACE':
      return event.order.isTrigger
        ? { type: 'PLACE', orderTrigger: triggerJson(desk, event.order) }
        : { type: 'PLACE', order: orderJson(desk, event.order), reducedQuantity: reduced(event.reduced) };
    case 'EXECUTION':
      return {
        type: 'EXECUTION',
        executionId: event.execution.id,
        price: num(event.execution.price),
        amount: num(event.execution.qty),
        orderPriorEdit: edited === undefined ? null : orderJson(desk, edited),
        orderPriorExecution: orderJson(desk, event.before),
        takerReducedQuantity: reduced(event.reduced),
      };
    case 'REJECT':
      return { type: 'REJECT', uid: event.order.orderId, ...eitherJson(desk, event.order), reason: event.reason };
    case 'CANCEL':
      return { type: 'CANCEL', uid: event.order.orderId, ...eitherJson(desk, event.order) };
    case 'EDIT':
      return {
        type: 'EDIT',
        old: bodyJson(desk, event.old),
        new: bodyJson(desk, event.next),
        reducedQuantity: reduced(event.reduced),
      };
  }
}

function reduced(qty: Qty | undefined): number | null {
  return qty === undefined ? null : num(qty);
}

function eitherJson(desk: Desk, order: VenueOrder): Readonly<Record<string, unknown>> {
  return order.isTrigger ? { orderTrigger: triggerJson(desk, order) } : { order: orderJson(desk, order) };
}

function bodyJson(desk: Desk, order: VenueOrder): unknown {
  return order.isTrigger ? triggerJson(desk, order) : orderJson(desk, order);
}

/** A market order comes back as `ioc` with its protection price; `quantity` is what remains. Gotcha 19. */
function orderJson({ spell }: Desk, order: VenueOrder): unknown {
  const { kind } = order;
  return {
    orderId: order.orderId,
    cliOrdId: order.cliOrdId ?? null,
    type: kind === 'mkt' ? 'ioc' : kind === 'post' || kind === 'ioc' || kind === 'fok' ? kind : 'lmt',
    symbol: spell(order.symbol),
    side: order.side,
    quantity: num(sub(order.quantity, order.filled)),
    filled: num(order.filled),
    limitPrice: order.limitPrice === undefined ? null : num(order.limitPrice),
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.receivedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
  };
}

/** A trigger has a `uid` and a `clientId`; without a limit price it will be an `ioc`. Gotcha 28. */
function triggerJson({ spell }: Desk, order: VenueOrder): unknown {
  return {
    uid: order.orderId,
    clientId: order.cliOrdId ?? null,
    type: order.limitPrice === undefined && order.limitOffset === undefined ? 'ioc' : 'lmt',
    symbol: spell(order.symbol),
    side: order.side,
    quantity: num(order.quantity),
    limitPrice: order.limitPrice === undefined ? null : num(order.limitPrice),
    triggerPrice: order.stopPrice === undefined ? null : num(order.stopPrice),
    triggerSide: isAbove(order) ? 'trigger_above' : 'trigger_below',
    triggerSignal: signalWord(order.signal).price,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.receivedAt),
    lastUpdateTimestamp: iso(order.updatedAt),
    startTime: null,
    ...(order.limitOffset === undefined
      ? {}
      : { limitPriceOffsetValue: num(order.limitOffset.value), limitPriceOffsetUnit: order.limitOffset.unit }),
  };
}
