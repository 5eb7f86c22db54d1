import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import { initialState, stateVersion } from '../core/state.ts';
import type { State } from '../core/state.ts';
import { decodeEvent, encode } from './codec.ts';
import type { Journal, JournalRecord } from './ports.ts';
import { encodeEffects, recordHash, textHash } from './recorder.ts';
import type { SettingsOf } from './recover.ts';
import { JournalUnreadable, started } from './recover.ts';

/** A place where the journal and the program disagree. */
export type Difference = Readonly<{
  seq: number;
  kind: 'missing' | 'altered' | 'unreadable' | 'effects' | 'state' | 'config';
  detail: string;
}>;

export type ReplayReport = Readonly<{
  records: number;
  /** Records that led to effects. */
  withEffects: number;
  snapshots: number;
  differences: readonly Difference[];
}>;

export type ReplayOptions = Readonly<{
  settingsOf: SettingsOf;
  /** Replay under this configuration instead of the recorded one, and say from where on it matters. */
  config?: string;
}>;

/**
 * Steps a journal from its first record and compares what comes out, bit for bit, with what was recorded: the chain of
 * hashes, the effects of every event, and the state at every snapshot. Stops at the first record that cannot be
 * trusted, for everything behind it would differ too.
 */
export function replay(journal: Journal, { settingsOf, config }: ReplayOptions): ReplayReport {
  const state = initialState();
  const snapshots = new Set(journal.snapshotSeqs());
  const count = { records: 0, withEffects: 0, snapshots: 0 };
  const differences: Difference[] = [];
  let previous = '';
  let settings: Settings | undefined;
  for (const record of journal.since(0)) {
    const read = inspect(record, previous, state.seq + 1);
    if (!('event' in read)) return { ...count, differences: [...differences, read] };
    previous = record.hash;
    if ('config' in read.event) {
      const changed = configDifference(record.seq, read.event.config, config);
      if (changed !== undefined) differences.push(changed);
      settings = settingsOf(config ?? read.event.config);
    }
    const now = encodeEffects(step(state, read.event, started(settings)));
    count.records += 1;
    if (now !== '') count.withEffects += 1;
    if (now !== record.effects) {
      const detail = firstDifference(record.effects, now);
      return { ...count, differences: [...differences, { seq: record.seq, kind: 'effects', detail }] };
    }
    if (!snapshots.has(record.seq)) continue;
    count.snapshots += 1;
    const drift = compareSnapshot(journal, state);
    if (drift !== undefined) differences.push(drift);
  }
  return { ...count, differences };
}

/** A hole, a change of any byte, or text that is no event; otherwise the event. */
function inspect(record: JournalRecord, previous: string, expected: number): Difference | Readonly<{ event: Event }> {
  const { seq } = record;
  if (seq !== expected) {
    return { seq: expected, kind: 'missing', detail: `record ${expected} is missing; the next one is ${seq}` };
  }
  if (recordHash(previous, record) !== record.hash) {
    return {
      seq,
      kind: 'altered',
      detail: 'the record does not match its hash: it, or its hash, was changed after it was written',
    };
  }
  try {
    return { event: decodeEvent(record.event) };
  } catch (cause) {
    return { seq, kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Names the first key of a configuration that is not as recorded. Texts are canonical: one `"key":value` after another. */
function configDifference(seq: number, recorded: string, wanted: string | undefined): Difference | undefined {
  if (wanted === undefined || wanted === recorded) return undefined;
  return { seq, kind: 'config', detail: `the configuration differs: ${firstDifference(recorded, wanted)}` };
}

function compareSnapshot(journal: Journal, state: State): Difference | undefined {
  const snapshot = journal.latestSnapshot(state.seq);
  if (snapshot === undefined) throw new JournalUnreadable(`the snapshot at ${state.seq} is listed but cannot be read`);
  if (snapshot.version !== stateVersion) return undefined;
  const same = textHash(encode(state)) === snapshot.hash;
  const intact = textHash(snapshot.state) === snapshot.hash;
  if (same && intact) return undefined;
  const detail = intact
    ? 'the records lead to another state than the snapshot'
    : 'the snapshot was changed after it was written';
  return { seq: state.seq, kind: 'state', detail };
}

function firstDifference(recorded: string, now: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === now[at]) at += 1;
  const around = (text: string): string => (text === '' ? '(nothing)' : text.slice(Math.max(0, at - 60), at + 40));
  return `recorded ${around(recorded)} · now ${around(now)}`;
}
