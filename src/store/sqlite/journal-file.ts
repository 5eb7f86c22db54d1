import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import { decisionSchema } from './decision-table.ts';
import { schema } from './journal-tables.ts';

/** Why a journal was not opened, in one sentence for the person who named the file. */
export type JournalError = Readonly<{
  type: 'missing' | 'not-a-journal' | 'other-format' | 'not-opened';
  message: string;
}>;

/** Of the tables and of the text in them; rises when old files can no longer be read. */
const format = '1';

/** Opens the database behind a journal; a file that is not one is refused before anything in it is changed. */
export function openFile(path: string, readOnly: boolean): Result<DatabaseSync, JournalError> {
  const missing = !existsSync(path);
  if (missing && readOnly) return err({ type: 'missing', message: `there is no journal at ${path}` });
  if (!missing && !statSync(path).isFile()) return err(notAJournal(path, 'it is not a file'));
  let db: DatabaseSync | undefined;
  try {
    if (missing) mkdirSync(dirname(resolve(path)), { recursive: true });
    db = connect(path, readOnly);
    const refused = prepare(db, path, readOnly);
    if (refused === undefined) return ok(db);
    db.close();
    return err(refused);
  } catch (cause) {
    if (db?.isOpen === true) db.close();
    return err(openingTrouble(path, cause));
  }
}

/**
 * Reading a file in WAL mode makes SQLite put two more files beside it, unless it is told that nobody writes. Nobody does
 * where there is no WAL: a writer removes it when it closes. After a crash all three are there, and none is made.
 */
function connect(path: string, readOnly: boolean): DatabaseSync {
  if (!readOnly) return new DatabaseSync(path, { timeout: 1000 });
  const url = pathToFileURL(resolve(path));
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, timeout: 1000 });
}

function prepare(db: DatabaseSync, path: string, readOnly: boolean): JournalError | undefined {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const isNew = tables.length === 0 && !readOnly;
  if (!isNew) {
    const names = new Set(tables.map((row) => row['name']));
    if (!['journal', 'snapshots', 'header'].every((name) => names.has(name))) {
      return notAJournal(path, 'it is a database of something else');
    }
    const found = db.prepare("SELECT value FROM header WHERE name = 'format'").get()?.['value'];
    if (found !== format) return otherFormat(path, String(found ?? 'none'));
  }
  if (readOnly) return undefined;
  // fullfsync is for macOS, where fsync alone leaves the data in the drive's cache.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;');
  if (isNew) db.exec(`BEGIN IMMEDIATE; ${schema} INSERT INTO header VALUES('format', '${format}'); COMMIT;`);
  db.exec(decisionSchema);
  return undefined;
}

function notAJournal(path: string, why: string): JournalError {
  return { type: 'not-a-journal', message: `${path} is not a journal of Keel: ${why}` };
}

function otherFormat(path: string, found: string): JournalError {
  const message = `${path} is a journal of format ${found}, and this version of Keel reads format ${format}`;
  return { type: 'other-format', message };
}

/** A page that is damaged may be met only when the tables are read. */
export function openingTrouble(path: string, cause: unknown): JournalError {
  const why = cause instanceof Error ? cause.message : String(cause);
  if (/not a database|malformed/.test(why)) return notAJournal(path, why);
  return { type: 'not-opened', message: `the journal ${path} could not be opened: ${why}` };
}
