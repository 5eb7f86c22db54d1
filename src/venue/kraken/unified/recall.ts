import type { VenueOrder } from '../../../core/events.ts';
import type { ClientOrderId, Ms } from '../../../core/units.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import { end } from './executions.ts';
import type { Executions } from './executions.ts';
import { endReport, executedOf, venueOrder } from './track.ts';

/** How many fills `snap_trades` holds. @see https://docs.kraken.com/exchange/api-reference/unified-ws/executions */
const documented = { fillsInSnapshot: 50 } as const;

/** By the subscription in force: what it does not list may be anything. */
export function openOrders({ listed }: Executions): readonly VenueOrder[] {
  return [...listed].map(venueOrder);
}

/** Orders that we take for open and the subscription in force does not list. */
export function missingOrders({ tracks, listed }: Executions): readonly ClientOrderId[] {
  return [...tracks.values()].filter((track) => track.end === undefined && !listed.has(track)).map(({ id }) => id);
}

/** True where the snapshot's fills go back to before a moment: one that is not among them did not happen since. */
export function reaches({ snapFills }: Executions, moment: Ms): boolean {
  return snapFills.length < documented.fillsInSnapshot || Math.min(...snapFills) < moment;
}

/** Fills and ends since a moment, as reports, in order of time. */
export function since({ tracks, ended }: Executions, moment: Ms): readonly VenueReport[] {
  const fills = [...tracks.values()].flatMap((track) => track.fills.filter(({ venueAt }) => venueAt >= moment));
  const reports = fills
    .toSorted((a, b) => a.venueAt - b.venueAt)
    .map((fill): VenueReport => ({ type: 'order.filled', fill }));
  const ends = [...ended].flatMap((track) =>
    track.end !== undefined && track.end.at >= moment ? [endReport(track, track.end)] : [],
  );
  return [...reports, ...ends];
}

/** All that is known of one order; empty for a stranger. */
export function tell({ tracks }: Executions, order: ClientOrderId): readonly VenueReport[] {
  const track = tracks.get(order);
  if (track === undefined) return [];
  const { id, venueOrderId, fills } = track;
  const filled = fills.map((fill): VenueReport => ({ type: 'order.filled', fill }));
  const ends = track.end === undefined ? [] : [endReport(track, track.end)];
  return [{ type: 'order.accepted', order: id, venueOrderId }, ...filled, ...ends];
}

/** `listed`: open by the subscription in force; `missing`: we take it for open, and it is not listed. */
export function standing(
  { tracks, listed }: Executions,
  order: ClientOrderId,
): 'listed' | 'missing' | 'ended' | 'stranger' {
  const track = tracks.get(order);
  if (track === undefined) return 'stranger';
  if (track.end !== undefined) return 'ended';
  return listed.has(track) ? 'listed' : 'missing';
}

/** An order is gone and nobody said how: what has executed has executed, the rest is cancelled. */
export function conclude(executions: Executions, order: ClientOrderId, at: Ms): readonly VenueReport[] {
  const track = executions.tracks.get(order);
  if (track === undefined || track.end !== undefined) return [];
  return [end(executions, track, { how: executedOf(track) >= track.qty ? 'filled' : 'canceled', at })];
}
