import { assert } from '../../core/assert.ts';
import type { Journal, JournalRecord, Snapshot } from '../../runtime/ports.ts';

/** A journal that lasts as long as the process: for simulations, backtests and tests. */
export function memoryJournal(): Journal {
  const records: JournalRecord[] = [];
  const snapshots: Snapshot[] = [];
  const headers = new Map<string, string>();
  const lastSeq = (): number => records.at(-1)?.seq ?? snapshots.at(-1)?.seq ?? 0;
  return {
    append: (batch) => {
      assertFollows(lastSeq(), batch);
      for (const record of batch) records.push(record);
    },
    snapshot: (snapshot) => {
      assertCovered(lastSeq(), snapshot);
      const others = snapshots.filter(({ seq }) => seq !== snapshot.seq);
      snapshots.splice(0, Infinity, ...[...others, snapshot].sort((a, b) => a.seq - b.seq));
    },
    since: (after) => from(records, after),
    latestSnapshot: (upTo) => snapshots.findLast(({ seq }) => seq <= upTo),
    snapshotSeqs: () => snapshots.map(({ seq }) => seq),
    lastSeq,
    header: (name) => headers.get(name),
    setHeader: (name, value) => void headers.set(name, value),
    close: () => undefined,
  };
}

/** Records follow one another, and the first follows `last`: a hole means that something happened that nobody will know. */
export function assertFollows(last: number, batch: readonly JournalRecord[]): void {
  let expected = last + 1;
  for (const { seq } of batch) {
    assert(seq === expected, `the journal's next record is ${expected}, not ${seq}`);
    expected += 1;
  }
}

/** A snapshot is of a state that the records lead to; in an empty journal it says where they go on. */
export function assertCovered(last: number, { seq }: Snapshot): void {
  assert(last === 0 || seq <= last, `a snapshot of ${seq} comes after the record ${seq}, and the last one is ${last}`);
}

function* from(records: readonly JournalRecord[], after: number): IterableIterator<JournalRecord> {
  const first = records[0]?.seq ?? 0;
  for (let i = Math.max(0, after + 1 - first); ; i += 1) {
    const record = records[i];
    if (record === undefined) return;
    yield record;
  }
}
