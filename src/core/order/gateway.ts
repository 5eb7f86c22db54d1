import { alert, arm } from '../desk.ts';
import type { Desk } from '../desk.ts';
import type { Position } from '../position/position.ts';
import type { ApprovedIntent } from '../risk/gate.ts';
import { later, noQty } from '../units.ts';
import type { ClientOrderId, Qty } from '../units.ts';
import { clientOrderId } from './client-order-id.ts';
import type { Order, OrderForm, OrderRole, OrderSide, OrderTicket } from './order.ts';
import { canceling } from './transition.ts';

/** An order that can only ever make a position smaller. */
export type Reduction = Readonly<{ role: Exclude<OrderRole, 'entry'>; qty: Qty; form: OrderForm }>;

/**
 * The only path to the exchange. Entries need the gate's approval and carry the safety epoch in which it was given;
 * reductions need nothing. The order is in the table, and so in the journal, before it is sent.
 */
export function sendEntry(desk: Desk, approval: ApprovedIntent, position: number): void {
  const { instrument, qty, side } = approval;
  const ticket: OrderTicket = {
    id: nextId(desk, 'entry', position),
    instrument,
    side: side === 'long' ? 'buy' : 'sell',
    qty,
    form: { type: 'market' },
    reduceOnly: false,
  };
  enter(desk, ticket, 'entry', position);
  desk.effects.push({ type: 'order.place', ticket, approval, epoch: desk.state.safety.epoch });
  arm(desk, { type: 'entry-timeout', order: ticket.id }, later(desk.at, desk.settings.execution.entryTimeoutMs));
}

export function sendReduction(
  desk: Desk,
  { number, instrument, side }: Position,
  { role, qty, form }: Reduction,
): void {
  const closing: OrderSide = side === 'long' ? 'sell' : 'buy';
  const ticket = { id: nextId(desk, role, number), instrument, side: closing, qty, form, reduceOnly: true } as const;
  enter(desk, ticket, role, number);
  desk.effects.push({ type: 'order.place', ticket });
}

/** A cancel has no outcome of its own: the order ends, or the cancel was lost, and is looked at again when it can no longer arrive. */
export function sendCancel(desk: Desk, order: Order): void {
  const { id, instrument } = order.ticket;
  desk.state.orders.set(id, canceling(order, desk.at));
  desk.effects.push({ type: 'order.cancel', order: id, instrument });
  arm(desk, { type: 'resolve', order: id }, later(desk.at, desk.settings.execution.requestLifeMs));
}

/** Asks the venue, through all its sources, what became of an order; and asks again until it is proven. */
export function inquire(desk: Desk, order: Order): void {
  const { id, instrument } = order.ticket;
  desk.effects.push({ type: 'venue.ask', about: 'order', order: id, instrument });
  arm(desk, { type: 'resolve', order: id }, later(desk.at, desk.settings.execution.resolveEveryMs));
  if (order.role === 'entry') alert(desk, 'warning', 'ORDER_UNRESOLVED', { instrument, role: order.role, order: id });
}

function nextId({ state: { run } }: Desk, role: OrderRole, position: number): ClientOrderId {
  run.orders += 1;
  return clientOrderId({ run: run.id, incarnation: run.incarnation, role, position, counter: run.orders });
}

function enter({ state, at }: Desk, ticket: OrderTicket, role: OrderRole, position: number): void {
  const order: Order = {
    ticket,
    role,
    position,
    sentAt: at,
    filled: noQty,
    fillIds: [],
    status: 'in-flight',
    absentFrom: [],
  };
  state.orders.set(ticket.id, order);
}
