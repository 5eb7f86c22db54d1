import { describe, expect, it } from 'vitest';
import { configText, instrument, settings, t0, usd } from '../../test/support/keel.ts';
import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import { initialState, stateVersion } from '../core/state.ts';
import { later } from '../core/units.ts';
import { memoryJournal } from '../store/memory/journal.ts';
import type { Journal, JournalRecord, Snapshot } from './ports.ts';
import { createRecorder, recordHash, textHash } from './recorder.ts';
import { replay } from './replay.ts';

const settingsOf = (): typeof settings => settings;
const stranger = { ...instrument('ETH'), id: instrument('DOGE').id };

/** A candle of an instrument that is not listed is refused, and the refusal is an effect: record 3 and every one after. */
const events: readonly Event[] = [
  { type: 'run.started', at: t0, run: 7, equity: usd('10000'), config: configText },
  { type: 'instruments.listed', at: t0, instruments: [instrument('ETH')] },
  ...Array.from({ length: 6 }, (_, n): Event => {
    const prices = { open: 100, high: 101, low: 99, close: 100, volume: 5 };
    const candle = { instrument: stranger.id, timeframe: '15m' as const, openAt: later(t0, n * 900_000), ...prices };
    return { type: 'candle.closed', at: later(t0, (n + 1) * 900_000), candle };
  }),
];

type Changes = Readonly<{
  record?: (record: JournalRecord) => JournalRecord | undefined;
  /** Makes the hashes right again. */
  forged?: boolean;
  snapshot?: (snapshot: Snapshot) => Snapshot;
}>;

function journalWith({ record = (one) => one, forged = false, snapshot = (one) => one }: Changes = {}): Journal {
  const written = memoryJournal();
  const recorder = createRecorder({
    decisionsKeptMs: Infinity,
    journal: written,
    head: '',
    snapshotEvery: 4,
    onTrouble: () => undefined,
  });
  const state = initialState();
  for (const event of events) {
    recorder.record(state.seq + 1, event, step(state, event, settings));
    recorder.commit(state, false);
  }
  let previous = '';
  const records = [...written.since(0)].flatMap((one) => {
    const changed = record(one);
    if (changed === undefined) return [];
    const kept = forged ? { ...changed, hash: recordHash(previous, changed) } : changed;
    previous = kept.hash;
    return [kept];
  });
  return {
    ...written,
    since: () => records.values(),
    latestSnapshot: (upTo) => {
      const found = written.latestSnapshot(upTo);
      return found === undefined ? undefined : snapshot(found);
    },
  };
}

const at = (seq: number, change: Partial<JournalRecord>) => (record: JournalRecord) =>
  record.seq === seq ? { ...record, ...change } : record;

describe('replay', () => {
  it('finds nothing in a journal as it was written', () => {
    expect(replay(journalWith(), { settingsOf })).toEqual({
      records: 8,
      withEffects: 6,
      snapshots: 2,
      differences: [],
    });
  });

  it('stops at the first record that is not as it was written', () => {
    for (const change of [{ event: 'x' }, { effects: 'x' }, { effects: '' }, { hash: 'x' }, { at: later(t0, 1) }]) {
      const report = replay(journalWith({ record: at(5, change) }), { settingsOf });
      expect(report).toMatchObject({ records: 4, differences: [{ seq: 5, kind: 'altered' }] });
    }
  });

  it('names the record that is missing', () => {
    const report = replay(journalWith({ record: (one) => (one.seq === 5 ? undefined : one) }), { settingsOf });
    expect(report).toMatchObject({
      records: 4,
      differences: [{ seq: 5, kind: 'missing', detail: 'record 5 is missing; the next one is 6' }],
    });
  });

  it('names a record whose text is no event, its hash right', () => {
    const report = replay(journalWith({ record: at(5, { event: '{"type":' }), forged: true }), { settingsOf });
    expect(report).toMatchObject({ records: 4, differences: [{ seq: 5, kind: 'unreadable' }] });
  });

  it('names the record that leads to something else, and shows both', () => {
    const report = replay(journalWith({ record: at(5, { effects: '["x"]' }), forged: true }), { settingsOf });
    expect(report).toMatchObject({ records: 5, withEffects: 3, differences: [{ seq: 5, kind: 'effects' }] });
    expect(report.differences[0]?.detail).toMatch(/^recorded \["x"\] · now \[\{"type":"alert\.send"/);
    const none = replay(journalWith({ record: at(5, { effects: '' }), forged: true }), { settingsOf });
    expect(none.differences[0]?.detail).toMatch(/^recorded \(nothing\) · now \[/);
  });

  it('goes on after a snapshot that is not as it was, or of another state', () => {
    const damaged = replay(journalWith({ snapshot: (one) => ({ ...one, state: `${one.state} ` }) }), { settingsOf });
    const changed = 'the snapshot was changed after it was written';
    expect(damaged).toMatchObject({
      records: 8,
      differences: [
        { seq: 4, kind: 'state', detail: changed },
        { seq: 8, kind: 'state', detail: changed },
      ],
    });
    const other = journalWith({ snapshot: (one) => ({ ...one, state: '{}', hash: textHash('{}') }) });
    const elsewhere = 'the records lead to another state than the snapshot';
    expect(replay(other, { settingsOf }).differences.map(({ detail }) => detail)).toEqual([elsewhere, elsewhere]);
  });

  it('cannot read a snapshot of another version, and says so', () => {
    const other = journalWith({ snapshot: (one) => ({ ...one, version: stateVersion + 1, state: 'x' }) });
    const detail = `the snapshot is of version ${stateVersion + 1}; this program writes ${stateVersion}`;
    expect(replay(other, { settingsOf }).differences).toEqual([4, 8].map((seq) => ({ seq, kind: 'state', detail })));
  });

  it('under another configuration names the difference, and uses that one', () => {
    const asked: string[] = [];
    const wanted = configText.replace('"monitoring.log_level":"INFO"', '"monitoring.log_level":"DEBUG"');
    const report = replay(journalWith(), { settingsOf: (text) => (asked.push(text), settings), config: wanted });
    expect(asked).toEqual([wanted]);
    expect(report.differences).toEqual([
      { seq: 1, kind: 'config', detail: expect.stringMatching(/log_level":"INFO.* · now .*log_level":"DEBUG/) },
    ]);
    expect(replay(journalWith(), { settingsOf, config: configText }).differences).toEqual([]);
  });
});
