import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { assert } from '../../core/assert.ts';
import { ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Journal, JournalRecord, Recorded, Snapshot } from '../../runtime/ports.ts';
import { decisionTable } from './decision-table.ts';
import type { DecisionTable } from './decision-table.ts';

/** A snapshot, and the moment from which decisions are kept. */
export type Sealed = Readonly<{ snapshot: Snapshot; decisionsFrom: Ms | undefined }>;

/** The journal's tables, as statements. */
export type Tables = Readonly<{
  /** All of it in one transaction, on disk when it returns; nothing of it when it throws. */
  write: (records: readonly Recorded[], sealed: Sealed | undefined) => void;
  since: (after: number) => IterableIterator<JournalRecord>;
  mentioning: (text: string) => IterableIterator<JournalRecord>;
  latestSnapshot: (upTo: number) => Snapshot | undefined;
  snapshotSeqs: () => readonly number[];
  lastSeq: () => number;
  decisions: Journal['decisions'];
  decisionCounts: Journal['decisionCounts'];
  header: (name: string) => string | undefined;
  setHeader: (name: string, value: string) => void;
  close: () => void;
}>;

export const schema = `
  CREATE TABLE journal(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, effects TEXT NOT NULL, hash TEXT NOT NULL);
  CREATE TABLE snapshots(seq INTEGER PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL, hash TEXT NOT NULL);
  CREATE TABLE header(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Records are read a page at a time: an iterator that is left half-way holds no transaction open. */
const page = 1024;

type Row = Readonly<Record<string, SQLOutputValue>>;

export function tablesOf(db: DatabaseSync): Tables {
  const decisions = decisionTable(db);
  const header = db.prepare('SELECT value FROM header WHERE name = ?');
  const snapshots = db.prepare('SELECT seq FROM snapshots ORDER BY seq');
  const mentions = db.prepare('SELECT * FROM journal WHERE instr(effects, ?) > 0 ORDER BY seq');
  const last = db.prepare(
    'SELECT coalesce((SELECT max(seq) FROM journal), (SELECT max(seq) FROM snapshots), 0) AS seq',
  );
  return {
    write: writer(db, decisions),
    since: reader(db),
    mentioning: (what) => mentions.all(what).map(recordOf).values(),
    latestSnapshot: snapshotReader(db),
    snapshotSeqs: () => snapshots.all().map((row) => integer(row, 'seq')),
    decisions: decisions.range,
    decisionCounts: decisions.counts,
    lastSeq: () => integer(last.get(), 'seq'),
    header: (name) => {
      const row = header.get(name);
      return row === undefined ? undefined : text(row, 'value');
    },
    setHeader: (name, value) =>
      void db.prepare('INSERT OR REPLACE INTO header(name, value) VALUES(?, ?)').run(name, value),
    close: () => db.close(),
  };
}

function writer(db: DatabaseSync, table: DecisionTable): Tables['write'] {
  const insert = db.prepare('INSERT INTO journal(seq, at, event, effects, hash) VALUES(?, ?, ?, ?, ?)');
  const keep = db.prepare('INSERT OR REPLACE INTO snapshots(seq, version, state, hash) VALUES(?, ?, ?, ?)');
  return (records, sealed) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const { seq, at, event, effects, hash, decisions } of records) {
        insert.run(seq, at, event, effects, hash);
        if (decisions !== undefined) table.write(seq, decisions);
      }
      if (sealed !== undefined) {
        const { snapshot, decisionsFrom } = sealed;
        if (decisionsFrom !== undefined) table.forget(decisionsFrom);
        keep.run(snapshot.seq, snapshot.version, pack(snapshot.state), snapshot.hash);
      }
      db.exec('COMMIT');
    } catch (cause) {
      // SQLite has rolled back by itself when the disk was full; a second rollback would hide why.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw cause;
    }
  };
}

function reader(db: DatabaseSync): Tables['since'] {
  const select = db.prepare('SELECT seq, at, event, effects, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?');
  return function* since(after: number): IterableIterator<JournalRecord> {
    let seen = after;
    for (let rows = select.all(seen, page); rows.length > 0; rows = select.all(seen, page)) {
      for (const row of rows) {
        seen = integer(row, 'seq');
        yield recordOf(row);
      }
    }
  };
}

function recordOf(row: Row): JournalRecord {
  const [event, effects, hash] = [text(row, 'event'), text(row, 'effects'), text(row, 'hash')];
  return { seq: integer(row, 'seq'), at: ms(integer(row, 'at')), event, effects, hash };
}

function snapshotReader(db: DatabaseSync): Tables['latestSnapshot'] {
  const select = db.prepare('SELECT seq, version, state, hash FROM snapshots WHERE seq <= ? ORDER BY seq DESC LIMIT 1');
  return (upTo) => {
    const row = select.get(Math.min(upTo, Number.MAX_SAFE_INTEGER));
    if (row === undefined) return undefined;
    const state = unpack(row['state']);
    return { seq: integer(row, 'seq'), version: integer(row, 'version'), state, hash: text(row, 'hash') };
  };
}

/** A state is repetitive text: the fastest level already leaves a small part of it. */
function pack(state: string): Uint8Array {
  return deflateRawSync(state, { level: constants.Z_BEST_SPEED });
}

/** Empty where the bytes are damaged: no state has that text, so its hash tells. */
function unpack(state: SQLOutputValue | undefined): string {
  assert(state instanceof Uint8Array, 'a snapshot is kept as bytes');
  try {
    return inflateRawSync(state).toString('utf8');
  } catch {
    return '';
  }
}

function integer(row: Row | undefined, column: string): number {
  const value = row?.[column];
  assert(typeof value === 'number', `the journal's column ${column} holds whole numbers`);
  return value;
}

function text(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `the journal's column ${column} holds text`);
  return value;
}
