import type { Decision } from '../core/signal/decision.ts';
import { ms } from '../core/units.ts';
import { measuredOf } from './decision-line.ts';
import { analysed, isoTime } from './format.ts';

type Count = Readonly<{ instrument: string; code: string; outcome?: string; count: number }>;
type Stored = Readonly<{ decision: Decision; outcome?: string }>;

/** What was decided within a span: how often for which reason, where, and what became of every signal. */
export type DecisionReport = Readonly<{
  version: 1;
  from: string;
  to: string;
  decisions: number;
  /** The most frequent first. */
  reasons: readonly Readonly<{ code: string; count: number; sharePct: number }>[];
  instruments: readonly Readonly<{
    instrument: string;
    decisions: number;
    reasons: Readonly<Record<string, number>>;
  }>[];
  /** The newest of them, newest last. */
  signals: readonly Readonly<{
    at: string;
    instrument: string;
    side: string | null;
    setup: string | null;
    regime: string;
    price: number;
    stop: number | null;
    rr: number | null;
    score: number | null;
    outcome: string | null;
  }>[];
}>;

export function decisionReport(
  counts: readonly Count[],
  signals: readonly Stored[],
  { from, to }: Readonly<{ from: number; to: number }>,
): DecisionReport {
  const total = sum(counts);
  const reasons = [...Map.groupBy(counts, ({ code }) => code)].map(([code, rows]) => {
    const count = sum(rows);
    return { code, count, sharePct: (100 * count) / total };
  });
  return {
    version: 1,
    from: isoTime(ms(from)),
    to: isoTime(ms(to)),
    decisions: total,
    reasons: reasons.toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    instruments: [...Map.groupBy(counts, ({ instrument }) => instrument)].map(([instrument, rows]) => ({
      instrument,
      decisions: sum(rows),
      reasons: Object.fromEntries([...Map.groupBy(rows, ({ code }) => code)].map(([code, same]) => [code, sum(same)])),
    })),
    signals: signals.map(signalOf),
  };
}

function sum(rows: readonly Count[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function signalOf({ decision, outcome }: Stored): DecisionReport['signals'][number] {
  const { at, instrument, side, setup, regime, price, score } = decision;
  const { stop, rr } = measuredOf(decision);
  return {
    at: isoTime(at),
    instrument,
    side: side ?? null,
    setup: setup ?? null,
    regime,
    price,
    stop: stop ?? null,
    rr: rr ?? null,
    score: score?.total ?? null,
    outcome: outcome ?? null,
  };
}

export const reasonHead: readonly string[] = ['reason', 'decisions', 'share'];
export const signalHead: readonly string[] = 'time,instrument,side,setup,regime,price,stop,R:R,score,outcome'.split(
  ',',
);

export function reasonRows({ reasons }: DecisionReport): readonly (readonly string[])[] {
  return reasons.map(({ code, count, sharePct }) => [code, String(count), `${sharePct.toFixed(1)} %`]);
}

/** A row for each instrument, a column for each reason that there was. */
export function instrumentTable({ reasons, instruments }: DecisionReport): Readonly<{
  head: readonly string[];
  rows: readonly (readonly string[])[];
}> {
  const codes = reasons.map(({ code }) => code);
  return {
    head: ['instrument', 'decisions', ...codes],
    rows: instruments.map((one) => [
      one.instrument,
      String(one.decisions),
      ...codes.map((code) => String(one.reasons[code] ?? 0)),
    ]),
  };
}

export function signalRows({ signals }: DecisionReport): readonly (readonly string[])[] {
  return signals.map((one) => {
    const { at, instrument, side, setup, regime, price, stop, rr, score, outcome } = one;
    const numbers = [price, stop, rr, score].map((value) => (value === null ? '-' : analysed(value)));
    return [at, instrument, side ?? '-', setup ?? '-', regime, ...numbers, outcome ?? 'waiting'];
  });
}
