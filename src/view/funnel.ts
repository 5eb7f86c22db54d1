import { gates, usualCodes } from '../core/signal/gates.ts';
import type { State } from '../core/state.ts';

/** How often each gate was the first to say no, per instrument, in the order of the gates; the last column fired. */
export type Funnel = Readonly<{
  codes: readonly string[];
  rows: readonly Readonly<{ instrument: string; counts: readonly number[] }>[];
}>;

export function funnelOf({ markets }: State): Funnel {
  const counted = new Set([...markets.values()].flatMap(({ funnel }) => Object.keys(funnel)));
  const told = gates.filter(({ code }) => usualCodes.has(code) || counted.has(code));
  const codes = [...told.map(({ code }) => code), 'SIGNAL'];
  const rows = [...markets.values()]
    .filter(({ funnel }) => Object.keys(funnel).length > 0)
    .map(({ instrument, funnel }) => ({ instrument: instrument.id, counts: codes.map((code) => funnel[code] ?? 0) }));
  return { codes, rows };
}

/** The sum over all instruments, code by code. */
export function funnelTotal({ codes, rows }: Funnel): readonly Readonly<{ code: string; count: number }>[] {
  return codes.map((code, i) => ({ code, count: rows.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0) }));
}
