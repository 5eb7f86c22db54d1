import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Journal } from '../runtime/ports.ts';
import { openJournal } from '../store/sqlite/journal.ts';
import { newestJournal, nextJournal } from './place.ts';
import type { Place } from './place.ts';

export type JournalFile = Readonly<{ path: string; journal: Journal }>;

/** Begins a journal for a new run in the state folder. */
export function createJournalFile(place: Place): Result<JournalFile, string> {
  const path = nextJournal(place);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (cause) {
    return err(
      `The folder for journals, ${dirname(path)}, cannot be made: ${cause instanceof Error ? cause.message : String(cause)}.`,
    );
  }
  const journal = openJournal(path);
  return journal.ok ? ok({ path, journal: journal.value }) : err(journal.error.message);
}

/** Opens a journal to look at it; nothing on disk is created or changed. Without a name, the newest. */
export function readJournalFile(place: Place, name: string | undefined): Result<JournalFile, string> {
  const path = name === undefined ? newestJournal(place) : resolve(place.cwd, name);
  if (path === undefined) return err('There is no journal yet: keel run writes one, or name one with --journal FILE.');
  if (!existsSync(path)) return err(`There is no journal ${name ?? path}.`);
  const journal = openJournal(path, { readOnly: true });
  return journal.ok ? ok({ path, journal: journal.value }) : err(journal.error.message);
}

/** Closes a journal and says in it where it ends, so that a missing last record is noticed. */
export function sealJournal(journal: Journal): void {
  journal.setHeader('sealed', String(journal.lastSeq()));
  journal.close();
}
