import type { Config } from '../config/config.ts';
import { canonicalText, configFromValues } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Settings } from '../core/settings.ts';
import type { Journal } from '../runtime/ports.ts';
import { JournalUnreadable } from '../runtime/recover.ts';
import { replay } from '../runtime/replay.ts';
import type { ReplayReport } from '../runtime/replay.ts';
import { readJournalFile } from './journal-file.ts';
import type { Place } from './place.ts';

/** The settings inside a configuration text of a journal. */
export function settingsOf(text: string): Settings {
  const config = configFromValues(text);
  if (!config.ok)
    throw new JournalUnreadable(`the configuration in the journal cannot be read: ${config.error.problems.join(' ')}`);
  return config.value.settings;
}

export function replayJournal(
  place: Place,
  { journal: name, config }: Readonly<{ journal: string; config?: Config }>,
): Result<ReplayReport, string> {
  return withJournal(place, name, (journal) =>
    ok(replay(journal, { settingsOf, ...(config === undefined ? {} : { config: canonicalText(config) }) })),
  );
}

/** Looks into a journal and closes it again; what cannot be read is a sentence. */
export function withJournal<T>(
  place: Place,
  name: string | undefined,
  look: (journal: Journal) => Result<T, string>,
): Result<T, string> {
  const opened = readJournalFile(place, name);
  if (!opened.ok) return opened;
  const { journal } = opened.value;
  try {
    return look(journal);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(`The journal ${opened.value.path} cannot be read: ${why.replace(/\.$/, '')}.`);
  } finally {
    journal.close();
  }
}
