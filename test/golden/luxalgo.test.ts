import { expect, test } from 'vitest';
import { luxTable } from '../../src/lab/compat/luxalgo/tables.ts';
import { referenceSuite } from '../reference.ts';
import { csvRows, golden, goldenFiles, goldenSeries } from './golden-files.ts';

type Run = Readonly<{
  series: string;
  n: number;
  params: Readonly<Record<string, string | number | boolean>>;
  files: readonly Readonly<{ file: string; rows: number }>[];
}>;

/** What the script was run with is what its table is asked for, but for the timeframe of gaps, which is always the chart's. */
const typed = (params: Run['params']): readonly string[] =>
  Object.entries(params)
    .filter(([key]) => key !== 'fvg_timeframe')
    .map(([key, value]) => `${key}=${typeof value === 'boolean' ? (value ? 'True' : 'False') : value}`);

/** Flags and row numbers exactly, levels to 1e-9 of themselves. */
function sameCell(mine: number | undefined, cell: string | undefined): boolean {
  if (mine === undefined || cell === undefined) return false;
  if (cell === '') return Number.isNaN(mine);
  const value = Number(cell);
  return mine === value || (!Number.isInteger(mine) && Math.abs(mine - value) <= 1e-9 * Math.abs(value));
}

function compare(ours: readonly (readonly number[])[], theirs: readonly (readonly string[])[], label: string): void {
  for (const [k, row] of theirs.entries()) {
    const mine = ours[k] ?? [];
    const isSame = mine.length === row.length && row.every((cell, column) => sameCell(mine[column], cell));
    const shown = mine.map((cell) => (Number.isNaN(cell) ? '' : `${cell}`));
    if (!isSame) expect(shown, `${label}, row ${k}`).toEqual(row);
  }
  expect(ours.length, `${label}, rows`).toBe(theirs.length);
}

referenceSuite("the tables of LuxAlgo's script", () => {
  test('every cell of every file', () => {
    const compared = { files: 0, rows: 0, cells: 0 };
    for (const { series, n, params, files } of JSON.parse(golden('luxalgo', 'manifest.json')) as readonly Run[]) {
      const candles = goldenSeries(series);
      expect(candles.close.length).toBe(n);
      for (const { file, rows } of files) {
        const path = file.replace('open/luxalgo/', '');
        const kind = /\.(events|state|dense)\.csv$/.exec(path)?.[1] ?? '';
        const maker = luxTable(kind, typed(params));
        const table = maker.ok ? maker.value(candles) : maker;
        if (!table.ok) throw new Error(table.error);
        const ours = [...table.value.rows];
        const theirs = csvRows(golden('luxalgo', path));
        expect(['i', ...table.value.names].join(','), `${path}, names`).toBe(
          golden('luxalgo', path).split('\n', 1)[0]?.trimEnd(),
        );
        expect(theirs.length).toBe(rows);
        compare(ours, theirs, path);
        compared.files += 1;
        compared.rows += rows;
        compared.cells += rows * table.value.names.length;
      }
    }
    expect(compared.files).toBe(goldenFiles('luxalgo').length);
    expect(compared).toEqual({ files: 18, rows: 43_811, cells: 810_144 });
  });
});
