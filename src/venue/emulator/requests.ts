import { assertNever } from '../../core/assert.ts';
import type { OrderSource } from '../../core/events.ts';
import type { OrderTicket } from '../../core/order/order.ts';
import type { ClientOrderId, Ms } from '../../core/units.ts';
import type { VenueEffect, VenueReport } from '../../runtime/ports.ts';
import type { Exchange } from './api.ts';
import { moneyOf, positionsOf, readBooks } from './books.ts';
import type { Books } from './books.ts';
import type { OrderKind, OrderTerms } from './order-view.ts';
import { endOf } from './traces.ts';
import type { Trace, Traces } from './traces.ts';
import type { Say } from './wire.ts';

const sources = ['open-orders', 'order-status', 'fills', 'history'] as const satisfies readonly OrderSource[];

/** The venue's side of Keel's port: the exchange, Keel's orders on it, and what is reported without being asked. */
export type Desk = Readonly<{
  exchange: Exchange;
  traces: Traces;
  /** What the exchange reports while a request is answered waits for its answer. */
  hold: () => void;
  /** Reports them, but for those that the answer has told already. */
  release: (isTold?: (report: VenueReport) => boolean) => void;
  /** Why an otherwise valid order is refused; undefined admits it. */
  admit?: (ticket: OrderTicket, books: Books) => string | undefined;
}>;

/** A request has arrived. What answers it goes through `say`; what happens because of it is posted like any report. */
export function handle(desk: Desk, effect: VenueEffect, say: Say): void {
  switch (effect.type) {
    case 'order.place':
      return place(desk, effect.ticket, say);
    case 'order.cancel':
      return cancel(desk, effect.order, say);
    case 'venue.ask':
      return effect.about === 'order' ? tellOrder(desk, effect.order, say) : tellAccount(desk, effect, say);
    default:
      return assertNever(effect);
  }
}

function place(desk: Desk, ticket: OrderTicket, say: Say): void {
  const { exchange, traces } = desk;
  // The id is taken: by the very order that this is a repetition of, for all we know. That is no refusal.
  if (traces.find(ticket.id) !== undefined)
    return say({ type: 'order.unresolved', order: ticket.id, cause: 'clientOrderIdAlreadyExist' });
  const refused = desk.admit?.(ticket, readBooks(exchange, traces));
  if (refused !== undefined) return say({ type: 'order.rejected', order: ticket.id, reason: refused });
  const trace = traces.begin(ticket);
  desk.hold();
  const answer = exchange.send(termsOf(ticket));
  if (answer.status === 'placed' && answer.orderId !== undefined) {
    trace.venueOrderId = answer.orderId;
    tellAccepted(trace, say);
  } else {
    traces.drop(trace);
    say({ type: 'order.rejected', order: ticket.id, reason: answer.status });
  }
  desk.release();
}

const kinds: Readonly<Record<OrderTicket['form']['type'], OrderKind>> = {
  market: 'mkt',
  limit: 'lmt',
  stop: 'stp',
  'take-profit': 'take_profit',
};

/** Keel's order in Kraken's words; its triggers are on the mark. */
function termsOf({ id, instrument, side, qty, form, reduceOnly }: OrderTicket): OrderTerms {
  const terms = { symbol: instrument, side, size: qty, kind: kinds[form.type], cliOrdId: id, reduceOnly };
  if (form.type === 'limit') return { ...terms, limitPrice: form.price };
  return form.type === 'market' ? terms : { ...terms, stopPrice: form.trigger, signal: 'mark' };
}

/** Whatever the fate of the order, its end answers; only an order that was never ours is absent. */
function cancel({ exchange, traces, hold, release }: Desk, id: ClientOrderId, say: Say): void {
  const trace = traces.find(id);
  if (trace === undefined) return say({ type: 'order.absent', order: id, source: 'open-orders' });
  hold();
  exchange.cancel({ cliOrdId: id });
  say(endOf(trace));
  release((report) => report.type === 'order.ended' && report.order === id);
}

function tellOrder({ traces }: Desk, id: ClientOrderId, say: Say): void {
  const trace = traces.find(id);
  if (trace === undefined) {
    for (const source of sources) say({ type: 'order.absent', order: id, source });
    return;
  }
  tellAccepted(trace, say);
  for (const fill of trace.fills) say({ type: 'order.filled', fill });
  if (trace.end !== undefined) say(endOf(trace));
}

function tellAccepted({ ticket, venueOrderId }: Trace, say: Say): void {
  say({ type: 'order.accepted', order: ticket.id, venueOrderId });
}

type Account = Readonly<{ since: Ms; postedSince?: Ms }>;

function tellAccount({ exchange, traces }: Desk, { since, postedSince = exchange.now() }: Account, say: Say): void {
  // Both lists are in order of time, so the newest are behind the last that is too old.
  const fills = traces.fills();
  const ended = traces.ended();
  for (const fill of fills.slice(fills.findLastIndex(({ venueAt }) => venueAt < since) + 1))
    say({ type: 'order.filled', fill });
  const newest = ended.findLastIndex(({ end }) => end !== undefined && end.at < since) + 1;
  for (const trace of ended.slice(newest)) say(endOf(trace));
  const postings = traces.postings();
  for (const posting of postings.slice(postings.findLastIndex(({ venueAt }) => venueAt < postedSince) + 1))
    say({ type: 'account.posted', posting });
  const positions = positionsOf(exchange).map(({ instrument, side, qty, entryPrice }) => ({
    instrument,
    side,
    qty,
    entryPrice,
  }));
  const venueAt = exchange.now();
  say({ type: 'venue.snapshot', venueAt, orders: traces.open(), positions, money: moneyOf(exchange) });
}
