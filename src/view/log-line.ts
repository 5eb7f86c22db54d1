import type { Severity } from '../core/effects.ts';
import type { Ms } from '../core/units.ts';
import { isoTime } from './format.ts';

/** A line of the log before it is written: an alert, or what only the log hears. */
export type LogEntry = Readonly<{
  type?: 'alert.send';
  severity: Severity | 'debug';
  name: string;
  details: Readonly<Record<string, string | number>>;
}>;

/** One event a line, `TIME LEVEL NAME key=value`: what operators grep. A value with blanks is quoted. */
export function logLine({ severity, name, details }: LogEntry, at: Ms): string {
  const pairs = Object.entries(details).map(([key, value]) => `${key}=${quoted(String(value))}`);
  return [isoTime(at), severity.toUpperCase(), name, ...pairs].join(' ');
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
