import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { luxTable } from '../compat/luxalgo/tables.ts';
import { smclibTable } from '../compat/smclib/primitives.ts';
import type { Series, Table } from '../series.ts';
import type { Analysis } from './analysis.ts';
import { csvLine, newPages } from './csv.ts';
import type { Print } from './csv.ts';

type Tables = (name: string, typed: readonly string[]) => Result<(series: Series) => Result<Table, string>, string>;

const programs: Readonly<Record<string, Tables>> = { smclib: smclibTable, luxalgo: luxTable };

/** A table of a foreign program. */
export function foreignAnalysis(
  program: string,
  primitive: string | undefined,
  typed: readonly string[],
): Result<Analysis, string> {
  const tables = programs[program];
  if (tables === undefined) {
    return err(`--compat ${program} is not a program that is known here: ${Object.keys(programs).join(', ')}.`);
  }
  if (primitive === undefined)
    return err(`--compat ${program} needs --primitive: which of its tables is to be printed.`);
  const maker = tables(primitive, typed);
  return maker.ok ? ok({ needs: 'all', run: (series, print) => run(maker.value(series), print) }) : maker;
}

function run(table: Result<Table, string>, print: Print): Result<'printed', string> {
  if (!table.ok) return table;
  const pages = newPages(print);
  pages.add(['i', ...table.value.names].join(','));
  for (const row of table.value.rows) pages.add(csvLine(row));
  pages.end();
  return ok('printed');
}
