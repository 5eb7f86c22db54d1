import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { luxTable } from '../compat/luxalgo/tables.ts';
import { smclibTable } from '../compat/smclib/primitives.ts';
import type { Series, Table } from '../series.ts';
import type { Analysis } from './analysis.ts';
import { csvLine, pageOf } from './csv.ts';

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
  if (!maker.ok) return maker;
  return ok({
    needs: 'all',
    pages: (series) => {
      const table = maker.value(series);
      return table.ok ? ok(pagesOf(table.value)) : table;
    },
  });
}

function* pagesOf({ names, rows }: Table): Iterable<string> {
  let page = `i,${names.join(',')}\n`;
  for (const row of rows) {
    page += `${csvLine(row)}\n`;
    if (page.length < pageOf.characters) continue;
    yield page;
    page = '';
  }
  yield page;
}
