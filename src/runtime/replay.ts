import { hash } from 'node:crypto';
import { step } from '../core/engine.ts';
import type { Settings } from '../core/settings.ts';
import { initialState, stateVersion } from '../core/state.ts';
import { decodeEvent, encode } from './codec.ts';
import type { Journal, JournalRecord } from './ports.ts';
import { encodeEffects, recordHash } from './recorder.ts';

/** A place where the journal and the program disagree. */
export type Difference = Readonly<{ seq: number; kind: 'missing' | 'altered' | 'unreadable' | 'effects' | 'state'; detail: string }>;

export type ReplayReport = Readonly<{
  records: number;
  effects: number;
  snapshots: number;
  differences: readonly Difference[];
}>;

/**
 * Steps a journal from its first record and compares what comes out, bit for bit, with what was recorded: the chain of
 * hashes, the effects of every event, and the state at every snapshot. Stops at the first difference that
 * makes everything behind it meaningless.
 */
export function replay(journal: Journal, settings: Settings): ReplayReport {
  const state = initialState();
  const differences: Difference[] = [];
  const count = { records: 0, effects: 0, snapshots: 0 };
  let previous = '';
  for (const record of journal.since(0)) {
    const broken = inspect(record, previous, state.seq + 1);
    if (broken !== undefined) return { ...count, differences: [...differences, broken] };
    previous = record.hash;
    const effects = encodeEffects(step(state, decodeEvent(record.event), settings));
    count.records += 1;
    if (effects !== '') count.effects += 1;
    if (effects !== record.effects) {
      return { ...count, differences: [...differences, { seq: record.seq, kind: 'effects', detail: firstDifference(record.effects, effects) }] };
    }
    const snapshot = journal.latestSnapshot(record.seq);
    if (snapshot?.seq !== record.seq || snapshot.version !== stateVersion) continue;
    count.snapshots += 1;
    const now = hash('sha256', encode(state), 'base64url');
    if (now !== snapshot.hash || hash('sha256', snapshot.state, 'base64url') !== snapshot.hash) {
      differences.push({ seq: record.seq, kind: 'state', detail: 'the snapshot differs from the state that the records lead to' });
    }
  }
  return { ...count, differences };
}

/** A hole, a change of any byte, or text that is no event. */
function inspect(record: JournalRecord, previous: string, expected: number): Difference | undefined {
  if (record.seq !== expected) return { seq: expected, kind: 'missing', detail: `record ${expected} is missing; the next one is ${record.seq}` };
  if (recordHash(previous, record) !== record.hash) {
    return { seq: record.seq, kind: 'altered', detail: 'the record does not match its hash: it was changed after it was written' };
  }
  try {
    decodeEvent(record.event);
    return undefined;
  } catch (cause) {
    return { seq: record.seq, kind: 'unreadable', detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

function firstDifference(recorded: string, now: string): string {
  let at = 0;
  while (at < recorded.length && recorded[at] === now[at]) at += 1;
  const around = (text: string): string => (text === '' ? '(nothing)' : text.slice(Math.max(0, at - 40), at + 60));
  return `recorded ${around(recorded)} · now ${around(now)}`;
}
