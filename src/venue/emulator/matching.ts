import type { OrderTicket } from '../../core/order/order.ts';
import { abs, sub } from '../../core/units.ts';
import type { Price } from '../../core/units.ts';
import type { Market, VenueRecord } from './exchange.ts';

/** A move of the last price, from where it stands to where it goes. */
export type Move = Readonly<{ from: Price; to: Price }>;
/** An order whose level the move meets, and the price at which it does. */
export type Met = Readonly<{ order: VenueRecord; at: Price }>;

/** The mark that triggers are on. Here it is the last price; an index or a premium would come in here. */
export function markOf(last: Price): Price {
  return last;
}

/**
 * Where a move meets an order: at its level inside the move, at the start where that is beyond the level already,
 * undefined where it does not. A market order, and a triggered one, is met at once.
 */
export function meets(order: VenueRecord, { from, to }: Move): Price | undefined {
  const { ticket, status } = order;
  if (status === 'working' || ticket.form.type === 'market') return from;
  if (ticket.form.type === 'limit') return reach(ticket, ticket.form.price, { from, to });
  return reach(ticket, ticket.form.trigger, { from: markOf(from), to: markOf(to) });
}

function reach(ticket: OrderTicket, level: Price, { from, to }: Move): Price | undefined {
  const below = comesFromAbove(ticket);
  if (below ? from <= level : from >= level) return from;
  return (below ? to <= level : to >= level) ? level : undefined;
}

/** True where the price must fall to the level: a limit or take-profit that buys, a stop that sells. */
function comesFromAbove({ form, side }: OrderTicket): boolean {
  return form.type === 'stop' ? side === 'sell' : side === 'buy';
}

/** The first order that still has its turn in this segment and that the move meets: by distance, then by age. */
export function firstMet(market: Market, move: Move): Met | undefined {
  let first: Met | undefined;
  for (const order of market.orders) {
    const at = order.attempted === market.segment ? undefined : meets(order, move);
    if (at === undefined) continue;
    // The list is in the order of age, so only a strictly smaller distance overtakes.
    if (first === undefined || distance(move, at) < distance(move, first.at)) first = { order, at };
  }
  return first;
}

function distance({ from }: Move, at: Price): Price {
  return abs(sub(at, from));
}
