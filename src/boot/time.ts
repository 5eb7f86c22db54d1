import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';

const shape: RegExp = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?([zZ]|[+-]\d\d:\d\d)?)?$/;

/** An instant in ISO-8601; without a zone it is UTC. `flag` is where it was given. */
export function timeOf(flag: string, text: string | undefined): Result<Ms | undefined, string> {
  if (text === undefined) return ok(undefined);
  const match = shape.exec(text);
  const at = match === null ? NaN : Date.parse(/[zZ]$|[+-]\d\d:\d\d$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`);
  // A day that the month does not have would quietly become one of the next.
  const day = match?.[1] ?? '';
  const real = !Number.isNaN(at) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return real ? ok(ms(at)) : err(`${flag} ${text} is not a time; write it like 2024-03-05T12:00:00Z.`);
}
