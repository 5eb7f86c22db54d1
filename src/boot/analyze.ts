import { resolve } from 'node:path';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { loadColumns } from '../feed/replay/candle-columns.ts';
import { isRegularFile, streamCandles } from '../feed/replay/candle-stream.ts';
import type { Analysis, Listener } from '../lab/analyze/analysis.ts';
import type { Print } from '../lab/analyze/csv.ts';
import { readRequest } from '../lab/analyze/request.ts';
import type { Series } from '../lab/series.ts';
import type { AnalyzeOptions } from '../surface/cli/starts.ts';
import type { Place } from './place.ts';

/**
 * Makes of a file of candles what was asked for. The file is read to its end before anything is printed, so that what is wrong with its
 * last line is not told after half of an answer.
 */
export async function analyzeFile(
  { cwd }: Place,
  options: AnalyzeOptions,
  print: Print,
): Promise<Result<'printed', string>> {
  const analysis = readRequest(options);
  if (!analysis.ok) return analysis;
  const path = resolve(cwd, options.file);
  const done = await analyzePath(path, analysis.value, print);
  // A person typed a name and reads it again.
  return done.ok ? done : err(done.error.replaceAll(path, options.file));
}

async function analyzePath(path: string, analysis: Analysis, print: Print): Promise<Result<'printed', string>> {
  if (analysis.needs === 'one-by-one' && isRegularFile(path)) {
    const checked = await streamCandles(path, () => undefined);
    if (!checked.ok) return checked;
    const listener = analysis.start(print);
    const read = await streamCandles(path, listener.hear);
    listener.end();
    return read.ok ? ok('printed') : read;
  }
  const columns = await loadColumns(path);
  if (!columns.ok) return columns;
  if (analysis.needs === 'all') return analysis.run(columns.value, print);
  return replay(columns.value, analysis.start(print));
}

/** What came through a pipe is read once and heard afterwards. */
function replay(series: Series, { hear, end }: Listener): Result<'printed', string> {
  const { openAt, open, high, low, close, volume } = series;
  const columns = [openAt, open, high, low, close, volume];
  const row = new Float64Array(columns.length);
  for (let n = 0; n < openAt.length; n += 1) {
    for (const [k, column] of columns.entries()) row[k] = column[n] ?? Number.NaN;
    hear(row);
  }
  end();
  return ok('printed');
}
