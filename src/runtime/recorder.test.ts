import { describe, expect, it } from 'vitest';
import { begun, instrument, price, settings, t0 } from '../../test/support/keel.ts';
import { step } from '../core/engine.ts';
import type { Event } from '../core/events.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import { memoryJournal } from '../store/memory/journal.ts';
import { decodeEvent } from './codec.ts';
import type { Journal } from './ports.ts';
import { createRecorder, noRecorder, recordHash, snapshotOf } from './recorder.ts';
import type { Recorder } from './recorder.ts';

const on = instrument('ETH');

/** A disk that refuses as long as it is told to, and remembers how each append was asked for. */
function moody(): Readonly<{ journal: Journal; refuse: (why: string | undefined) => void; asked: boolean[] }> {
  const inner = memoryJournal();
  const asked: boolean[] = [];
  let refusal: string | undefined;
  const append: Journal['append'] = (records, durable) => {
    if (refusal !== undefined) throw new Error(refusal);
    asked.push(durable);
    inner.append(records, durable);
  };
  return { journal: { ...inner, append }, refuse: (why) => void (refusal = why), asked };
}

function started(snapshotEvery: number): Readonly<{
  disk: ReturnType<typeof moody>;
  recorder: Recorder;
  troubles: (string | undefined)[];
  state: State;
  take: (durable: boolean) => boolean;
}> {
  const disk = moody();
  const troubles: (string | undefined)[] = [];
  const onTrouble = (trouble: string | undefined): void => void troubles.push(trouble);
  const recorder = createRecorder({
    decisionsKeptMs: Infinity,
    journal: disk.journal,
    head: '',
    snapshotEvery,
    onTrouble,
  });
  const state = begun('10000', [on], price('100'));
  state.seq = 0;
  const take = (durable: boolean): boolean => {
    const event: Event = {
      type: 'mark.observed',
      at: later(t0, state.seq),
      instrument: on.id,
      price: price(String(100 + state.seq)),
    };
    recorder.record(state.seq + 1, event, step(state, event, settings));
    return recorder.commit(state, durable);
  };
  return { disk, recorder, troubles, state, take };
}

describe('the recorder', () => {
  it('chains every record to the one before it', () => {
    const { disk, take } = started(100);
    for (const durable of [true, false, true]) expect(take(durable)).toBe(true);
    let previous = '';
    for (const record of disk.journal.since(0)) {
      expect(record.hash).toBe(recordHash(previous, record));
      expect(record).toMatchObject({ at: later(t0, record.seq - 1), effects: '' });
      expect(decodeEvent(record.event)).toMatchObject({ type: 'mark.observed', at: record.at });
      previous = record.hash;
    }
    expect(disk.journal.lastSeq()).toBe(3);
    expect(disk.asked).toEqual([true, false, true]);
  });

  it('goes on from the head that it is given', () => {
    const { journal } = moody();
    const recorder = createRecorder({
      decisionsKeptMs: Infinity,
      journal,
      head: 'before',
      snapshotEvery: 9,
      onTrouble: () => undefined,
    });
    const event: Event = { type: 'timer.fired', at: t0, timer: { type: 'auction' } };
    recorder.record(1, event, [{ type: 'timer.set', timer: { type: 'sync' }, at: t0 }]);
    recorder.flush();
    const [record] = [...journal.since(0)];
    expect(record?.hash).toBe(record === undefined ? '' : recordHash('before', record));
    expect(record?.effects).toContain('"timer.set"');
  });

  it.each([
    ['seq', { seq: 2 }],
    ['at', { at: later(t0, 1) }],
    ['event', { event: 'f' }],
    ['effects', { effects: 'f' }],
  ])('hashes the %s of a record', (_what, change) => {
    const record = { seq: 1, at: t0, event: 'e', effects: '' };
    expect(recordHash('', { ...record, ...change })).not.toBe(recordHash('', record));
    expect(recordHash('x', record)).not.toBe(recordHash('', record));
  });

  it('keeps what the disk refuses, says so once, and writes it durably when the disk is back', () => {
    const { disk, troubles, take } = started(100);
    expect(take(true)).toBe(true);
    disk.refuse('disk full');
    expect([take(true), take(false), take(true)]).toEqual([false, false, false]);
    expect(troubles).toEqual(['disk full']);
    expect(disk.journal.lastSeq()).toBe(1);
    disk.refuse(undefined);
    expect(take(false)).toBe(true);
    expect(troubles).toEqual(['disk full', undefined]);
    expect(disk.asked).toEqual([true, true]);
    const records = [...disk.journal.since(0)];
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    for (const [n, record] of records.entries())
      expect(record.hash).toBe(recordHash(records[n - 1]?.hash ?? '', record));
    disk.refuse('again');
    take(true);
    expect(troubles).toEqual(['disk full', undefined, 'again']);
  });

  it('flushes what waits', () => {
    const { disk, recorder, take } = started(100);
    disk.refuse('busy');
    take(true);
    disk.refuse(undefined);
    recorder.flush();
    expect(disk.journal.lastSeq()).toBe(1);
  });

  it('writes a snapshot every so many records, and none while the disk refuses', () => {
    const { disk, state, take } = started(3);
    for (let n = 0; n < 7; n += 1) take(true);
    expect(disk.journal.snapshotSeqs()).toEqual([3, 6]);
    disk.refuse('disk full');
    for (let n = 0; n < 4; n += 1) take(true);
    expect(disk.journal.snapshotSeqs()).toEqual([3, 6]);
    disk.refuse(undefined);
    take(true);
    expect(disk.journal.snapshotSeqs()).toEqual([3, 6, 12]);
    expect(disk.journal.latestSnapshot(12)).toEqual(snapshotOf(state));
  });

  it('can be done without', () => {
    const state = begun('10000', [on], price('100'));
    noRecorder.record(1, { type: 'run.resumed', at: t0, config: '' }, []);
    expect(noRecorder.commit(state, true)).toBe(true);
    noRecorder.flush();
  });
});
