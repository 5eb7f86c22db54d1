import { assertNever } from '../assert.ts';
import type { EventOf } from '../events.ts';
import { add, max, noQty, sub } from '../units.ts';
import type { Ms, Qty } from '../units.ts';
import type { Order, OrderEnd } from './order.ts';

export type OrderReport = EventOf<
  | 'order.accepted'
  | 'order.rejected'
  | 'order.denied'
  | 'order.unresolved'
  | 'order.filled'
  | 'order.ended'
  | 'order.absent'
>;

/** `advanced`: expected. `ignored`: a repetition. `surprised`: we did not think that this could happen. */
export type Verdict = 'advanced' | 'ignored' | 'surprised';
export type OrderStep = Readonly<{ next: Order; verdict: Verdict }>;

/** Two endpoints must miss an order, after its request can no longer be under way, before we call it dead. */
const sourcesToProveAbsence = 2;

/**
 * What a report makes of an order. Total and order-free: acks, fills and ends may come shuffled and repeated,
 * and the order that results is the same.
 */
export function report(order: Order, event: OrderReport, requestLifeMs: number): OrderStep {
  switch (event.type) {
    case 'order.accepted':
      return order.venueOrderId === undefined
        ? advance(settle({ ...order, venueOrderId: event.venueOrderId, absentFrom: [] }))
        : ignore(order);
    case 'order.filled':
      return filled(order, event);
    case 'order.ended':
      return ended(order, { how: event.how, filled: event.filled, at: event.at });
    case 'order.rejected':
    case 'order.denied': {
      const how = event.type === 'order.rejected' ? 'rejected' : 'denied';
      const seen = order.venueOrderId !== undefined || order.filled > 0n;
      if (order.end === undefined && seen) return { next: order, verdict: 'surprised' };
      return ended(order, { how, filled: noQty, at: event.at, reason: event.reason });
    }
    case 'order.unresolved':
      // Known by its fills alone: it exists, and what is left of it is still to be asked after.
      if (order.status === 'open' && order.venueOrderId === undefined) return advance(order);
      return order.status === 'in-flight' ? advance({ ...order, status: 'unresolved' }) : ignore(order);
    case 'order.absent':
      return absent(order, event, requestLifeMs);
    default:
      return assertNever(event);
  }
}

function filled(order: Order, { fill }: EventOf<'order.filled'>): OrderStep {
  if (order.fillIds.includes(fill.id)) return ignore(order);
  const next = settle({ ...order, filled: add(order.filled, fill.qty), fillIds: [...order.fillIds, fill.id] });
  return { next, verdict: next.filled > order.ticket.qty ? 'surprised' : 'advanced' };
}

function ended(order: Order, end: NonNullable<Order['end']>): OrderStep {
  const known = order.end;
  if (known === undefined) return advance(settle({ ...order, end }));
  const grown = max(known.filled, end.filled);
  // A second end can only add executions that the first did not know of.
  return grown === known.filled ? ignore(order) : advance(settle({ ...order, end: { ...known, filled: grown } }));
}

function absent(order: Order, event: EventOf<'order.absent'>, requestLifeMs: number): OrderStep {
  if (order.status !== 'unresolved' || event.at < order.sentAt + requestLifeMs) return ignore(order);
  if (order.absentFrom.includes(event.source)) return ignore(order);
  const absentFrom = [...order.absentFrom, event.source];
  if (absentFrom.length < sourcesToProveAbsence) return advance({ ...order, absentFrom });
  return advance(settle({ ...order, absentFrom, end: { how: 'absent', filled: noQty, at: event.at } }));
}

/** The status that the facts imply. Done means: it has ended, and every fill that the end implies is here. */
function settle(order: Order): Order {
  if (order.filled >= order.ticket.qty) {
    return { ...order, status: 'done', end: order.end ?? { how: 'filled', filled: order.filled, at: order.sentAt } };
  }
  if (order.end !== undefined) return { ...order, status: order.filled >= order.end.filled ? 'done' : 'open' };
  return order.venueOrderId !== undefined || order.filled > 0n ? { ...order, status: 'open' } : order;
}

/** After a crash nobody knows what became of a request in flight, nor of a cancel. */
export function forgotten(order: Order): Order {
  const { cancelSentAt: _, ...rest } = order;
  return order.status === 'in-flight' ? { ...rest, status: 'unresolved' } : rest;
}

/** Still working at the venue, at most. */
export function unfilled(order: Order): Qty {
  const limit = order.end === undefined ? order.ticket.qty : max(order.end.filled, order.filled);
  return max(sub(limit, order.filled), noQty);
}

/** How an order ended, once it is done. */
export function howEnded(order: Order): OrderEnd | undefined {
  return order.status === 'done' ? order.end?.how : undefined;
}

/** The cancel has been asked for. */
export function canceling(order: Order, at: Ms): Order {
  return { ...order, cancelSentAt: at };
}

function advance(next: Order): OrderStep {
  return { next, verdict: 'advanced' };
}

function ignore(next: Order): OrderStep {
  return { next, verdict: 'ignored' };
}
