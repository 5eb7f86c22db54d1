import { assert } from '../../core/assert.ts';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { unifiedUnknowns } from './unified-unknowns.ts';

type Unknowns = typeof unifiedUnknowns;
/** One value for each switch. */
export type UnifiedSwitches = Readonly<{
  [Name in keyof Unknowns]: Unknowns[Name] extends Readonly<{ values: readonly (infer Value)[] }>
    ? Value
    : Unknowns[Name] extends Readonly<{ count: number }>
      ? number
      : string;
}>;

type Unknown = Readonly<{ values?: readonly string[]; count?: number; text?: string; unknown: string; page: string }>;
const rows: Readonly<Record<string, Unknown>> = unifiedUnknowns;

function fits({ values, count }: Unknown, value: unknown): boolean {
  if (values !== undefined) return values.some((allowed) => allowed === value);
  return count === undefined ? typeof value === 'string' : Number.isSafeInteger(value) && Number(value) > 0;
}

function isComplete(switches: Readonly<Record<string, unknown>>): switches is UnifiedSwitches {
  return Object.entries(rows).every(([name, row]) => fits(row, switches[name]));
}

/** The shipped switches with what was chosen instead. @returns a sentence that names what is no switch or no value of it. */
export function unifiedSwitches(chosen: Readonly<Record<string, unknown>>): Result<UnifiedSwitches, string> {
  for (const [name, value] of Object.entries(chosen)) {
    const row = rows[name];
    if (row === undefined) return err(`${name} is not a switch of the unified dialect`);
    if (!fits(row, value)) return err(`${name} takes ${row.values?.join(' | ') ?? typeof (row.count ?? row.text)}`);
  }
  const shipped = Object.entries(rows).map(([name, row]) => [name, row.values?.[0] ?? row.count ?? row.text] as const);
  const switches: Readonly<Record<string, unknown>> = { ...Object.fromEntries(shipped), ...chosen };
  assert(isComplete(switches), 'every switch has a shipped value');
  return ok(switches);
}

function shippedSwitches(): UnifiedSwitches {
  const switches = unifiedSwitches({});
  assert(switches.ok, 'what is shipped is allowed');
  return switches.value;
}

/** What is shipped. */
export const unifiedDefaults: UnifiedSwitches = shippedSwitches();
