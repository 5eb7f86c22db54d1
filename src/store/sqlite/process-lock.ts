import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';

export type ProcessLock = Readonly<{ release: () => void }>;

/**
 * One Keel per state folder: two would send the same orders twice. The lock is the operating system's, held through a
 * database file, so it goes with the process however that ends: no file is left that a later one could stumble over.
 */
export function takeLock(path: string): Result<ProcessLock, string> {
  const holder = `${path}.pid`;
  try {
    const db = new DatabaseSync(path, { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      db.close();
      throw cause;
    }
    writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
    return ok({
      release: () => {
        rmSync(holder, { force: true });
        db.close();
      },
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    if (!why.includes('locked')) return err(`The lock ${path} cannot be taken: ${why}.`);
    const who = existsSync(holder) ? ` (process ${readFileSync(holder, 'utf8').trim()})` : '';
    return err(`Another Keel runs here already${who}: keel status asks it, Ctrl-C in its terminal stops it.`);
  }
}
