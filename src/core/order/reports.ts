import type { Desk } from '../desk.ts';
import { alert, arm } from '../desk.ts';
import { postFill } from '../ledger/ledger.ts';
import type { ExitReason } from '../ledger/trade.ts';
import { isGap } from '../market/market.ts';
import { move, reconfirm, settle, surprise } from '../position/manage.ts';
import { breakEven } from '../position/exit-plan.ts';
import { unassume } from '../position/open.ts';
import type { Position } from '../position/position.ts';
import { later, notional } from '../units.ts';
import type { InstrumentId } from '../units.ts';
import { identityOf } from './client-order-id.ts';
import { inquire } from './gateway.ts';
import type { Fill, Order } from './order.ts';
import { howEnded, report, unfilled } from './transition.ts';
import type { OrderReport } from './transition.ts';

/** A report of an order reaches the table first, then the ledger, then the position that it serves: in that order. */
export function onReport(given: Desk, event: OrderReport): void {
  const desk: Desk = event.type === 'order.filled' && event.more === true ? { ...given, moreToCome: true } : given;
  const id = event.type === 'order.filled' ? event.fill.order : event.order;
  const order = desk.state.orders.get(id);
  if (order === undefined) return onStranger(desk, id, event);
  const { next, verdict } = report(order, event, desk.settings.execution.requestLifeMs);
  // A repeated fill says nothing new, but what came before it may have waited for it.
  if (verdict === 'ignored') return event.type === 'order.filled' ? settle(desk, order.ticket.instrument) : undefined;
  desk.state.orders.set(id, next);
  if (verdict === 'surprised')
    surprise(desk, next.ticket.instrument, `${event.type} for a ${order.status} ${order.role}`);
  if (event.type === 'order.filled') postFill(desk.state.ledger, event.fill);
  tell(desk, { before: order, after: next, event });
}

type News = Readonly<{ before: Order; after: Order; event: OrderReport }>;

/** What the news means for the position. */
function tell(desk: Desk, { before, after, event }: News): void {
  const { instrument } = after.ticket;
  if (event.type === 'order.filled') {
    onFill(desk, after, event.fill);
    // A fill may have taken from the one stop what another one, long confirmed, still covers.
    reconfirm(desk, instrument);
  }
  if (event.type === 'order.accepted') onAccepted(desk, after);
  // In doubt is not dead: it is asked after, and what it was for is seen to meanwhile.
  if (event.type === 'order.unresolved') {
    inquire(desk, after);
    return settle(desk, instrument);
  }
  if (after.status === 'done' && before.status !== 'done') return onEnd(desk, after);
  if (after.end !== undefined && before.end === undefined) onEndWithFillsToCome(desk, after);
}

function onAccepted(desk: Desk, order: Order): void {
  const { ticket, role, status } = order;
  if (role !== 'stop' || status !== 'open') return settle(desk, ticket.instrument);
  withPosition(desk, order, (position) =>
    move(desk, position, { type: 'stop.confirmed', at: desk.at, stop: ticket.id, covers: unfilled(order) }),
  );
}

/** It has ended, but with executions that have not been reported: they are asked for, and a stop protects no longer. */
function onEndWithFillsToCome(desk: Desk, order: Order): void {
  arm(desk, { type: 'resolve', order: order.ticket.id }, later(desk.at, desk.settings.execution.resolveEveryMs));
  if (order.role !== 'stop') return;
  withPosition(desk, order, (position) =>
    move(desk, position, { type: 'stop.lost', at: desk.at, stop: order.ticket.id, refused: false }),
  );
}

function onFill(desk: Desk, order: Order, fill: Fill): void {
  const facts = { at: fill.venueAt, qty: fill.qty, value: notional(fill.price, fill.qty), fee: fill.fee };
  const { role } = order;
  withPosition(desk, order, (position) => {
    if (role === 'entry') {
      unassume(desk, position, fill.qty);
      return move(desk, position, { type: 'entry.filled', ...facts, assumed: false });
    }
    move(desk, position, { type: 'exit.filled', ...facts, role, reason: reasonOf(desk, position, order, fill) });
  });
}

function onEnd(desk: Desk, order: Order): void {
  const { ticket, role } = order;
  const how = howEnded(order);
  if (how === 'rejected') {
    const details = { instrument: ticket.instrument, role, reason: order.end?.reason ?? '' };
    alert(desk, role === 'stop' ? 'critical' : 'warning', 'ORDER_REJECTED_BY_VENUE', details);
  }
  withPosition(desk, order, (position) => {
    if (role === 'entry') return move(desk, position, { type: 'entry.ended', at: desk.at });
    if (role !== 'stop') return settle(desk, position.instrument);
    move(desk, position, { type: 'stop.lost', at: desk.at, stop: ticket.id, refused: how === 'rejected' });
    reconfirm(desk, ticket.instrument);
    askWhenRefused(desk, ticket.instrument);
  });
}

/** The venue refuses to protect it: a second source is asked about the position before anything is done to it. */
function askWhenRefused(desk: Desk, instrument: InstrumentId): void {
  const position = desk.state.positions.get(instrument);
  if (position?.phase !== 'unprotected' || position.stopRefusals < desk.settings.execution.stopRefusalsMax) return;
  desk.effects.push({ type: 'venue.ask', about: 'account', since: position.openedAt });
}

/** Why it ended, told by the order that did it; after a hole in the data nobody can say what the market did. */
function reasonOf(desk: Desk, position: Position, { role, ticket }: Order, fill: Fill): ExitReason {
  const market = desk.state.markets.get(position.instrument);
  if (market !== undefined && isGap(market, fill.venueAt, desk.settings.execution.gapMs)) return 'data_gap';
  if (role === 'tp1') return 'take_profit_1';
  if (role === 'tp2') return 'take_profit_2';
  if (role === 'tp3') return 'take_profit_final';
  if (role === 'exit') return position.phase === 'exiting' ? position.reason : 'manual';
  const trigger = ticket.form.type === 'stop' ? ticket.form.trigger : position.initialStop;
  if (trigger === position.initialStop) return 'stop_loss';
  return trigger === breakEven(position, desk.settings.exit) ? 'break_even' : 'trailing_stop';
}

function withPosition(desk: Desk, order: Order, then: (position: Position) => void): void {
  const position = desk.state.positions.get(order.ticket.instrument);
  if (position !== undefined && position.number === order.position) return then(position);
  surprise(desk, order.ticket.instrument, `a report for position ${order.position}, which is history`);
}

/** A report of an order that is not in the table. Ours or not, nothing is done to it; the venue is asked for the whole. */
function onStranger(desk: Desk, id: string, event: OrderReport): void {
  const { state } = desk;
  if (state.strangers.includes(id)) return;
  state.strangers.push(id);
  if (identityOf(id)?.run === state.run.id && event.type === 'order.filled') {
    surprise(desk, event.fill.instrument, 'a fill of an order of ours that is not in the table');
  } else alert(desk, 'warning', 'ORPHAN', { order: id, report: event.type });
}
