import { step } from '../core/engine.ts';
import type { Settings } from '../core/settings.ts';
import { initialState, stateVersion } from '../core/state.ts';
import type { State } from '../core/state.ts';
import { decodeEvent, decodeState } from './codec.ts';
import type { Journal, Snapshot } from './ports.ts';
import { recordHash, textHash } from './recorder.ts';

/** Reads the settings out of the configuration text that a run was started or resumed with. */
export type SettingsOf = (config: string) => Settings;

export type Recovered = Readonly<{ state: State; head: string; fromSnapshot: number; replayed: number }>;

/**
 * The state as of the record `upTo`: the newest snapshot before it that this code can read, then the journal's tail, each
 * record under the configuration of its time. Start-up and recovery are this same function; a `run.resumed` event follows it.
 */
export function recover(journal: Journal, settingsOf: SettingsOf, upTo: number): Recovered {
  const usable = intactSnapshot(journal, upTo);
  const state = usable === undefined ? initialState() : decodeState(usable.state);
  let settings = state.run.config === '' ? undefined : settingsOf(state.run.config);
  let head = '';
  let replayed = 0;
  // The record of the snapshot itself is read again for its hash: the chain goes on from there.
  for (const record of journal.since(Math.max(0, state.seq - 1))) {
    if (record.seq > upTo) break;
    const first = head === '' && record.seq <= state.seq;
    if (!first && recordHash(head, record) !== record.hash) {
      throw new JournalUnreadable(
        `record ${record.seq} was changed after it was written; keel replay shows where it begins`,
      );
    }
    head = record.hash;
    if (record.seq <= state.seq) continue;
    const event = decodeEvent(record.event);
    if ('config' in event) settings = settingsOf(event.config);
    step(state, event, started(settings));
    replayed += 1;
  }
  return { state, head, fromSnapshot: usable?.seq ?? 0, replayed };
}

/** The newest snapshot that is as it was written and of this version; a damaged one only costs time. */
function intactSnapshot(journal: Journal, upTo: number): Snapshot | undefined {
  let snapshot = journal.latestSnapshot(upTo);
  while (snapshot !== undefined && !(snapshot.version === stateVersion && textHash(snapshot.state) === snapshot.hash)) {
    snapshot = journal.latestSnapshot(snapshot.seq - 1);
  }
  return snapshot;
}

/** The first record of a journal starts the run and brings its configuration. */
export function started(settings: Settings | undefined): Settings {
  if (settings === undefined) throw new JournalUnreadable('the journal does not begin with the start of a run');
  return settings;
}

/** The journal is not what it should be; the message is for a person. */
export class JournalUnreadable extends Error {
  override readonly name = 'JournalUnreadable';
}
