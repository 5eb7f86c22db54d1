import { readFileSync, readdirSync } from 'node:fs';
import type { Series } from '../../src/lab/series.ts';
import { reference } from '../reference.ts';

/** Where a golden vector is; a missing one is a fault of the reference, not of ours. */
export function goldenPath(...parts: readonly string[]): string {
  const path = reference('smc', 'golden', ...parts);
  if (path === undefined) throw new Error(`no golden vector ${parts.join('/')}`);
  return path;
}

export function golden(...parts: readonly string[]): string {
  return readFileSync(goldenPath(...parts), 'utf8');
}

/** Every CSV below a folder of golden vectors, as `series/file.csv`. */
export function goldenFiles(folder: string): readonly string[] {
  return readdirSync(goldenPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.csv'))
    .sort();
}

/** The lines of a CSV as fields, without its header. */
export function csvRows(text: string): readonly (readonly string[])[] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => line.trimEnd().split(','));
}

/** One of the three series, read by other means than the program's own reader. */
export function goldenSeries(name: string): Series {
  const rows = csvRows(golden('input', `${name}.csv`));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  return {
    openAt: Float64Array.from(rows, (row) => Date.parse(row[1] ?? '')),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    volume: column(6),
  };
}
