import { ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { fillTypes } from '../../dialect/words.ts';
import { orderIdOf } from '../decode.ts';
import type { Door } from '../door.ts';
import { streamedFill } from './fills.ts';
import type { Tracks } from './tracks.ts';
import type { FeedFill } from './wire/feeds.ts';

export type FillFeedLinks = Readonly<{
  notify: LiveVenueLinks['notify'];
  door: Door;
  tracks: Tracks;
  /** Fills were missed: what happened since is asked for. */
  missed: (since: Ms) => void;
  /** Fills older than this happened before we listened: whoever wants them asks. */
  baseline: () => Ms;
}>;
export type FillFeed = Readonly<{
  heard: (rows: readonly FeedFill[], how: 'streamed' | 'snapshot') => void;
  newestAt: () => Ms | undefined;
}>;

const meanings: Readonly<Record<string, 'plain' | 'forced'>> = Object.fromEntries(
  fillTypes.map((word) => [word, /liquidation|assign|unwind/i.test(word) ? 'forced' : 'plain']),
);

/** The one stream that knows fees. Its numbers count the account's executions: a hole in them is asked after. */
export function createFillFeed({ notify, door, tracks, missed, baseline }: FillFeedLinks): FillFeed {
  let seq: number | undefined;
  let newestAt: Ms | undefined;
  const tell = (row: FeedFill, how: 'streamed' | 'snapshot'): void => {
    const id = row.cli_ord_id ?? tracks.byOrderId(row.order_id)?.id;
    const fill = streamedFill(row, orderIdOf(id ?? row.order_id));
    if (fill === undefined || tracks.knows(fill.id)) return;
    // A snapshot may leave out the client id: whose it is must be asked for, not guessed.
    if (how === 'snapshot' && id === undefined) return missed(fill.venueAt);
    if (door.word('fill_type', meanings, row.fill_type) === 'forced') {
      notify('critical', 'LIQUIDATION', { instrument: fill.instrument, fill: fill.id, type: row.fill_type });
    }
    newestAt = ms(Math.max(newestAt ?? 0, fill.venueAt));
    tracks.filled(fill);
    const track = tracks.of(fill.order, fill.instrument);
    // Its last execution: it is over, and we know all the others if it was sent from here.
    const isAll = track.sentAt !== undefined && track.outcome === 'accepted';
    if (row.remaining_order_qty === 0n && isAll) tracks.ended(track, 'filled', track.heard);
  };
  const heard = (rows: readonly FeedFill[], how: 'streamed' | 'snapshot'): void => {
    for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
      if (how === 'streamed' && seq !== undefined && row.seq > seq + 1) {
        notify('warning', 'FILLS_GAP', { expected: seq + 1, got: row.seq });
        missed(newestAt ?? baseline());
      }
      seq = Math.max(seq ?? 0, row.seq);
      if (how === 'streamed' || row.time >= baseline()) tell(row, how);
    }
  };
  return { heard, newestAt: () => newestAt };
}
