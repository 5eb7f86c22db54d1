import { ms } from '../core/units.ts';
import { decisionHash, decisionIn, outcomesIn } from './decision-log.ts';
import type { StoredDecision } from './decision-log.ts';
import type { Journal, JournalRecord } from './ports.ts';

/** Walks beside the records; each is asked once, in order. Undefined where the table says what the record says. */
export type DecisionAudit = Readonly<{ ask: (record: JournalRecord) => string | undefined }>;

/** Compares the table of decisions with the hashes and outcomes in the journal. What was dropped by age is not missed. */
export function auditDecisions(journal: Journal): DecisionAudit {
  const rows = journal.decisions({ from: ms(0), to: ms(Number.MAX_SAFE_INTEGER) });
  let next = rows.next();
  const firstSeq = next.done === true ? Infinity : next.value.seq;
  const signals = new Map<string, StoredDecision>();

  const rowOf = ({ seq, effects }: JournalRecord): string | undefined => {
    const wanted = decisionIn(effects);
    const row = next.done === true || next.value.seq > seq ? undefined : next.value;
    if (row !== undefined) next = rows.next();
    if (row === undefined) {
      return wanted === undefined || seq < firstSeq ? undefined : 'the table of decisions lacks the one of this record';
    }
    if (row.decision.code === 'SIGNAL') signals.set(row.decision.instrument, row);
    if (row.seq === seq && wanted === decisionHash(row.decision)) return undefined;
    return `the table of decisions has another one than record ${row.seq} made`;
  };
  const outcomeOf = ({ effects }: JournalRecord): string | undefined => {
    const wrong = outcomesIn(effects).find(({ instrument, outcome }) => {
      const row = signals.get(instrument);
      return row !== undefined && row.outcome !== outcome;
    });
    return wrong && `the table of decisions has another outcome than ${wrong.outcome} for ${wrong.instrument}`;
  };
  return { ask: (record) => rowOf(record) ?? outcomeOf(record) };
}
