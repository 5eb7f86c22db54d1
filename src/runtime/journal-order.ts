import { assert } from '../core/assert.ts';
import type { JournalRecord, Snapshot } from './ports.ts';

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
