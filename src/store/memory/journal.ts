import { assertCovered, assertFollows } from '../../runtime/journal-order.ts';
import type { Journal, JournalRecord, Snapshot } from '../../runtime/ports.ts';
import { memoryDecisions } from './decisions.ts';

/** A journal that lasts as long as the process: for simulations, backtests and tests. */
export function memoryJournal(): Journal {
  const records: JournalRecord[] = [];
  const snapshots: Snapshot[] = [];
  const decisions = memoryDecisions();
  const headers = new Map<string, string>();
  const lastSeq = (): number => records.at(-1)?.seq ?? snapshots.at(-1)?.seq ?? 0;
  return {
    append: (batch) => {
      assertFollows(lastSeq(), batch);
      for (const { decisions: made = [], ...record } of batch) {
        records.push(record);
        decisions.write(record.seq, made);
      }
    },
    snapshot: (snapshot, decisionsFrom) => {
      assertCovered(lastSeq(), snapshot);
      const others = snapshots.filter(({ seq }) => seq !== snapshot.seq);
      if (decisionsFrom !== undefined) decisions.forget(decisionsFrom);
      snapshots.splice(0, Infinity, ...[...others, snapshot].sort((a, b) => a.seq - b.seq));
    },
    since: (after) => from(records, after),
    mentioning: (text) => records.filter(({ effects }) => effects.includes(text)).values(),
    flush: () => undefined,
    latestSnapshot: (upTo) => snapshots.findLast(({ seq }) => seq <= upTo),
    snapshotSeqs: () => snapshots.map(({ seq }) => seq),
    lastSeq,
    decisions: decisions.range,
    decisionCounts: decisions.counts,
    header: (name) => headers.get(name),
    setHeader: (name, value) => void headers.set(name, value),
    close: () => undefined,
  };
}

function* from(records: readonly JournalRecord[], after: number): IterableIterator<JournalRecord> {
  const first = records[0]?.seq ?? 0;
  for (let i = Math.max(0, after + 1 - first); ; i += 1) {
    const record = records[i];
    if (record === undefined) return;
    yield record;
  }
}
