import { hash } from 'node:crypto';
import type { Effect } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import { stateVersion } from '../core/state.ts';
import type { State } from '../core/state.ts';
import { ms } from '../core/units.ts';
import { encode, encodeEvent } from './codec.ts';
import { encodeEffects, isDecision } from './decision-log.ts';
import type { DecisionEffect } from './decision-log.ts';
import type { Journal, JournalRecord, Recorded, Snapshot } from './ports.ts';

/** What the loop tells the journal: events with their effects, then the word to make them durable. */
export type Recorder = Readonly<{
  record: (seq: number, event: Event, effects: readonly Effect[]) => void;
  /** Writes what was recorded; with `durable`, returns when it is on disk. False when it could not be written. */
  commit: (state: State, durable: boolean) => boolean;
  flush: () => void;
}>;

/** Every record carries a hash over the one before it, its event and its effects: a change anywhere is named by its seq. */
export function recordHash(previous: string, { seq, at, event, effects }: Omit<JournalRecord, 'hash'>): string {
  return hash('sha256', `${previous}\n${seq}\n${at}\n${event}\n${effects}`, 'base64url').slice(0, 22);
}

export function textHash(text: string): string {
  return hash('sha256', text, 'base64url');
}

export function snapshotOf(state: State): Snapshot {
  const text = encode(state);
  return { seq: state.seq, version: stateVersion, state: text, hash: textHash(text) };
}

export type RecorderOptions = Readonly<{
  journal: Journal;
  /** Hash of the record before the next one; '' for an empty journal. */
  head: string;
  /** A snapshot is written every so many records. */
  snapshotEvery: number;
  /** How long decisions stay in their table; what is older goes with the next snapshot. */
  decisionsKeptMs: number;
  /** Told once when the journal stops being writable, and once when it is writable again. */
  onTrouble: (trouble: string | undefined) => void;
}>;

/** Keeps the chain of hashes. While the disk refuses, records wait in memory, in order, and are written with the next commit. */
export function createRecorder({
  journal,
  head,
  snapshotEvery,
  decisionsKeptMs,
  onTrouble,
}: RecorderOptions): Recorder {
  let previous = head;
  let waiting: Recorded[] = [];
  let broken = false;
  let snapshotAt = journal.lastSeq() + snapshotEvery;

  /** Does what needs the disk; trouble is told when it begins, and when it is over. */
  const attempt = (deed: () => void): boolean => {
    try {
      deed();
      if (broken) onTrouble(undefined);
      broken = false;
    } catch (cause) {
      if (!broken) onTrouble(cause instanceof Error ? cause.message : String(cause));
      broken = true;
    }
    return !broken;
  };
  const write = (durable: boolean): boolean =>
    attempt(() => {
      journal.append(waiting, durable);
      waiting = [];
    });

  return {
    record: (seq, event, effects) => {
      const record = { seq, at: event.at, event: encodeEvent(event), effects: encodeEffects(effects) };
      previous = recordHash(previous, record);
      waiting.push({ ...record, hash: previous, ...decisionsOf(effects) });
    },
    commit: (state, durable) => {
      const written = write(durable || broken);
      if (!written || state.seq < snapshotAt) return written;
      snapshotAt = state.seq + snapshotEvery;
      return attempt(() => journal.snapshot(snapshotOf(state), ms(Math.max(0, state.at - decisionsKeptMs))));
    },
    flush: () => void write(true),
  };
}

const undecided: Readonly<{ decisions?: readonly DecisionEffect[] }> = {};

function decisionsOf(effects: readonly Effect[]): typeof undecided {
  const decisions = effects.filter(isDecision);
  return decisions.length === 0 ? undecided : { decisions };
}

/** For runs that nobody will replay. */
export const noRecorder: Recorder = { record: () => undefined, commit: () => true, flush: () => undefined };
