import { add, noQty } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId } from '../../../core/units.ts';
import { goneReasons } from '../../dialect/words.ts';
import { instrumentOf, orderIdOf } from '../decode.ts';
import type { Door } from '../door.ts';
import { isDoubtful } from './tracks.ts';
import type { Track, Tracks } from './tracks.ts';
import type { FeedOrder, OrderFrame } from './wire/feeds.ts';

export type OrderFeedLinks = Readonly<{
  door: Door;
  tracks: Tracks;
  /** What a frame leaves open is asked of all sources. */
  inquire: (id: ClientOrderId, instrument: InstrumentId) => void;
}>;

/** An order of the feed under the name that we know it by. */
export function meet(
  tracks: Tracks,
  { instrument, order_id: orderId, cli_ord_id: cliOrdId, qty, filled }: FeedOrder,
): Track {
  const id = cliOrdId ?? tracks.byOrderId(orderId)?.id ?? orderId;
  const track = tracks.of(orderIdOf(id), instrumentOf(instrument));
  tracks.name(track, orderId);
  if (cliOrdId !== undefined) tracks.accepted(track, orderId);
  track.said = filled > track.said ? filled : track.said;
  track.qty ??= add(qty, filled);
  return track;
}

/** Gone is not cancelled: the reason says which, and an old frame says neither whose nor how much. */
export function orderNews({ door, tracks, inquire }: OrderFeedLinks, frame: OrderFrame): void {
  const { order, order_id: orderId = order?.order_id ?? '', cli_ord_id: cliOrdId, is_cancel: isGone, reason } = frame;
  const track =
    order !== undefined
      ? meet(tracks, order)
      : (tracks.byOrderId(orderId) ?? (cliOrdId === undefined ? undefined : tracks.of(orderIdOf(cliOrdId), undefined)));
  if (!isGone || track === undefined) return;
  const how = reason.startsWith('post_order_failed') ? 'canceled' : door.word('reason', goneReasons, reason);
  if (how === 'filled' && (order !== undefined || track.qty !== undefined)) {
    return tracks.ended(track, 'filled', order?.filled ?? track.qty ?? noQty);
  }
  if ((how === 'canceled' || how === 'expired') && (order !== undefined || track.outcome !== undefined)) {
    const filled = order?.filled ?? track.said;
    if (!isDoubtful(track, how, filled)) return tracks.ended(track, how, filled);
    if (track.isCancelling === true) return;
  }
  if (track.instrument !== undefined) inquire(track.id, track.instrument);
}
