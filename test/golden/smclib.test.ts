import { expect, test } from 'vitest';
import { smclibTable } from '../../src/lab/compat/smclib/primitives.ts';
import type { Series, Table } from '../../src/lab/series.ts';
import { referenceSuite } from '../reference.ts';
import { csvRows, golden, goldenFiles, goldenSeries } from './golden-files.ts';

type Entry = Readonly<{
  file: string;
  function: string;
  series: string;
  n: number;
  rows: number;
  params: Readonly<Record<string, string | number | boolean>>;
  dtypes: Readonly<Record<string, string>>;
}>;
type Row = readonly (number | null)[];

/** As the library's users type it: Python's booleans, everything else as it is. */
const typed = (params: Entry['params']): readonly string[] =>
  Object.entries(params).map(([key, value]) => {
    return `${key}=${typeof value === 'boolean' ? (value ? 'True' : 'False') : value}`;
  });

function table(series: Series, name: string, params: Entry['params']): Table {
  const maker = smclibTable(name, typed(params));
  if (!maker.ok) throw new Error(maker.error);
  const made = maker.value(series);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

/** Every cell exactly; an empty one is an empty one. Returns how many there were. */
function compare(ours: Table, theirs: readonly Row[], label: string): number {
  const rows = [...ours.rows];
  for (const [n, row] of theirs.entries()) {
    const mine = rows[n] ?? [];
    const isSame = mine.length === row.length && row.every((cell, k) => sameCell(mine[k], cell));
    if (!isSame) expect(mine, `${label}, row ${n}`).toEqual(row.map((cell) => cell ?? Number.NaN));
  }
  expect(rows.length, `${label}, rows`).toBe(theirs.length);
  return theirs.length * ours.names.length;
}

/** Zero has no sign in a table. */
function sameCell(mine: number | undefined, cell: number | null): boolean {
  return cell === null ? Number.isNaN(mine) : mine === cell;
}

referenceSuite('the tables of smartmoneyconcepts 0.0.27', () => {
  test('every cell of every file', () => {
    const manifest = JSON.parse(golden('smc-lib', 'manifest.json')) as readonly Entry[];
    const series = new Map(
      [...new Set(manifest.map((entry) => entry.series))].map((name) => [name, goldenSeries(name)]),
    );
    const compared = { files: 0, rows: 0, cells: 0 };
    for (const entry of manifest) {
      const file = entry.file.replace('open/smc-lib/', '');
      const candles = series.get(entry.series);
      if (candles === undefined) throw new Error(entry.series);
      expect(candles.close.length).toBe(entry.n);
      const ours = table(candles, entry.function, entry.params);
      expect(['i', ...ours.names].join(','), `${file}, names`).toBe(
        golden('smc-lib', file).split('\n', 1)[0]?.trimEnd(),
      );
      const theirs = csvRows(golden('smc-lib', file)).map((row) =>
        row.map((cell) => (cell === '' ? null : Number(cell))),
      );
      expect(theirs.length, `${file}, rows`).toBe(entry.rows);
      compared.cells += compare(ours, theirs, file);
      compared.files += 1;
      compared.rows += theirs.length;
    }
    expect(compared.files).toBe(goldenFiles('smc-lib').length);
    expect(compared).toEqual({ files: 97, rows: 290_321, cells: 996_397 });
  });

  test('every cell of the random candles full of ties', () => {
    type Case = {
      o: number[];
      h: number[];
      l: number[];
      c: number[];
      v: number[];
      L: number;
      res: Record<string, Row[]>;
    };
    const compared = { cases: 0, rows: 0, cells: 0 };
    for (const [n, line] of golden('fuzz', 'cases.jsonl').trimEnd().split('\n').entries()) {
      const { o, h, l, c, v, L: length, res } = JSON.parse(line) as Case;
      const [open, high, low, close, volume] = [o, h, l, c, v].map((column) => Float64Array.from(column));
      if (!open || !high || !low || !close || !volume) throw new Error(`case ${n}`);
      const series = { openAt: Float64Array.from(o, (_, i) => i * 60_000), open, high, low, close, volume };
      for (const [key, rows] of Object.entries(res)) {
        const [name, params] = asked(key, length);
        compared.cells += compare(table(series, name, params), rows, `case ${n}, ${key}`);
        compared.rows += rows.length;
      }
      compared.cases += 1;
    }
    expect(compared).toEqual({ cases: 150, rows: 33_645, cells: 106_967 });
  });
});

/** What a field of the random cases asks for. */
function asked(key: string, length: number): readonly [string, Entry['params']] {
  const swing = { swing_length: length };
  if (key.startsWith('fvg')) return ['fvg', { join_consecutive: key === 'fvg1' }];
  if (key.startsWith('bos')) return ['bos_choch', { ...swing, close_break: key === 'bos1' }];
  if (key.startsWith('ob')) return ['ob', { ...swing, close_mitigation: key === 'ob1' }];
  if (key.startsWith('liq')) return ['liquidity', { ...swing, range_percent: Number(key.slice(3)) }];
  return [key === 'retr' ? 'retracements' : key, swing];
}
