import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle, Timeframe } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import { ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { FeedError } from './candle-files.ts';
import { parseCandles } from './csv.ts';
import type { Columns } from './csv.ts';

/** All candles of one instrument, as columns, in order of time. */
export type Series = Columns & Readonly<{ instrument: Instrument; timeframe: Timeframe; file: string; length: number }>;

/** Candles that open at `from` or later and before `to`. */
export type Window = Readonly<{ from: Ms; to: Ms }>;

/** Reads one file; every line of it is checked, also those outside of the window. */
export function loadSeries(
  dir: string,
  of: Pick<Series, 'instrument' | 'timeframe' | 'file'>,
  window: Window,
): Result<Series, FeedError> {
  const bytes = readBytes(join(dir, of.file));
  if (!bytes.ok) return err({ type: 'unreadable', message: `${of.file} cannot be read: ${bytes.error}` });
  const parsed = parseCandles(bytes.value, timeframeMs[of.timeframe]);
  if (!parsed.ok) return err({ type: 'malformed', message: `${of.file}:${parsed.error}` });
  const columns = cut(parsed.value, window);
  return ok({ ...of, ...columns, length: columns.openAt.length });
}

/** All candles that open at one moment, by instrument; then those of the next moment. Made as they are asked for. */
export function* groupsOf(all: readonly Series[]): Iterable<Readonly<{ openAt: Ms; candles: readonly Candle[] }>> {
  const series = [...all].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1));
  const next = series.map(() => 0);
  for (;;) {
    let openAt = Infinity;
    for (const [i, one] of series.entries()) openAt = Math.min(openAt, one.openAt[next[i] ?? 0] ?? Infinity);
    if (openAt === Infinity) return;
    const candles: Candle[] = [];
    for (const [i, one] of series.entries()) {
      const at = next[i] ?? 0;
      if (one.openAt[at] !== openAt) continue;
      candles.push(candleAt(one, at));
      next[i] = at + 1;
    }
    yield { openAt: ms(openAt), candles };
  }
}

/** One of its candles. The place must be one that it has. */
export function candleAt(series: Series, at: number): Candle {
  const number = (column: Float64Array): number => column[at] ?? NaN;
  return {
    instrument: series.instrument.id,
    timeframe: series.timeframe,
    openAt: ms(number(series.openAt)),
    open: number(series.open),
    high: number(series.high),
    low: number(series.low),
    close: number(series.close),
    volume: number(series.volume),
  };
}

/** The whole of a file, unpacked; why it cannot be read. */
export function readBytes(path: string): Result<Buffer, string> {
  try {
    const bytes = readFileSync(path);
    return ok(path.endsWith('.gz') ? gunzipSync(bytes, { chunkSize: 1 << 20 }) : bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(why === 'unexpected end of file' ? 'the compressed file is cut short' : why);
  }
}

/** Copies, so that the rest of a long file can be forgotten. */
function cut(columns: Columns, { from, to }: Window): Columns {
  const [start, end] = [firstFrom(columns.openAt, from), firstFrom(columns.openAt, to)];
  if (start === 0 && end === columns.openAt.length) return columns;
  const part = (column: Float64Array): Float64Array => column.slice(start, end);
  return {
    openAt: part(columns.openAt),
    open: part(columns.open),
    high: part(columns.high),
    low: part(columns.low),
    close: part(columns.close),
    volume: part(columns.volume),
  };
}

/** Place of the first time that is not before `at`. */
function firstFrom(times: Float64Array, at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
