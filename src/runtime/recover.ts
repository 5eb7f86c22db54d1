import { step } from '../core/engine.ts';
import type { Settings } from '../core/settings.ts';
import { initialState, stateVersion } from '../core/state.ts';
import type { State } from '../core/state.ts';
import { decodeEvent, decodeState } from './codec.ts';
import type { Journal } from './ports.ts';

export type Recovered = Readonly<{ state: State; head: string; fromSnapshot: number; replayed: number }>;

/**
 * The state as of the record `upTo` (by default the last): the newest snapshot that this code can read, then the
 * journal's tail. Start-up and recovery are this same function; what follows it is a `run.resumed` event.
 */
export function recover(journal: Journal, settings: Settings, upTo: number = Infinity): Recovered {
  const snapshot = journal.latestSnapshot(Math.min(upTo, Number.MAX_SAFE_INTEGER));
  const usable = snapshot !== undefined && snapshot.version === stateVersion ? snapshot : undefined;
  const state = usable === undefined ? initialState() : decodeState(usable.state);
  let head = '';
  let replayed = 0;
  // The record of the snapshot itself is read again for its hash: the chain goes on from there.
  for (const record of journal.since(Math.max(0, state.seq - 1))) {
    if (record.seq > upTo) break;
    head = record.hash;
    if (record.seq <= state.seq) continue;
    step(state, decodeEvent(record.event), settings);
    replayed += 1;
  }
  return { state, head, fromSnapshot: usable?.seq ?? 0, replayed };
}
