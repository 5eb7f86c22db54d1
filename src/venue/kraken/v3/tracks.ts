import { identityOf } from '../../../core/order/client-order-id.ts';
import type { Fill, OrderEnd } from '../../../core/order/order.ts';
import { add, max, noQty } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';

/** What this connection knows of one order. */
export type Track = {
  readonly id: ClientOrderId;
  instrument: InstrumentId | undefined;
  orderId?: string;
  qty?: Qty;
  sentAt?: Ms;
  outcome?: 'accepted' | 'rejected' | 'denied' | 'unresolved';
  /** Executed by the fills that were reported, and by what the venue said of the order itself. */
  heard: Qty;
  said: Qty;
  end?: OrderEnd;
  /** We have asked for it to be cancelled: what came of that, the answer tells. */
  isCancelling?: boolean;
};

/**
 * An entry that is said to be gone with nothing executed may have executed all the same: one source's word is no proof.
 * Of whatever protects it is believed at once, for another stop does no harm.
 *
 * @see https://github.com/freqtrade/freqtrade/pull/13037
 */
export function isDoubtful({ id, heard }: Pick<Track, 'id' | 'heard'>, how: OrderEnd, filled: Qty): boolean {
  const isNothing = (how === 'canceled' || how === 'expired') && max(filled, heard) === noQty;
  return isNothing && identityOf(id)?.role === 'entry';
}

export type Tracks = Readonly<{
  of: (id: ClientOrderId, instrument: InstrumentId | undefined) => Track;
  byOrderId: (orderId: string) => Track | undefined;
  name: (track: Track, orderId: string) => void;
  /** Each of these reports at most once what the listener has been told already. */
  accepted: (track: Track, orderId: string) => void;
  refused: (track: Track, how: 'rejected' | 'denied', reason: string) => void;
  unresolved: (track: Track, cause: string) => void;
  ended: (track: Track, how: OrderEnd, filled: Qty) => void;
  /** Reports an execution once. */
  filled: (fill: Fill) => void;
  knows: (fillId: string) => boolean;
  /** Taken by the venue, and not ended as far as we know. */
  working: () => readonly Track[];
}>;

/** How much is remembered; what is older than that has long been settled. */
const memory = { fills: 200_000, orders: 20_000 };

/** The one place from which orders are reported: what arrives by several ways is told once. */
export function createTracks(hear: (reports: readonly VenueReport[]) => void): Tracks {
  const tracks = new Map<ClientOrderId, Track>();
  const byOrderId = new Map<string, Track>();
  const fills = new Set<string>();
  // Asked for every ticker: what has ended must not be gone through for it.
  const atWork = new Set<Track>();
  const of = (id: ClientOrderId, instrument: InstrumentId | undefined): Track => {
    const track: Track = tracks.get(id) ?? { id, instrument, heard: noQty, said: noQty };
    track.instrument ??= instrument;
    tracks.set(id, track);
    forget(tracks, byOrderId);
    return track;
  };
  const name = (track: Track, orderId: string): void => {
    track.orderId = orderId;
    byOrderId.set(orderId, track);
  };
  const accepted = (track: Track, orderId: string): void => {
    name(track, orderId);
    if (track.outcome === 'accepted') return;
    track.outcome = 'accepted';
    if (track.end === undefined) atWork.add(track);
    hear([{ type: 'order.accepted', order: track.id, venueOrderId: orderId }]);
  };
  const refused = (track: Track, how: 'rejected' | 'denied', reason: string): void => {
    if (track.outcome !== undefined && track.outcome !== 'unresolved') return;
    track.outcome = how;
    track.end = how;
    atWork.delete(track);
    hear([{ type: `order.${how}`, order: track.id, reason }]);
  };
  const unresolved = (track: Track, cause: string): void => {
    if (track.outcome !== undefined) return;
    track.outcome = 'unresolved';
    hear([{ type: 'order.unresolved', order: track.id, cause }]);
  };
  const ended = (track: Track, how: OrderEnd, said: Qty): void => {
    const filled = max(said, track.heard);
    if (track.end !== undefined && filled <= track.said) return;
    track.end ??= how;
    atWork.delete(track);
    track.said = max(track.said, filled);
    hear([{ type: 'order.ended', order: track.id, how: track.end, filled }]);
  };
  const filled = (fill: Fill): void => {
    if (fills.has(fill.id)) return;
    fills.add(fill.id);
    const [oldest] = fills;
    if (fills.size > memory.fills && oldest !== undefined) fills.delete(oldest);
    const track = of(fill.order, fill.instrument);
    track.heard = add(track.heard, fill.qty);
    hear([{ type: 'order.filled', fill }]);
  };
  const working = (): readonly Track[] => [...atWork];
  return {
    of,
    byOrderId: (orderId) => byOrderId.get(orderId),
    name,
    accepted,
    refused,
    unresolved,
    ended,
    filled,
    knows: (fillId) => fills.has(fillId),
    working,
  };
}

/** Only what has ended is forgotten. */
function forget(tracks: Map<ClientOrderId, Track>, byOrderId: Map<string, Track>): void {
  if (tracks.size <= memory.orders) return;
  for (const [id, track] of tracks) {
    if (track.end === undefined) continue;
    tracks.delete(id);
    if (track.orderId !== undefined) byOrderId.delete(track.orderId);
    return;
  }
}
