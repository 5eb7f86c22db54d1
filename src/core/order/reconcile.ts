import type { EventOf, VenueOrder, VenuePosition } from '../events.ts';
import type { Position } from '../position/position.ts';
import { remaining } from '../position/tally.ts';
import { sub } from '../units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty } from '../units.ts';
import { isLive } from './order.ts';
import type { Order } from './order.ts';

type Snapshot = Pick<EventOf<'venue.snapshot'>, 'venueAt' | 'orders' | 'positions'>;
type Ours = Readonly<{
  orders: ReadonlyMap<ClientOrderId, Order>;
  positions: ReadonlyMap<InstrumentId, Position>;
}>;

/** A difference between the venue's side and ours. None of them is ever resolved by destroying anything. */
export type Finding =
  /** The venue has an open order that is in our table: as good as an acceptance. */
  | Readonly<{ type: 'open'; order: Order; venueOrder: VenueOrder }>
  /** We believe it works; the venue does not list it. One source: ask the others. */
  | Readonly<{ type: 'missing'; order: Order }>
  /** Open at the venue, not in our table. */
  | Readonly<{ type: 'unknown'; venueOrder: VenueOrder }>
  /** Both agree on the position. */
  | Readonly<{ type: 'agreed'; position: Position }>
  /** The venue has it, we do not, or less of it than the venue. */
  | Readonly<{ type: 'phantom'; found: VenuePosition; excess: Qty }>
  /** We have it; the venue has less, none, or the other side. */
  | Readonly<{ type: 'mismatch'; position: Position; found?: VenuePosition }>;

/** Compares the two sides and names every difference. Pure; what follows from it is decided in sync.ts. */
export function reconcile(snapshot: Snapshot, ours: Ours): readonly Finding[] {
  return [...compareOrders(snapshot, ours), ...comparePositions(snapshot, ours)];
}

function compareOrders({ orders }: Snapshot, ours: Ours): readonly Finding[] {
  const listed = new Set(orders.map(({ ticket }) => ticket.id));
  const known = orders.map((venueOrder): Finding => {
    const order = ours.orders.get(venueOrder.ticket.id);
    return order === undefined ? { type: 'unknown', venueOrder } : { type: 'open', order, venueOrder };
  });
  const missing = [...ours.orders.values()].filter(
    (order) => isLive(order) && order.status === 'open' && !listed.has(order.ticket.id),
  );
  return [...known, ...missing.map((order): Finding => ({ type: 'missing', order }))];
}

function comparePositions({ venueAt, positions }: Snapshot, ours: Ours): readonly Finding[] {
  const found = new Map(positions.map((position) => [position.instrument, position]));
  const phantoms = positions.flatMap((position): readonly Finding[] => {
    const held = ours.positions.get(position.instrument);
    if (held !== undefined && isNewer(held, venueAt)) return [];
    if (held === undefined || remaining(held) === 0n)
      return [{ type: 'phantom', found: position, excess: position.qty }];
    if (held.side !== position.side || remaining(held) >= position.qty) return [];
    return [{ type: 'phantom', found: position, excess: sub(position.qty, remaining(held)) }];
  });
  const held = [...ours.positions.values()].filter(
    (position) => remaining(position) > 0n && !isNewer(position, venueAt),
  );
  return [...phantoms, ...held.flatMap((position) => compare(position, found.get(position.instrument)))];
}

function compare(position: Position, found: VenuePosition | undefined): readonly Finding[] {
  if (found === undefined) return [{ type: 'mismatch', position }];
  if (found.side !== position.side || found.qty < remaining(position)) return [{ type: 'mismatch', position, found }];
  return found.qty === remaining(position) ? [{ type: 'agreed', position }] : [];
}

/** We know of an execution that the snapshot cannot know: it is old news, and proves nothing about this position. */
function isNewer({ tally }: Position, venueAt: Ms): boolean {
  return tally.newestFillAt !== undefined && tally.newestFillAt >= venueAt;
}
