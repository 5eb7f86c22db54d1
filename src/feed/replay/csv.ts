import { isSound } from '../../core/market/candle.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';

/** Candles as columns of numbers: a tenth of the memory that objects take. All have the same length. */
export type Columns = Readonly<{
  openAt: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}>;

/** What is wrong with a line: `12: found ..., expected ...`. */
export type LineError = string;

const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
const header = names.join(',');
const [newline, carriageReturn, comma, point, zero] = [10, 13, 44, 46, 48];
const powersOfTen = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * Reads candles of one span, strictly in order of time.
 *
 * @returns the number of the first line that is not a sound candle on the grid of `spanMs`, and what is wrong with it.
 */
export function parseCandles(bytes: Buffer, spanMs: number): Result<Columns, LineError> {
  const first = lineEnd(bytes, 0);
  const found = text(bytes, 0, trimmed(bytes, 0, first));
  if (found !== header) return err(`1: found ${shown(found)}, expected the header ${header}`);
  const columns = emptyColumns(countLines(bytes, first + 1));
  const row = new Float64Array(names.length);
  let previous = -Infinity;
  let line = 0;
  for (let start = first + 1; start < bytes.length; line += 1) {
    const end = lineEnd(bytes, start);
    const count = readRow(bytes, { start, end: trimmed(bytes, start, end) }, row);
    const wrong = wrongCount(count) ?? wrongNumber(row) ?? wrongTime(row, previous, spanMs) ?? wrongPrices(row);
    if (wrong !== undefined)
      return err(`${line + 2}: ${explain(wrong, text(bytes, start, trimmed(bytes, start, end)))}`);
    store(columns, line, row);
    previous = row[0] ?? previous;
    start = end + 1;
  }
  return ok(columns);
}

/** Which column is wrong, if it is one, and what should have been there. */
type Wrong = Readonly<{ column?: number; expected: string }>;

function wrongCount(count: number): Wrong | undefined {
  return count === names.length ? undefined : { expected: `${names.length} fields (${header}) and not ${count}` };
}

function wrongNumber(row: Float64Array): Wrong | undefined {
  for (let column = 0; column < row.length; column += 1) {
    if (Number.isNaN(row[column])) return { column, expected: `a number as ${names[column] ?? ''}` };
  }
  return undefined;
}

function wrongTime([at = NaN]: Float64Array, previous: number, spanMs: number): Wrong | undefined {
  if (!Number.isSafeInteger(at) || at % spanMs !== 0) {
    return { column: 0, expected: `a time in ms that is a multiple of ${spanMs / 60_000} minutes` };
  }
  return at > previous ? undefined : { column: 0, expected: `a time later than ${previous}, that of the line before` };
}

function wrongPrices([, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN]: Float64Array):
  Wrong | undefined {
  if (isSound({ open, high, low, close, volume })) return undefined;
  return { expected: '0 < low <= open, close <= high and a volume that is not negative' };
}

function explain({ column, expected }: Wrong, line: string): string {
  return `found ${shown(column === undefined ? line : (line.split(',')[column] ?? ''))}, expected ${expected}`;
}

/** Fills the row with the line's numbers, NaN where there is none, and returns how many fields the line has. */
function readRow(bytes: Buffer, { start, end }: Readonly<{ start: number; end: number }>, row: Float64Array): number {
  let count = 0;
  let from = start;
  for (let i = start; i <= end; i += 1) {
    if (i !== end && bytes[i] !== comma) continue;
    if (count < row.length) row[count] = parseNumber(bytes, from, i);
    count += 1;
    from = i + 1;
  }
  return count;
}

/**
 * Exactly what `Number` makes of the text, NaN for what is not a finite decimal number. Integers up to 2^53 and powers of ten
 * up to 1e22 are exact, so one division rounds once, as `Number` does; other spellings are left to `Number` itself.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  let pointAt = end;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    const digit = byte - zero;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (byte === point && pointAt === end) pointAt = i;
    else return parseText(text(bytes, start, end));
  }
  const decimals = pointAt === end ? 0 : end - pointAt - 1;
  const power = powersOfTen[decimals];
  if (power === undefined || value > Number.MAX_SAFE_INTEGER || end - start - (pointAt === end ? 0 : 1) <= 0) {
    return parseText(text(bytes, start, end));
  }
  return value / power;
}

function parseText(spelling: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(spelling)) return NaN;
  const value = Number(spelling);
  return Number.isFinite(value) ? value : NaN;
}

function emptyColumns(length: number): Columns {
  const column = (): Float64Array => new Float64Array(length);
  return { openAt: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

function store(columns: Columns, line: number, row: Float64Array): void {
  columns.openAt[line] = row[0] ?? NaN;
  columns.open[line] = row[1] ?? NaN;
  columns.high[line] = row[2] ?? NaN;
  columns.low[line] = row[3] ?? NaN;
  columns.close[line] = row[4] ?? NaN;
  columns.volume[line] = row[5] ?? NaN;
}

function countLines(bytes: Buffer, start: number): number {
  let count = 0;
  for (let at = start; at < bytes.length; at = lineEnd(bytes, at) + 1) count += 1;
  return count;
}

function lineEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(newline, start);
  return end < 0 ? bytes.length : end;
}

function trimmed(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function text(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

function shown(found: string): string {
  return found === '' ? 'nothing' : `"${found.length > 80 ? `${found.slice(0, 80)}...` : found}"`;
}
