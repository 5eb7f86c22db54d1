import { step } from '../core/engine.ts';
import type { Settings } from '../core/settings.ts';
import { initialState, stateVersion } from '../core/state.ts';
import type { State } from '../core/state.ts';
import { decodeEvent, encode } from './codec.ts';
import type { Journal, JournalRecord, Snapshot } from './ports.ts';
import { encodeEffects } from './decision-log.ts';
import { auditDecisions } from './replay-decisions.ts';
import type { DecisionAudit } from './replay-decisions.ts';
import { recordHash, textHash } from './recorder.ts';
import type { SettingsOf } from './recover.ts';
import { JournalUnreadable, started } from './recover.ts';

/** A place where the journal and the program disagree. */
export type Difference = Readonly<{
  seq: number;
  kind: 'missing' | 'altered' | 'unreadable' | 'effects' | 'state' | 'config' | 'decision';
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
 * hashes, the effects of every event, the row of every decision, and the state at every snapshot. Stops at the first record that cannot be
 * trusted, for everything behind it would differ too.
 */
export function replay(journal: Journal, options: ReplayOptions): ReplayReport {
  const walk: Walk = {
    state: initialState(),
    previous: '',
    settings: undefined,
    decisions: auditDecisions(journal),
    count: { records: 0, withEffects: 0, snapshots: 0 },
  };
  const differences: Difference[] = [];
  const snapshots = new Set(journal.snapshotSeqs());
  for (const record of journal.since(0)) {
    const found = follow(walk, record, options);
    differences.push(...found);
    if (found.some(({ kind }) => kind !== 'config')) return { ...walk.count, differences };
    if (!snapshots.delete(record.seq)) continue;
    walk.count.snapshots += 1;
    differences.push(...compareSnapshot(journal, walk.state));
  }
  return { ...walk.count, differences: [...differences, ...missingEnd(journal, walk.state.seq, snapshots)] };
}

type Walk = {
  readonly state: State;
  previous: string;
  settings: Settings | undefined;
  readonly decisions: DecisionAudit;
  readonly count: { records: number; withEffects: number; snapshots: number };
};

/** One record: is it whole, and does it lead to what it led to? An event that makes no sense is one that was tampered with. */
function follow(walk: Walk, record: JournalRecord, options: ReplayOptions): readonly Difference[] {
  const { seq } = record;
  const broken = inspect(record, walk.previous, walk.state.seq + 1);
  if (broken !== undefined) return [broken];
  walk.previous = record.hash;
  try {
    return compare(walk, record, options);
  } catch (cause) {
    if (cause instanceof JournalUnreadable) throw cause;
    return [{ seq, kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause) }];
  }
}

function compare(walk: Walk, record: JournalRecord, { config, settingsOf }: ReplayOptions): readonly Difference[] {
  const { seq } = record;
  const event = decodeEvent(record.event);
  const changed = 'config' in event ? configDifference(seq, event.config, config) : [];
  if ('config' in event) walk.settings = settingsOf(config ?? event.config);
  const now = encodeEffects(step(walk.state, event, started(walk.settings)));
  walk.count.records += 1;
  if (now !== '') walk.count.withEffects += 1;
  if (now !== record.effects)
    return [...changed, { seq, kind: 'effects', detail: firstDifference(record.effects, now) }];
  const detail = walk.decisions.ask(record);
  return detail === undefined ? changed : [...changed, { seq, kind: 'decision', detail }];
}

/** What should come after the last record: the end that was sealed, and the states of snapshots. */
function missingEnd(journal: Journal, last: number, snapshots: ReadonlySet<number>): readonly Difference[] {
  const sealed = Math.max(Number(journal.header('sealed') ?? 0), ...snapshots, last === 0 ? 1 : 0);
  if (sealed <= last) return [];
  return [
    { seq: last + 1, kind: 'missing', detail: `record ${last + 1} is missing; the journal once went to ${sealed}` },
  ];
}

/** A hole, or a change of any byte. */
function inspect(record: JournalRecord, previous: string, expected: number): Difference | undefined {
  const { seq } = record;
  if (seq !== expected) {
    return { seq: expected, kind: 'missing', detail: `record ${expected} is missing; the next one is ${seq}` };
  }
  if (recordHash(previous, record) === record.hash) return undefined;
  const detail = 'the record does not match its hash: it, or its hash, was changed after it was written';
  return { seq, kind: 'altered', detail };
}

/** Names the first key of a configuration that is not as recorded. Texts are canonical: one `"key":value` after another. */
function configDifference(seq: number, recorded: string, wanted: string | undefined): readonly Difference[] {
  if (wanted === undefined || wanted === recorded) return [];
  return [{ seq, kind: 'config', detail: `the configuration differs: ${firstDifference(recorded, wanted)}` }];
}

function compareSnapshot(journal: Journal, state: State): readonly Difference[] {
  const snapshot = journal.latestSnapshot(state.seq);
  if (snapshot === undefined) throw new JournalUnreadable(`the snapshot at ${state.seq} is listed but cannot be read`);
  const detail = snapshotTrouble(snapshot, state);
  return detail === undefined ? [] : [{ seq: state.seq, kind: 'state', detail }];
}

function snapshotTrouble({ version, hash, state: text }: Snapshot, state: State): string | undefined {
  if (version !== stateVersion) return `the snapshot is of version ${version}; this program writes ${stateVersion}`;
  if (textHash(text) !== hash) return 'the snapshot was changed after it was written';
  return textHash(encode(state)) === hash ? undefined : 'the records lead to another state than the snapshot';
}

function firstDifference(recorded: string, now: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === now[at]) at += 1;
  const around = (text: string): string => (text === '' ? '(nothing)' : text.slice(Math.max(0, at - 60), at + 40));
  return `recorded ${around(recorded)} · now ${around(now)}`;
}
