import type { Effect } from '../../src/core/effects.ts';
import type { Event } from '../../src/core/events.ts';
import type { Fill, OrderTicket } from '../../src/core/order/order.ts';
import { later, noQty, noUsd } from '../../src/core/units.ts';
import type { Ms, Price, Qty, Usd } from '../../src/core/units.ts';

export function placed(effects: readonly Effect[]): readonly OrderTicket[] {
  return effects.flatMap((effect) => (effect.type === 'order.place' ? [effect.ticket] : []));
}

export function canceled(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'order.cancel' ? [effect.order] : []));
}

export function accepted(ticket: OrderTicket, at: Ms): Event {
  return { type: 'order.accepted', at, order: ticket.id, venueOrderId: `venue-${ticket.id}` };
}

export type Slice = Readonly<{ qty: Qty; price: Price; fee?: Usd }>;

/** The fills of an order, one a slice, each a millisecond after the other on the venue's clock. */
export function fills(ticket: OrderTicket, slices: readonly Slice[], at: Ms): readonly Event[] {
  return slices.map(({ qty, price, fee = noUsd }, i): Event => {
    const { id: order, instrument, side } = ticket;
    const fill: Fill = {
      id: `${order}-${i}`,
      order,
      instrument,
      side,
      qty,
      price,
      fee,
      liquidity: 'taker',
      venueAt: later(at, i),
    };
    return { type: 'order.filled', at: later(at, i), fill };
  });
}

export function ended(ticket: OrderTicket, how: 'filled' | 'canceled', filled: Qty, at: Ms): Event {
  return { type: 'order.ended', at, order: ticket.id, how, filled };
}

/** A venue that acknowledges at once whatever is asked of it, and fills nothing: the answers to a batch of effects. */
export function obedient(effects: readonly Effect[], at: Ms): readonly Event[] {
  return effects.flatMap((effect): readonly Event[] => {
    if (effect.type === 'order.place') return [accepted(effect.ticket, at)];
    if (effect.type === 'order.cancel')
      return [{ type: 'order.ended', at, order: effect.order, how: 'canceled', filled: noQty }];
    return [];
  });
}
