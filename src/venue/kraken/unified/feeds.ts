import type { LiveVenueLinks, VenueReport } from '../../../runtime/ports.ts';
import { hearMargin, hearPositions, hearPreferences } from './account.ts';
import type { AccountState } from './account.ts';
import type { ChannelFrame } from './envelope.ts';
import { readExecution } from './execution-row.ts';
import { hearSnapshot, hearUpdate } from './executions.ts';
import type { Executions } from './executions.ts';
import { readStatus, systemStates } from './market-rows.ts';
import type { SystemState } from './market-rows.ts';
import { word } from './schema.ts';
import type { Said } from './schema.ts';
import type { Strange } from './strange.ts';

/** What the private channels lead to on one connection. */
export type Feeds = {
  account: AccountState;
  readonly executions: Executions;
  /** Counts the snapshots of executions on this connection. */
  snapshots: number;
  /** The last `sequence` of each channel. */
  readonly sequences: Map<string, number>;
  /** Before the first sign-in is done, what the snapshots tell is remembered and told to whoever asks. */
  isHeard: boolean;
};

export type FeedLinks = Pick<LiveVenueLinks, 'hear' | 'notify'> &
  Readonly<{
    strange: Strange;
    /** The engine's state; undefined for a word that we do not know. */
    system: (state: Said<SystemState>) => void;
    /** Entries of the ledgers. */
    posted: (data: unknown) => void;
    /** Something was missed: orders, fills and positions are to be asked for anew. */
    missed: (cause: string) => void;
  }>;

export function hearFrame(feeds: Feeds, frame: ChannelFrame, links: FeedLinks): void {
  const { channel } = frame;
  if (channel === 'heartbeat') return;
  if (channel === 'status') return links.system(systemOf(frame, links.strange));
  if (!isNext(feeds, frame)) links.missed(`a gap in ${channel}`);
  if (channel === 'executions') return hearExecutions(feeds, frame, links);
  if (channel === 'positions') {
    const said = hearPositions(feeds.account, frame, links.strange);
    if (said.ok) return;
    // What cannot be read may be anything: until it is asked for anew, nothing is known.
    feeds.account.positions = 'unknown';
    return links.missed(said.error);
  }
  if (channel === 'margin') void hearMargin(feeds.account, frame, links.strange);
  else if (channel === 'preferences') hearPreferences(feeds.account, frame, links.strange);
  else if (channel === 'ledgers') links.posted(frame.data);
  else if (channel !== 'balances') links.strange(channel, 'is a channel that nobody asked for');
}

function hearExecutions(feeds: Feeds, frame: ChannelFrame, { hear, missed, strange }: FeedLinks): void {
  const raw: readonly unknown[] = Array.isArray(frame.data) ? frame.data : [frame.data];
  const rows = raw.map((row) => readExecution(row, strange));
  const good = rows.flatMap((row) => (row.ok ? [row.value] : []));
  const isSnapshot = frame.kind === 'snapshot';
  const { reports, isWhole } = (isSnapshot ? hearSnapshot : hearUpdate)(feeds.executions, good);
  if (feeds.isHeard && reports.length > 0) hear(reports);
  if (isSnapshot) feeds.snapshots += 1;
  // The venue's own engine, or a person: the position has changed by something that Keel did not do.
  else if (reports.some((report) => isForeign(feeds.executions, report))) missed('a fill of an order that is not ours');
  // A snapshot that is short of fills has them beyond its reach: asking again would bring the same.
  else if (!isWhole || good.length < rows.length) missed('a fill or an order that we have not seen');
}

/** An order without a client id goes by the venue's. */
function isForeign({ tracks }: Executions, report: VenueReport): boolean {
  return report.type === 'order.filled' && tracks.get(report.fill.order)?.venueOrderId === report.fill.order;
}

/** Numbers count from one to the next; a repetition is harmless, for everything here can be heard twice. */
function isNext({ sequences }: Feeds, { channel, kind, sequence }: ChannelFrame): boolean {
  if (sequence === undefined) return true;
  const last = sequences.get(channel);
  sequences.set(channel, Math.max(sequence, kind === 'snapshot' ? sequence : (last ?? 0)));
  return last === undefined || kind === 'snapshot' || sequence <= last + 1;
}

export function systemOf(frame: ChannelFrame, strange: Strange): Said<SystemState> {
  return word(systemStates, readStatus(frame.data, strange), (what) => strange('status', what));
}
