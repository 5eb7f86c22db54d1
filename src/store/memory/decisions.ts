import type { DecisionCount, DecisionEffect, DecisionSpan, StoredDecision } from '../../runtime/decision-log.ts';
import type { Ms } from '../../core/units.ts';

/** The table of decisions, for as long as the process lasts. */
export function memoryDecisions(): Readonly<{
  write: (seq: number, decisions: readonly DecisionEffect[]) => void;
  range: (span: DecisionSpan) => IterableIterator<StoredDecision>;
  counts: (span: DecisionSpan) => readonly DecisionCount[];
  forget: (before: Ms) => void;
}> {
  let rows: StoredDecision[] = [];
  const settle = ({ instrument, decidedAt, outcome }: Extract<DecisionEffect, { type: 'decision.settled' }>): void => {
    const n = rows.findLastIndex(
      ({ decision: { at, code, ...made } }) => made.instrument === instrument && code === 'SIGNAL' && at >= decidedAt,
    );
    const row = rows[n];
    if (row !== undefined) rows[n] = { ...row, outcome };
  };
  const within = ({ from, to, instrument }: DecisionSpan): readonly StoredDecision[] =>
    rows.filter(
      ({ decision: { at, ...made } }) => at >= from && at <= to && (instrument ?? made.instrument) === made.instrument,
    );
  return {
    write: (seq, decisions) => {
      for (const effect of decisions) {
        if (effect.type === 'decision.made') rows.push({ seq, decision: effect.decision });
        else settle(effect);
      }
    },
    range: (span) => within(span).values(),
    counts: (span) => counted(within(span)),
    forget: (before) => void (rows = rows.filter(({ decision: { at } }) => at >= before)),
  };
}

function counted(rows: readonly StoredDecision[]): readonly DecisionCount[] {
  const groups = Map.groupBy(rows, ({ decision: { instrument, code }, outcome = '' }) =>
    [instrument, code, outcome].join(' '),
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]]) => {
      if (first === undefined) return [];
      const { decision, outcome } = first;
      const { instrument, code } = decision;
      return [{ instrument, code, ...(outcome === undefined ? {} : { outcome }), count: 1 + more.length }];
    });
}
