import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { loadColumns } from '../feed/replay/candle-columns.ts';
import { isRegularFile, streamCandles } from '../feed/replay/candle-stream.ts';
import type { Analysis, Listener } from '../lab/analyze/analysis.ts';
import { readRequest } from '../lab/analyze/request.ts';
import type { Series } from '../lab/series.ts';
import type { AnalyzeOptions, Paper } from '../surface/cli/starts.ts';
import type { Place } from './place.ts';

/**
 * Makes of a file of candles what was asked for. The file is read to its end before anything is printed, so that what is wrong with its
 * last line is not told after half of an answer.
 */
export async function analyzeFile(
  { cwd }: Place,
  options: AnalyzeOptions,
  paper: Paper,
): Promise<Result<'printed', string>> {
  const paramsJson = options.params === undefined ? undefined : readText(resolve(cwd, options.params));
  if (options.params !== undefined && paramsJson === undefined) return err(`${options.params} cannot be read.`);
  const analysis = readRequest({ ...options, ...(paramsJson === undefined ? {} : { paramsJson }) });
  if (!analysis.ok) return analysis;
  const path = resolve(cwd, options.file);
  const done = await analyzePath(path, analysis.value, paper);
  // A person typed a name and reads it again.
  return done.ok ? done : err(done.error.replaceAll(path, options.file));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function analyzePath(path: string, analysis: Analysis, paper: Paper): Promise<Result<'printed', string>> {
  if (analysis.needs === 'one-by-one' && isRegularFile(path)) {
    const checked = await streamCandles(path, { hear: () => undefined });
    if (!checked.ok) return checked;
    const listener = analysis.start(paper.print);
    const read = await streamCandles(path, { hear: listener.hear, rest: paper.drained });
    listener.end();
    return read.ok ? ok('printed') : read;
  }
  const columns = await loadColumns(path);
  if (!columns.ok) return columns;
  if (analysis.needs === 'one-by-one') return replay(columns.value, analysis.start(paper.print));
  const pages = analysis.pages(columns.value);
  if (!pages.ok) return pages;
  for (const page of pages.value) {
    paper.print(page);
    await paper.drained();
  }
  return ok('printed');
}

/** What came through a pipe is read once and heard afterwards. */
function replay(
  { openAt, open, high, low, close, volume }: Series,
  { hear, end }: Listener,
): Result<'printed', string> {
  const columns = [openAt, open, high, low, close, volume];
  const row = new Float64Array(columns.length);
  for (let n = 0; n < openAt.length; n += 1) {
    for (const [k, column] of columns.entries()) row[k] = column[n] ?? Number.NaN;
    hear(row);
  }
  end();
  return ok('printed');
}
