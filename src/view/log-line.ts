import type { Effect } from '../core/effects.ts';
import type { Ms } from '../core/units.ts';
import { isoTime } from './format.ts';

type Alert = Extract<Effect, { type: 'alert.send' }>;

/** One event a line, `TIME LEVEL NAME key=value`: what operators grep. A value with blanks is quoted. */
export function logLine({ severity, name, details }: Alert, at: Ms): string {
  const pairs = Object.entries(details).map(([key, value]) => `${key}=${quoted(String(value))}`);
  return [isoTime(at), severity.toUpperCase(), name, ...pairs].join(' ');
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
