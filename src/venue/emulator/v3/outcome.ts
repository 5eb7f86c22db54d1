import { assert } from '../../../core/assert.ts';
import type { CancelAnswer, OrderName, SendAnswer } from '../order-view.ts';
import type { Desk } from './desk.ts';
import { iso } from './envelope.ts';
import { eventJson } from './order-json.ts';

/** Status, time and events. A success always has its event: without one ccxt takes it for rejected. Gotcha 95. */
export function outcome(desk: Desk, { status, at, events }: SendAnswer): Readonly<Record<string, unknown>> {
  const edited = events.find((event) => event.type === 'EDIT');
  const told = events.some((event) => event.type === 'EXECUTION') ? events.filter((event) => event !== edited) : events;
  assert(status !== 'placed' || events.length > 0, 'what was placed has an event');
  return {
    status: status === 'noEffect' ? 'edited' : status,
    receivedTime: iso(at),
    orderEvents: told.map((event) => eventJson(desk, event, edited?.old)),
  };
}

/** `notFound` has neither ids nor events; `filled` is too late. Gotcha 34. */
export function cancelled(
  desk: Desk,
  which: OrderName,
  { status, order }: CancelAnswer,
): Readonly<Record<string, unknown>> {
  if (status === 'notFound') return { status };
  const named = order ?? which;
  const events =
    order === undefined || status === 'filled'
      ? []
      : [eventJson(desk, { type: 'CANCEL', order, reason: 'cancelled_by_user' })];
  return {
    status,
    ...('orderId' in named ? { order_id: named.orderId } : {}),
    ...('cliOrdId' in named && named.cliOrdId !== undefined ? { cliOrdId: named.cliOrdId } : {}),
    orderEvents: events,
  };
}
