import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { TimedBar } from '../../src/core/smc/detector.ts';
import { reference } from '../reference.ts';

/** The vectors that the SMC reference material holds, read and compared cell by cell. */
export type Row = readonly (string | number)[];

export function golden(...parts: readonly string[]): string {
  const path = reference('smc', 'golden', ...parts);
  if (path === undefined) throw new Error(`no golden vector ${parts.join('/')}`);
  return readFileSync(path, 'utf8');
}

/** The header and the rows of a table. No cell of these files holds a comma but within quotes. */
export function table(text: string): Readonly<{ header: readonly string[]; rows: readonly string[][] }> {
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const names = [...header.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return { header: names, rows: lines.map((line) => line.split(',')) };
}

/** The candles of an input series; their place in the file stands for their time where `time` is no date. */
export function candlesOf(text: string): TimedBar[] {
  const { header, rows } = table(text);
  const column = (name: string): number => header.indexOf(name);
  const [time, open, high, low, close] = ['time', 'open', 'high', 'low', 'close'].map(column);
  return rows.map((row) => {
    const at = (index: number | undefined): number => Number(row[index ?? -1]);
    const openAt = Date.parse(`${row[time ?? -1]}Z`.replace(' ', 'T'));
    return {
      openAt: Number.isNaN(openAt) ? at(time) * 1_000 : openAt,
      open: at(open),
      high: at(high),
      low: at(low),
      close: at(close),
    };
  });
}

/** Row by row; words and whole numbers exactly, other numbers within 1e-9 of theirs. */
export function compare(ours: readonly Row[], theirs: readonly Row[], label: string): number {
  for (const [n, row] of theirs.entries()) {
    const mine = ours[n] ?? [];
    const isSame = row.length === mine.length && row.every((cell, column) => isSameCell(mine[column], cell));
    if (!isSame) expect(mine, `${label}, row ${n}`).toEqual(row);
  }
  expect(ours.length, `${label}, rows`).toBe(theirs.length);
  return theirs.length;
}

export function isSameCell(mine: string | number | undefined, cell: string | number): boolean {
  if (typeof mine !== 'number') return mine === cell;
  const value = Number(cell);
  return mine === value || Math.abs(mine - value) <= 1e-9 * Math.abs(value);
}
