import { describe, expect, it } from 'vitest';
import { configText, instrument, settings, t0, usd } from '../../test/support/keel.ts';
import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import { initialState, stateVersion } from '../core/state.ts';
import { later } from '../core/units.ts';
import { memoryJournal } from '../store/memory/journal.ts';
import { encode } from './codec.ts';
import type { Journal, Snapshot } from './ports.ts';
import { createRecorder } from './recorder.ts';
import { JournalUnreadable, recover } from './recover.ts';
import { replay } from './replay.ts';

const on = instrument('ETH');
const settingsOf = (): typeof settings => settings;

const events: readonly Event[] = [
  { type: 'run.started', at: t0, run: 7, equity: usd('10000'), config: configText },
  { type: 'instruments.listed', at: t0, instruments: [on] },
  ...Array.from({ length: 12 }, (_, n): Event => {
    const at = later(t0, (n + 1) * 900_000);
    const prices = { open: 100, high: 101 + n, low: 99, close: 100 + (n % 3), volume: 5 };
    const candle = { instrument: on.id, timeframe: '15m' as const, openAt: later(t0, n * 900_000), ...prices };
    return { type: 'candle.closed', at, candle };
  }),
];

/** What the run came to after each record; the last is that of all. */
function written(count: number, snapshotEvery: number): Readonly<{ journal: Journal; states: readonly string[] }> {
  const journal = memoryJournal();
  const recorder = createRecorder({
    decisionsKeptMs: Infinity,
    journal,
    head: '',
    snapshotEvery,
    onTrouble: () => undefined,
  });
  const state = initialState();
  const states = [encode(state)];
  for (const event of events.slice(0, count)) {
    recorder.record(state.seq + 1, event, step(state, event, settings));
    recorder.commit(state, false);
    states.push(encode(state));
  }
  return { journal, states };
}

/** The same journal, its snapshots changed on the way out. */
function spoilt(journal: Journal, spoil: (snapshot: Snapshot) => Snapshot): Journal {
  return {
    ...journal,
    latestSnapshot: (upTo) => {
      const snapshot = journal.latestSnapshot(upTo);
      return snapshot === undefined ? undefined : spoil(snapshot);
    },
  };
}

describe('recovery', () => {
  it('comes to the state of any record, from the newest snapshot before it', () => {
    const { journal, states } = written(14, 5);
    for (let upTo = 1; upTo <= 14; upTo += 1) {
      const { state, head, fromSnapshot, replayed } = recover(journal, settingsOf, upTo);
      expect(encode(state)).toBe(states[upTo]);
      expect(fromSnapshot).toBe(Math.floor(upTo / 5) * 5);
      expect(replayed).toBe(upTo % 5);
      expect(head).toBe(journal.since(upTo - 1).next().value?.hash);
    }
  });

  it('does without snapshots', () => {
    const { journal, states } = written(14, 100);
    const { state, fromSnapshot, replayed } = recover(journal, settingsOf, Infinity);
    expect([encode(state), fromSnapshot, replayed]).toEqual([states[14], 0, 14]);
  });

  it.each([
    ['was damaged', (snapshot: Snapshot): Snapshot => ({ ...snapshot, state: snapshot.state.replace('100', '101') })],
    ['cannot be unpacked', (snapshot: Snapshot): Snapshot => ({ ...snapshot, state: '' })],
    ['has another hash', (snapshot: Snapshot): Snapshot => ({ ...snapshot, hash: 'x' })],
    ['is of another version', (snapshot: Snapshot): Snapshot => ({ ...snapshot, version: stateVersion + 1 })],
  ])('falls back to the snapshot before one that %s', (_what, spoil) => {
    const { journal, states } = written(14, 5);
    const one = spoilt(journal, (snapshot) => (snapshot.seq === 10 ? spoil(snapshot) : snapshot));
    expect(recover(one, settingsOf, 14)).toMatchObject({ fromSnapshot: 5, replayed: 9 });
    const all = spoilt(journal, spoil);
    const { state, fromSnapshot, replayed, head } = recover(all, settingsOf, 14);
    expect([encode(state), fromSnapshot, replayed]).toEqual([states[14], 0, 14]);
    expect(head).toBe(recover(journal, settingsOf, 14).head);
  });

  it('hands over a head from which the chain goes on', () => {
    for (const count of [10, 12]) {
      const { journal } = written(count, 5);
      const { state, head } = recover(journal, settingsOf, Infinity);
      const recorder = createRecorder({
        decisionsKeptMs: Infinity,
        journal,
        head,
        snapshotEvery: 5,
        onTrouble: () => undefined,
      });
      const resumed: Event = { type: 'run.resumed', at: later(t0, 14_400_000), config: configText };
      recorder.record(state.seq + 1, resumed, step(state, resumed, settings));
      recorder.commit(state, true);
      const report = replay(journal, { settingsOf });
      expect(report).toMatchObject({ records: count + 1, differences: [] });
    }
  });

  it('takes the settings of the configuration that was in force', () => {
    const { journal } = written(14, 5);
    const asked: string[] = [];
    recover(journal, (config) => (asked.push(config), settings), 3);
    recover(journal, (config) => (asked.push(config), settings), 14);
    expect(asked).toEqual([configText, configText]);
  });

  it('refuses a journal that does not begin with the start of a run', () => {
    const journal = memoryJournal();
    const recorder = createRecorder({
      decisionsKeptMs: Infinity,
      journal,
      head: '',
      snapshotEvery: 5,
      onTrouble: () => undefined,
    });
    recorder.record(1, { type: 'timer.fired', at: t0, timer: { type: 'auction' } }, []);
    recorder.flush();
    expect(() => recover(journal, settingsOf, 1)).toThrow(JournalUnreadable);
    expect(() => replay(journal, { settingsOf })).toThrow('the journal does not begin with the start of a run');
  });
});
