import { assert } from '../../core/assert.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import { assertCovered, assertFollows } from '../../runtime/journal-order.ts';
import type { Journal, Recorded } from '../../runtime/ports.ts';
import type { JournalError } from './journal-file.ts';
import { openFile, openingTrouble } from './journal-file.ts';
import type { Sealed, Tables } from './journal-tables.ts';
import { tablesOf } from './journal-tables.ts';

/** How much may wait in memory for the next durable append; beyond it a transaction is written at once. */
const buffered = { records: 4096, characters: 1_000_000 } as const;

/**
 * The journal in a SQLite file. With `readOnly` nothing on disk is created or changed; without it a missing file is begun.
 * When `append` throws, it has taken nothing of its batch: the same batch may be tried again.
 */
export function openJournal(
  path: string,
  { readOnly = false }: Readonly<{ readOnly?: boolean }> = {},
): Result<Journal, JournalError> {
  const opened = openFile(path, readOnly);
  if (!opened.ok) return err(opened.error);
  try {
    return ok(journalOf(tablesOf(opened.value), readOnly));
  } catch (cause) {
    opened.value.close();
    return err(openingTrouble(path, cause));
  }
}

function journalOf(tables: Tables, readOnly: boolean): Journal {
  const buffer = bufferOf(tables);
  let last = tables.lastSeq();
  // Another process may be writing what a reader reads.
  const lastSeq = (): number => (readOnly ? tables.lastSeq() : last);
  return {
    append: (batch, durable) => {
      assert(!readOnly, 'a journal opened for reading is not written');
      assertFollows(last, batch);
      buffer.add(batch, durable);
      last += batch.length;
    },
    snapshot: (snapshot, decisionsFrom) => {
      assert(!readOnly, 'a journal opened for reading is not written');
      assertCovered(last, snapshot);
      buffer.flush({ snapshot, decisionsFrom });
      last = Math.max(last, snapshot.seq);
    },
    since: (after) => {
      buffer.flush();
      return tables.since(after);
    },
    mentioning: (text) => {
      buffer.flush();
      return tables.mentioning(text);
    },
    decisions: (span) => {
      buffer.flush();
      return tables.decisions(span);
    },
    decisionCounts: (span) => {
      buffer.flush();
      return tables.decisionCounts(span);
    },
    flush: () => buffer.flush(),
    latestSnapshot: tables.latestSnapshot,
    snapshotSeqs: tables.snapshotSeqs,
    lastSeq,
    header: tables.header,
    setHeader: tables.setHeader,
    close: () => {
      try {
        buffer.flush();
      } finally {
        tables.close();
      }
    },
  };
}

type Buffer = Readonly<{
  add: (batch: readonly Recorded[], durable: boolean) => void;
  flush: (sealed?: Sealed) => void;
}>;

/** Records that wait for the next durable append, in order; they are written in one transaction or stay. */
function bufferOf(tables: Tables): Buffer {
  let waiting: Recorded[] = [];
  let characters = 0;
  const flush = (sealed?: Sealed): void => {
    if (waiting.length === 0 && sealed === undefined) return;
    tables.write(waiting, sealed);
    waiting = [];
    characters = 0;
  };
  const add = (batch: readonly Recorded[], durable: boolean): void => {
    const before = { length: waiting.length, characters };
    for (const record of batch) {
      waiting.push(record);
      characters += record.event.length + record.effects.length;
    }
    if (!durable && waiting.length < buffered.records && characters < buffered.characters) return;
    try {
      flush();
    } catch (cause) {
      waiting.length = before.length;
      characters = before.characters;
      throw cause;
    }
  };
  return { add, flush };
}
