import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';

/** One Keel per state folder: two would send the same orders twice. The lock of a dead process is taken over. */
export function takeLock(path: string): Result<Readonly<{ release: () => void }>, string> {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      return ok({ release: () => rmSync(path, { force: true }) });
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
        return err(`The lock ${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`);
      }
    }
    const holder = Number(readFileSync(path, 'utf8'));
    if (isAlive(holder))
      return err(
        `Another Keel runs here already (process ${holder}): keel status asks it, Ctrl-C in its terminal stops it.`,
      );
    rmSync(path, { force: true });
  }
  return err(`The lock ${path} could not be taken: another Keel is starting.`);
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Not ours to signal means that somebody has that number.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
