import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';

/** An instant in ISO-8601; without a zone it is UTC. `flag` is where it was given. */
export function timeOf(flag: string, text: string | undefined): Result<Ms | undefined, string> {
  if (text === undefined) return ok(undefined);
  const zoned = /[zZ]$|[+-]\d\d:?\d\d$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? err(`${flag} ${text} is not a time; write it like 2024-03-05T12:00:00Z.`) : ok(ms(at));
}
