import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JournalRecord } from '../../src/runtime/ports.ts';
import { recordHash } from '../../src/runtime/recorder.ts';
import { keel } from './cli.ts';

/** A copy of a journal beside it, changed behind Keel's back. */
export function tampered(journal: string, edit: (db: DatabaseSync) => void): string {
  const copy = journal.replace(/\.sqlite$/, `-tampered.sqlite`);
  copyFileSync(journal, copy);
  const db = new DatabaseSync(copy);
  // Nobody needs these copies to outlive a power cut.
  db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
  edit(db);
  db.close();
  return copy;
}

export function recordAt(db: DatabaseSync, seq: number): JournalRecord {
  const row = db.prepare('SELECT seq, at, event, effects, hash FROM journal WHERE seq = ?').get(seq);
  if (row === undefined) throw new Error(`no record ${seq}`);
  return row as unknown as JournalRecord;
}

export function setAt(db: DatabaseSync, seq: number, column: 'event' | 'effects' | 'hash' | 'at', value: string): void {
  db.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`).run(column === 'at' ? Number(value) : value, seq);
}

/** Makes the chain of hashes right again from its beginning, as a forger with this program would. */
export function rechain(db: DatabaseSync): void {
  const update = db.prepare('UPDATE journal SET hash = ? WHERE seq = ?');
  let previous = '';
  db.exec('BEGIN');
  for (const row of db.prepare('SELECT seq, at, event, effects FROM journal ORDER BY seq').all()) {
    previous = recordHash(previous, row as unknown as JournalRecord);
    update.run(previous, row['seq'] ?? 0);
  }
  db.exec('COMMIT');
}

export type Replayed = Readonly<{
  code: number | null;
  records: number;
  withEffects: number;
  snapshots: number;
  differences: readonly Readonly<{ seq: number; kind: string; detail: string }>[];
}>;

/** `keel replay` in this process. */
export async function replayed(cwd: string, journal: string, ...options: readonly string[]): Promise<Replayed> {
  const { code, out, err } = await keel(cwd, ['replay', journal, '--json', ...options]);
  if (out === '') throw new Error(err);
  return { code, ...(JSON.parse(out) as Omit<Replayed, 'code'>) };
}

/** `keel replay` in a process of its own, which knows nothing but the file. */
export function replayedElsewhere(cwd: string, journal: string): Replayed {
  const program = resolve(import.meta.dirname, '../../src/boot/main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'replay', journal, '--json'], {
    cwd,
    env: {},
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return { code: status, ...(JSON.parse(stdout) as Omit<Replayed, 'code'>) };
}
