import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ms } from '../../src/core/units.ts';
import type { Journal, JournalRecord, Snapshot } from '../../src/runtime/ports.ts';
import { memoryJournal } from '../../src/store/memory/journal.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';

const room = mkdtempSync(join(tmpdir(), 'keel-journal-'));
let files = 0;

/** A journal, and a second pair of eyes that sees what a crash at this moment would leave of it. */
type Subject = Readonly<{ journal: Journal; survives: () => readonly JournalRecord[] }>;
const subjects: readonly (readonly [string, () => Subject])[] = [
  ['memory', inMemory],
  ['sqlite', onDisk],
];

function inMemory(): Subject {
  const journal = memoryJournal();
  return { journal, survives: () => [...journal.since(0)] };
}

function onDisk(): Subject {
  files += 1;
  const path = join(room, `${files}.db`);
  const survives = (): readonly JournalRecord[] => {
    const second = opened(path, true);
    const seen = [...second.since(0)];
    second.close();
    return seen;
  };
  return { journal: opened(path, false), survives };
}

function opened(path: string, readOnly: boolean): Journal {
  const result = openJournal(path, { readOnly });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function record(seq: number): JournalRecord {
  return {
    seq,
    at: ms(1_700_000_000_000 + seq),
    event: `{"n":${seq}}`,
    effects: seq % 2 === 0 ? '' : '[1]',
    hash: `h${seq}`,
  };
}

function records(from: number, to: number): JournalRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => record(from + i));
}

function snapshot(seq: number, state: string = `state ${seq}`): Snapshot {
  return { seq, version: 3, state, hash: `s${seq}` };
}

afterAll(() => rmSync(room, { recursive: true, force: true }));

describe.each(subjects)('the journal in %s', (_name, create) => {
  it('is empty at first', () => {
    const { journal } = create();
    expect(journal.lastSeq()).toBe(0);
    expect([...journal.since(0)]).toEqual([]);
    expect(journal.latestSnapshot(Infinity)).toBeUndefined();
    expect(journal.snapshotSeqs()).toEqual([]);
    expect(journal.header('commit')).toBeUndefined();
    journal.append([], true);
    expect(journal.lastSeq()).toBe(0);
    journal.close();
  });

  it('gives back what was appended, durable or not, from any place', () => {
    const { journal } = create();
    journal.append(records(1, 2), true);
    journal.append(records(3, 3), false);
    journal.append(records(4, 5), false);
    expect(journal.lastSeq()).toBe(5);
    expect([...journal.since(0)]).toEqual(records(1, 5));
    expect([...journal.since(3)]).toEqual(records(4, 5));
    expect([...journal.since(5)]).toEqual([]);
    journal.close();
  });

  it('keeps any text exactly', () => {
    const { journal } = create();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (event, effects) => {
        const odd = {
          ...record(journal.lastSeq() + 1),
          event: JSON.stringify(event),
          effects: JSON.stringify(effects),
        };
        journal.append([odd], false);
        expect([...journal.since(odd.seq - 1)]).toEqual([odd]);
      }),
    );
    journal.close();
  });

  it('reads on while it is appended to, and more than a page', () => {
    const { journal } = create();
    journal.append(records(1, 3000), false);
    const iterator = journal.since(0);
    expect(iterator.next().value).toEqual(record(1));
    journal.append(records(3001, 3002), true);
    expect([...iterator].slice(0, 2999)).toEqual(records(2, 3000));
    journal.close();
  });

  it.each([
    ['a hole', [record(4)]],
    ['a step back', [record(2)]],
    ['a hole within', [record(3), record(5)]],
    ['a repetition within', [record(3), record(3)]],
  ])('refuses %s, and takes nothing of it', (_what, batch) => {
    const { journal } = create();
    journal.append(records(1, 2), false);
    expect(() => journal.append(batch, true)).toThrow("the journal's next record is");
    expect([...journal.since(0)]).toEqual(records(1, 2));
    journal.append(records(3, 4), true);
    expect(journal.lastSeq()).toBe(4);
    journal.close();
  });

  it('finds the records whose effects mention a text, waiting ones too', () => {
    const { journal } = create();
    journal.append(records(1, 4), true);
    journal.append(records(5, 6), false);
    expect([...journal.mentioning('[1]')].map(({ seq }) => seq)).toEqual([1, 3, 5]);
    expect([...journal.mentioning('"n"')]).toEqual([]);
  });

  it('begins with the record 1', () => {
    const { journal } = create();
    expect(() => journal.append([record(2)], true)).toThrow("the journal's next record is 1, not 2");
    journal.close();
  });

  it('finds the newest snapshot up to a record', () => {
    const { journal } = create();
    journal.append(records(1, 9), false);
    for (const seq of [6, 3, 9]) journal.snapshot(snapshot(seq));
    expect([2, 3, 5, 6, 8, 9, Infinity].map((upTo) => journal.latestSnapshot(upTo)?.seq)).toEqual([
      undefined,
      3,
      3,
      6,
      6,
      9,
      9,
    ]);
    expect(journal.latestSnapshot(4)).toEqual(snapshot(3));
    expect(journal.snapshotSeqs()).toEqual([3, 6, 9]);
    journal.close();
  });

  it('replaces a snapshot of the same record', () => {
    const { journal } = create();
    journal.append(records(1, 1), false);
    journal.snapshot(snapshot(1, 'old'));
    journal.snapshot(snapshot(1, 'new: ż€😀'));
    expect(journal.latestSnapshot(1)).toEqual(snapshot(1, 'new: ż€😀'));
    expect(journal.snapshotSeqs()).toEqual([1]);
    journal.close();
  });

  it('takes no snapshot of what it has no records for, unless it begins with it', () => {
    const { journal } = create();
    journal.snapshot(snapshot(100));
    expect(journal.lastSeq()).toBe(100);
    expect(() => journal.append([record(1)], true)).toThrow("the journal's next record is 101, not 1");
    journal.append(records(101, 102), true);
    expect([...journal.since(100)]).toEqual(records(101, 102));
    expect([...journal.since(0)]).toEqual(records(101, 102));
    expect(() => journal.snapshot(snapshot(103))).toThrow(
      'a snapshot of 103 comes after the record 103, and the last one is 102',
    );
    journal.close();
  });

  it('remembers headers', () => {
    const { journal } = create();
    journal.setHeader('commit', 'abc');
    journal.setHeader('config', '');
    journal.setHeader('commit', 'def');
    expect([journal.header('commit'), journal.header('config')]).toEqual(['def', '']);
    journal.close();
  });

  it('has on disk what is durable, and everything before it; of the rest a beginning', () => {
    const size = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(size, fc.boolean()), { maxLength: 12 }), (batches) => {
        const { journal, survives } = create();
        let durable = 0;
        for (const [count, wanted] of batches) {
          const last = journal.lastSeq();
          journal.append(records(last + 1, last + count), wanted);
          if (wanted) durable = last + count;
          const left = survives();
          expect(left).toEqual(records(1, left.length));
          expect(left.length).toBeGreaterThanOrEqual(durable);
          expect(left.length).toBeLessThanOrEqual(journal.lastSeq());
        }
        const last = journal.lastSeq();
        journal.close();
        expect(survives()).toEqual(records(1, last));
      }),
      { numRuns: 30 },
    );
  });

  it('has a snapshot on disk only together with the records that lead to it', () => {
    const { journal, survives } = create();
    journal.append(records(1, 5), false);
    journal.snapshot(snapshot(5));
    expect(survives()).toEqual(records(1, 5));
    journal.close();
  });
});
