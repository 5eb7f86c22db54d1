import { measures } from '../core/signal/decision.ts';
import type { Decision, Measure } from '../core/signal/decision.ts';
import { analysed } from './format.ts';

type Details = Readonly<Record<string, string | number>>;

/** The numbers of a decision by name; those that it did not come to are left out. */
export function measuredOf({ measured }: Pick<Decision, 'measured'>): Partial<Record<Measure, number>> {
  const numbers: Partial<Record<Measure, number>> = {};
  for (const [n, name] of measures.entries()) {
    const value = measured[n];
    if (typeof value === 'number') numbers[name] = value;
  }
  return numbers;
}

/** Words that operators look for beside a code. */
const grepped: Readonly<Record<string, string>> = { FIB_GATE: 'FIB_GATE: entry not in OTE/Key Fib' };

/** Verdict and numbers in one line. */
export function reasoning(decision: Decision): string {
  const { code, detail, regime, side, setup, score } = decision;
  const parts = [detail === undefined ? (grepped[code] ?? code) : `${code}: ${detail}`, regime, side, setup];
  const numbers = Object.entries(measuredOf(decision)).map(([name, value]) => `${name} ${analysed(value)}`);
  const points = score === undefined ? [] : [`score ${score.total}`];
  return [...parts, ...numbers, ...points].filter((part) => part !== undefined).join(' | ');
}

/** The fields of DECISION_TRACE (spec 03 section 15.3), as far as a decision has them. */
export function traceDetails(decision: Decision): Details {
  const { instrument, code, side, strategy, regime, price, score, structureAt } = decision;
  const { total, ...points } = score ?? {};
  const { adx, atr } = measuredOf(decision);
  return {
    instrument,
    signal: code === 'SIGNAL' ? (side ?? '') : 'NO_SIGNAL',
    code,
    strategy,
    regime,
    bias: side ?? 'neutral',
    price,
    ...(adx === undefined ? {} : { adx: analysed(adx) }),
    ...(atr === undefined ? {} : { atr: analysed(atr) }),
    ...(total === undefined ? {} : { setup_quality: total, score_breakdown: breakdown(points) }),
    ...(structureAt === undefined ? {} : { structure: structureAt }),
    reason: reasoning(decision),
  };
}

function breakdown(points: Readonly<Record<string, number>>): string {
  return Object.entries(points)
    .map(([name, count]) => `${name}:${count}`)
    .join(',');
}

/** NO_SIGNAL, for whoever logs at debug: every time, and why. */
export function noSignalDetails(decision: Decision): Details {
  return { instrument: decision.instrument, reason: reasoning(decision) };
}
