import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ms } from '../../core/units.ts';
import type { Journal, JournalRecord } from '../../runtime/ports.ts';
import { openJournal } from './journal.ts';

let room = '';
let path = '';
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'keel-sqlite-'));
  path = join(room, 'deep', 'er', 'journal #1?.db');
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

function opened(readOnly: boolean = false): Journal {
  const result = openJournal(path, { readOnly });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refusal(readOnly: boolean): unknown {
  const result = openJournal(path, { readOnly });
  return result.ok ? undefined : result.error;
}

function records(from: number, to: number, event: string = '{}'): JournalRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ seq: from + i, at: ms(i), event, effects: '', hash: 'h' }));
}

function onDisk(): number {
  const reader = opened(true);
  const last = reader.lastSeq();
  reader.close();
  return last;
}

function elsewhere(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

describe('the journal file', () => {
  it('is begun where it is missing, and goes on where it is not', () => {
    const first = opened();
    first.append(records(1, 3), false);
    first.setHeader('commit', 'abc');
    first.close();
    const again = opened();
    expect([again.lastSeq(), again.header('commit'), again.header('format')]).toEqual([3, 'abc', '1']);
    again.append(records(4, 4), true);
    again.close();
    expect(onDisk()).toBe(4);
  });

  it('writes what waits when there is much of it, by number and by size', () => {
    const journal = opened();
    journal.append(records(1, 4095), false);
    expect(onDisk()).toBe(0);
    journal.append(records(4096, 4096), false);
    expect(onDisk()).toBe(4096);
    journal.append(records(4097, 4097, 'x'.repeat(999_999)), false);
    expect(onDisk()).toBe(4096);
    journal.append(records(4098, 4098), false);
    expect(onDisk()).toBe(4098);
    journal.close();
  });

  it('takes nothing of a batch that it could not write, and takes it later', () => {
    const journal = opened();
    journal.append(records(1, 2), false);
    elsewhere('ALTER TABLE journal RENAME TO gone');
    expect(() => journal.append(records(3, 4), true)).toThrow('no such table');
    expect(journal.lastSeq()).toBe(2);
    journal.append(records(3, 3), false);
    elsewhere('ALTER TABLE gone RENAME TO journal');
    journal.append(records(4, 4), true);
    expect([...journal.since(0)]).toHaveLength(4);
    journal.close();
  });

  it('is not written by a second writer behind the back of the first', () => {
    const first = opened();
    const second = opened();
    first.append(records(1, 1), true);
    expect(() => second.append(records(1, 1), true)).toThrow('UNIQUE constraint failed');
    expect(second.lastSeq()).toBe(0);
    first.close();
    second.close();
  });

  it('has an empty state where the bytes of a snapshot are damaged', () => {
    const journal = opened();
    journal.snapshot({ seq: 0, version: 1, state: 'a state', hash: 'h' });
    elsewhere("UPDATE snapshots SET state = x'ff00ff'");
    expect(journal.latestSnapshot(0)?.state).toBe('');
    journal.close();
  });
});

describe('reading a journal file', () => {
  it('leaves no trace beside a journal that was closed', () => {
    const journal = opened();
    journal.append(records(1, 3), false);
    journal.close();
    const before = readdirSync(join(path, '..'));
    const reader = opened(true);
    expect([...reader.since(0)]).toHaveLength(3);
    expect(readdirSync(join(path, '..'))).toEqual(before);
    reader.close();
    expect(readdirSync(join(path, '..'))).toEqual(before);
  });

  it('follows a writer, and changes nothing', () => {
    const writer = opened();
    writer.append(records(1, 1), true);
    const reader = opened(true);
    writer.append(records(2, 2), true);
    expect([reader.lastSeq(), [...reader.since(0)].length]).toEqual([2, 2]);
    expect(() => reader.append(records(3, 3), true)).toThrow('opened for reading');
    expect(() => reader.snapshot({ seq: 2, version: 1, state: '', hash: '' })).toThrow('opened for reading');
    expect(() => reader.setHeader('commit', 'abc')).toThrow('readonly database');
    reader.close();
    writer.close();
  });

  it('sees what a crash left in the files', () => {
    const writer = opened();
    writer.append(records(1, 7), true);
    const copy = join(room, 'copy.db');
    for (const tail of ['', '-wal', '-shm']) copyFileSync(path + tail, copy + tail);
    writer.close();
    path = copy;
    expect(onDisk()).toBe(7);
  });
});

describe('openJournal refuses', () => {
  it('to read what is missing, and creates nothing', () => {
    expect(refusal(true)).toEqual({ type: 'missing', message: `there is no journal at ${path}` });
    expect(existsSync(join(room, 'deep'))).toBe(false);
  });

  it.each([true, false])('a file of another kind (readOnly %s)', (readOnly) => {
    path = join(room, 'notes.txt');
    writeFileSync(path, 'not a database, but long enough to be one '.repeat(100));
    const message = `${path} is not a journal of Keel: file is not a database`;
    expect(refusal(readOnly)).toEqual({ type: 'not-a-journal', message });
  });

  it.each([true, false])("another program's database, and leaves it alone (readOnly %s)", (readOnly) => {
    path = join(room, 'other.db');
    elsewhere('CREATE TABLE header(name, value)');
    const message = `${path} is not a journal of Keel: it is a database of something else`;
    expect(refusal(readOnly)).toEqual({ type: 'not-a-journal', message });
    expect(readdirSync(room)).toEqual(['other.db']);
  });

  it('a directory', () => {
    path = room;
    expect(refusal(false)).toEqual({
      type: 'not-a-journal',
      message: `${room} is not a journal of Keel: it is not a file`,
    });
  });

  it.each([true, false])('another format (readOnly %s)', (readOnly) => {
    opened().close();
    elsewhere("UPDATE header SET value = '2' WHERE name = 'format'");
    const message = `${path} is a journal of format 2, and this version of Keel reads format 1`;
    expect(refusal(readOnly)).toEqual({ type: 'other-format', message });
  });

  it('to read an empty file, which it would fill when it may write', () => {
    path = join(room, 'empty.db');
    writeFileSync(path, '');
    expect(refusal(true)).toMatchObject({ type: 'not-a-journal' });
    expect(refusal(false)).toBeUndefined();
  });

  it('a place where nothing can be', () => {
    writeFileSync(join(room, 'file'), '');
    path = join(room, 'file', 'journal.db');
    expect(refusal(false)).toMatchObject({
      type: 'not-opened',
      message: expect.stringContaining(`the journal ${path} could not be opened`),
    });
  });
});
