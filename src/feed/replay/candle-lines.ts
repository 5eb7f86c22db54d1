import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { parseTime } from './candle-time.ts';
import { parseNumber } from './csv.ts';

/** Hears candles in order of time: openAt, open, high, low, close, volume. The row is filled anew for each of them. */
export type HearCandle = (row: Float64Array) => void;

/** A file of candles in the making: bytes go in as they come, candles come out, and the first thing that is wrong stays. */
export type Lines = {
  /** Which of the six each field is, -1 for one that is not read; undefined before the header. */
  fields: Int8Array | undefined;
  readonly row: Float64Array;
  /** The beginning of a line whose end has not come yet. */
  rest: Buffer;
  line: number;
  candles: number;
  previous: number;
  /** `12: found ..., expected ...`, for a person. */
  wrong: string | undefined;
};

const names = ['time', 'open', 'high', 'low', 'close', 'volume'];
const page = { bytes: 1 << 16 } as const;
const [newline, carriageReturn, comma] = [10, 13, 44];

export function newLines(): Lines {
  const none = Buffer.alloc(0);
  return {
    fields: undefined,
    row: new Float64Array(6),
    rest: none,
    line: 0,
    candles: 0,
    previous: -Infinity,
    wrong: undefined,
  };
}

/** Takes in the next bytes, wherever they were cut. */
export function takeBytes(lines: Lines, bytes: Buffer, hear: HearCandle): void {
  let start = 0;
  if (lines.rest.length > 0) {
    const end = bytes.indexOf(newline);
    const first = Buffer.concat([lines.rest, end < 0 ? bytes : bytes.subarray(0, end)]);
    lines.rest = Buffer.alloc(0);
    if (end < 0) return keep(lines, first);
    takeLine(lines, first, { start: 0, end: first.length }, hear);
    start = end + 1;
  }
  for (let end = bytes.indexOf(newline, start); end >= 0; end = bytes.indexOf(newline, start)) {
    if (lines.wrong !== undefined) return;
    takeLine(lines, bytes, { start, end }, hear);
    start = end + 1;
  }
  if (start < bytes.length) keep(lines, bytes.subarray(start));
}

/** What has no end within a page is no line of a table. */
function keep(lines: Lines, rest: Buffer): void {
  lines.rest = Buffer.from(rest.subarray(0, page.bytes));
  if (rest.length >= page.bytes) lines.wrong ??= `${lines.line + 1}: found a line without an end, expected a table`;
}

/** The last line may end without a newline. Answers how many candles there were, or what was wrong. */
export function endOfBytes(lines: Lines, hear: HearCandle): Result<number, string> {
  if (lines.wrong === undefined && lines.rest.length > 0) {
    takeLine(lines, lines.rest, { start: 0, end: lines.rest.length }, hear);
  }
  if (lines.wrong !== undefined) return err(lines.wrong);
  return lines.candles > 0 ? ok(lines.candles) : err(`${lines.line + 1}: found nothing, expected candles`);
}

type Span = Readonly<{ start: number; end: number }>;

function takeLine(lines: Lines, bytes: Buffer, { start, end: untrimmed }: Span, hear: HearCandle): void {
  lines.line += 1;
  const end = untrimmed > start && bytes[untrimmed - 1] === carriageReturn ? untrimmed - 1 : untrimmed;
  if (end === start) return;
  if (lines.fields === undefined) return takeHeader(lines, bytes.toString('utf8', start, end));
  const wrong = readRow(lines, lines.fields, bytes, { start, end }) ?? wrongRow(lines);
  if (wrong !== undefined) {
    lines.wrong = `${lines.line}: found ${shown(bytes.toString('utf8', start, end))}, expected ${wrong}`;
    return;
  }
  lines.previous = lines.row[0] ?? Number.NaN;
  lines.candles += 1;
  hear(lines.row);
}

function takeHeader(lines: Lines, text: string): void {
  const found = text
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const isWhole = names.every((name) => found.filter((field) => field === name).length === 1);
  if (isWhole) lines.fields = Int8Array.from(found, (field) => names.indexOf(field));
  else lines.wrong = `${lines.line}: found ${shown(text)}, expected a header with ${names.join(', ')}`;
}

function readRow({ row }: Lines, fields: Int8Array, bytes: Buffer, { start, end }: Span): string | undefined {
  let [count, from] = [0, start];
  for (let i = start; i <= end; i += 1) {
    if (i !== end && bytes[i] !== comma) continue;
    const column = fields[count] ?? -1;
    count += 1;
    if (column === 0) row[0] = parseTime(bytes, from, i);
    else if (column > 0) row[column] = parseNumber(bytes, from, i);
    from = i + 1;
  }
  return count === fields.length ? undefined : `${fields.length} fields and not ${count}`;
}

/** Prices may be anything finite: a foreign program takes them too. That they contradict each other is another matter. */
function wrongRow({ row, previous }: Lines): string | undefined {
  const [at = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = row;
  if (!Number.isSafeInteger(at)) return 'a time in ms or as 2024-03-05T12:00:00Z';
  if (!(at > previous)) return 'a time later than that of the line before';
  const missing = names.find((_, column) => Number.isNaN(row[column]));
  if (missing !== undefined) return `a number as ${missing}`;
  if (!(low <= open && low <= close && open <= high && close <= high)) return 'low <= open, close <= high';
  return volume >= 0 ? undefined : 'a volume that is not negative';
}

function shown(found: string): string {
  return `"${found.length > 80 ? `${found.slice(0, 80)}...` : found}"`;
}
