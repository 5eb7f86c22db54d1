import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';

/** A parameter of a foreign program, in its own spelling, with its own default. */
export type Kind = 'flag' | 'count' | 'fraction' | 'text' | readonly string[];
export type Parameter = Readonly<{ kind: Kind; byDefault: string }>;
export type Parameters = Readonly<Record<string, Parameter>>;
export type Given = Readonly<Record<string, string>>;

const flags: Readonly<Record<string, boolean>> = { True: true, true: true, False: false, false: false };

/** What was typed as `key=value`, over the defaults: every value in the spelling that `countOf` and its like can read. */
export function readParams(known: Parameters, typed: readonly string[]): Result<Given, string> {
  const given: Record<string, string> = {};
  for (const [key, { byDefault }] of Object.entries(known)) given[key] = byDefault;
  for (const text of typed) {
    const equals = text.indexOf('=');
    const [key, value] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
    const parameter = Object.hasOwn(known, key) ? known[key] : undefined;
    if (parameter === undefined) return err(unknown(text, Object.keys(known)));
    const wanted = expected(parameter.kind, value);
    if (wanted !== undefined) return err(`--param ${text}: ${key} is ${wanted}.`);
    given[key] = value;
  }
  return ok(given);
}

/** `key=default` for each; a default with a space in it is quoted as a shell wants it. */
export function paramWords(known: Parameters): string {
  const quoted = (value: string): string => (/[ /]/.test(value) ? `'${value}'` : value);
  return Object.entries(known)
    .map(([key, { byDefault }]) => `${key}=${quoted(byDefault)}`)
    .join(' ');
}

function unknown(text: string, keys: readonly string[]): string {
  return keys.length === 0
    ? `--param ${text}: there is nothing to set here.`
    : `--param ${text}: it is KEY=VALUE, and KEY one of ${keys.join(', ')}.`;
}

function expected(kind: Kind, value: string): string | undefined {
  if (kind === 'text') return undefined;
  if (kind === 'flag') return Object.hasOwn(flags, value) ? undefined : 'True or False';
  if (kind === 'count') return /^\d{1,7}$/.test(value) && Number(value) > 0 ? undefined : 'a whole number above zero';
  if (kind !== 'fraction') return kind.includes(value) ? undefined : kind.map((word) => `"${word}"`).join(' or ');
  return /^\d*\.?\d+(?:e-?\d+)?$/i.test(value) ? undefined : 'a number that is not negative';
}

export function flagOf(given: Given, key: string): boolean {
  return flags[textOf(given, key)] ?? false;
}

export function numberOf(given: Given, key: string): number {
  return Number(textOf(given, key));
}

export function textOf(given: Given, key: string): string {
  return given[key] ?? '';
}
