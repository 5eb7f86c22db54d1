import { identityOf } from '../../../core/order/client-order-id.ts';
import { add } from '../../../core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty } from '../../../core/units.ts';
import type { OrderEnd } from '../../../core/order/order.ts';
import type { VenueReport } from '../../../runtime/ports.ts';
import type { ExecutionRow } from './execution-row.ts';
import { amend, endOf, endReport, executedOf, fillOf, trackOf } from './track.ts';
import type { Track } from './track.ts';

/**
 * The fold of everything that `executions` says, in whatever order and however often: orders by their client id, fills by
 * their execution id. Mutable, with one owner; read through recall.ts.
 */
export type Executions = {
  readonly options: ExecutionsOptions;
  readonly tracks: Map<string, Track>;
  readonly byVenueId: Map<string, Track>;
  readonly fillIds: Set<string>;
  /** Accepted by the answer to their request, before the stream has spoken of them: that is not said twice. */
  readonly accepted: Set<string>;
  /** In the order of ending. */
  readonly ended: Set<Track>;
  /** Open by the subscription that is in force. */
  readonly listed: Set<Track>;
  /** Said to be gone without a trace, and neither listed nor ended until snapshots have proven it. */
  readonly doubted: Set<Track>;
  /** Asked to be cancelled: that nothing of them has executed is no surprise. */
  readonly cancelling: Set<ClientOrderId>;
  /** When the fills of its snapshot executed. */
  snapFills: readonly Ms[];
};

export type ExecutionsOptions = Readonly<{
  /** Of one contract; half of it is the slack of the completion rule. */
  lot: (instrument: InstrumentId) => Qty | undefined;
  /** How many ended orders are remembered; the oldest go first. */
  remembered: number;
}>;

/** `isWhole` is false where the rows show that others are missing: a snapshot of orders and fills is needed. */
export type Heard = Readonly<{ reports: readonly VenueReport[]; isWhole: boolean }>;

export function createExecutions(options: ExecutionsOptions): Executions {
  const maps = { tracks: new Map<string, Track>(), byVenueId: new Map<string, Track>() };
  return {
    options,
    ...maps,
    fillIds: new Set(),
    accepted: new Set(),
    ended: new Set(),
    listed: new Set(),
    doubted: new Set(),
    cancelling: new Set(),
    snapFills: [],
  };
}

/** A new subscription begins: what it does not list is missing. */
export function begin(executions: Executions): void {
  executions.listed.clear();
  executions.snapFills = [];
}

export function hearUpdate(executions: Executions, rows: readonly ExecutionRow[]): Heard {
  const reports: VenueReport[] = [];
  const tracks = rows.map((row) => hear(executions, row, reports));
  // What the stream speaks of as open is open, as if the snapshot had listed it.
  for (const track of tracks) {
    if (track !== undefined && track.end === undefined && !executions.doubted.has(track)) executions.listed.add(track);
  }
  const isWhole = (track: Track | undefined): boolean =>
    track !== undefined && track.filled >= track.cum && !executions.doubted.has(track);
  return { reports, isWhole: tracks.every(isWhole) };
}

/** Fills first, oldest first: an order that is listed with what has executed of it then finds them here. */
export function hearSnapshot(executions: Executions, rows: readonly ExecutionRow[]): Heard {
  const reports: VenueReport[] = [];
  const fills = rows.filter(({ event, lastQty }) => event === 'trade' && lastQty !== undefined);
  executions.snapFills = [...executions.snapFills, ...fills.map(({ at }) => at)];
  for (const row of fills.toSorted((a, b) => a.at - b.at)) hear(executions, row, reports);
  for (const row of rows) {
    const track = fills.includes(row) ? undefined : hear(executions, row, reports);
    if (track === undefined || track.end !== undefined) continue;
    // What is listed is open, whatever was said of it before.
    executions.doubted.delete(track);
    executions.listed.add(track);
  }
  return { reports, isWhole: [...executions.listed].every((track) => track.filled >= track.cum) };
}

function hear(executions: Executions, row: ExecutionRow, reports: VenueReport[]): Track | undefined {
  const track = find(executions, row, reports);
  if (track === undefined) return undefined;
  take(executions, track, { row, reports });
  const half = (executions.options.lot(track.instrument) ?? 0n) / 2n;
  const how = track.end === undefined ? endOf(track, row, half) : undefined;
  if (how === undefined) return track;
  if (!isDoubtful(executions, track, how)) reports.push(end(executions, track, { how, at: row.at }));
  else {
    executions.doubted.add(track);
    executions.listed.delete(track);
  }
  return track;
}

/**
 * An entry that is said to be gone with nothing executed, though nobody asked for it, may have executed all the same: fills
 * and position must agree. Of whatever protects it is believed at once, for another stop does no harm.
 *
 * @see https://github.com/freqtrade/freqtrade/pull/13037
 */
function isDoubtful({ cancelling }: Executions, track: Track, how: OrderEnd): boolean {
  const isNothing = (how === 'canceled' || how === 'expired') && executedOf(track) === 0n;
  return isNothing && identityOf(track.id)?.role === 'entry' && !cancelling.has(track.id);
}

/** The order that a row is about: by the venue's id, else by ours, for a triggered order may have got another one. */
function find(executions: Executions, row: ExecutionRow, reports: VenueReport[]): Track | undefined {
  const { tracks, byVenueId } = executions;
  const known = byVenueId.get(row.orderId) ?? tracks.get(row.clientId ?? row.orderId);
  const track = known ?? trackOf(row);
  if (track === undefined) return undefined;
  if (known !== undefined && known.venueOrderId !== row.orderId) byVenueId.delete(known.venueOrderId);
  byVenueId.set(row.orderId, track);
  if (known === undefined) {
    tracks.set(track.id, track);
    const isSaid = executions.accepted.delete(track.id);
    if (!isSaid) reports.push({ type: 'order.accepted', order: track.id, venueOrderId: row.orderId });
  }
  amend(track, row);
  return track;
}

function take(
  { fillIds }: Executions,
  track: Track,
  { row, reports }: Readonly<{ row: ExecutionRow; reports: VenueReport[] }>,
): void {
  const fill = fillOf(track, row);
  if (fill === undefined || fillIds.has(fill.id)) return;
  fillIds.add(fill.id);
  track.fills.push(fill);
  track.filled = add(track.filled, fill.qty);
  if (row.feeSoFar !== undefined && row.feeSoFar > track.feeSoFar) track.feeSoFar = row.feeSoFar;
  reports.push({ type: 'order.filled', fill });
}

/** Notes how an order ended, and forgets the oldest of those that have. */
export function end(executions: Executions, track: Track, how: NonNullable<Track['end']>): VenueReport {
  const { ended, tracks, byVenueId, fillIds, listed, options } = executions;
  track.end = how;
  ended.add(track);
  listed.delete(track);
  executions.doubted.delete(track);
  executions.cancelling.delete(track.id);
  for (const old of ended) {
    if (ended.size <= options.remembered) break;
    ended.delete(old);
    tracks.delete(old.id);
    byVenueId.delete(old.venueOrderId);
    for (const { id } of old.fills) fillIds.delete(id);
  }
  return endReport(track, how);
}
