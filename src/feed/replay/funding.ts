import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { baseOf } from '../../core/market/base.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import type { FeedError } from './candle-files.ts';
import { readBytes } from './series.ts';

/** `rateOf` is relative, for the hour that begins then; zero where nothing is known. `files` are those that were read. */
export type FundingSet = Readonly<{
  rateOf: (instrument: InstrumentId, hour: Ms) => number;
  files: readonly string[];
}>;

/** When it was paid, what, and for how long before. */
type Payment = Readonly<{ at: number; rate: number; spanMs: number }>;

const nameOfFile = /^([a-z0-9]+_[a-z0-9]+)_([a-z0-9]+)-(?:usd|usdt|usdc)_funding\.csv(?:\.gz)?$/i;
const hourMillis = 3_600_000;
/** Of the first payment, and after a hole, nobody knows since when it counts: at most so long. */
const longestSpan: number = 8 * hourMillis;

/**
 * Funding beside candles: files `EXCHANGE_MARKET_BASE-QUOTE_funding.csv` (or `.csv.gz`) with `time,funding_rate`, in the folder of the
 * candles or in one called `funding` next to it. A rate is a share of the notional, paid at that time for the hours since the last;
 * every one of these hours gets its part. Of several files on one base that of the candles' exchange counts, else the first by name.
 */
export function openFunding(
  dir: string,
  instruments: readonly Instrument[],
  source = '',
): Result<FundingSet, FeedError> {
  const exchange = source.split('_')[0] ?? '';
  const found = new Map<string, Readonly<{ path: string; isOwn: boolean }>>();
  for (const folder of [dir, join(dir, '..', 'funding')]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort()) {
      const base = nameOfFile.exec(file)?.[2];
      const name = base === undefined ? '' : baseOf(`${base}/USD`);
      const isOwn = exchange !== '' && file.startsWith(`${exchange}_`);
      const known = found.get(name);
      if (base === undefined || (known !== undefined && !(isOwn && !known.isOwn))) continue;
      found.set(name, { path: join(folder, file), isOwn });
    }
  }
  const paid = new Map<InstrumentId, readonly Payment[]>();
  const files: string[] = [];
  for (const { id, base } of instruments) {
    const path = found.get(base)?.path;
    if (path === undefined) continue;
    const read = readPayments(path);
    if (!read.ok) return err({ type: 'malformed', message: `${path}, line ${read.error}` });
    paid.set(id, read.value);
    files.push(path);
  }
  return ok({ files, rateOf: (instrument, hour) => rateAt(paid.get(instrument) ?? [], hour) });
}

function readPayments(path: string): Result<readonly Payment[], string> {
  const bytes = readBytes(path);
  if (!bytes.ok) return err(`1: ${bytes.error}`);
  const [head, ...lines] = bytes.value.toString('utf8').trimEnd().split(/\r?\n/);
  if (head !== 'time,funding_rate') return err('1: expected the header time,funding_rate');
  const payments: Payment[] = [];
  for (const [n, line] of lines.entries()) {
    const [time = NaN, rate = NaN] = line.split(',').map(Number);
    const at = Math.round(time / hourMillis) * hourMillis;
    const last = payments.at(-1);
    // Captures tell a payment twice, a millisecond apart.
    if (last?.at === at && last.rate === rate) continue;
    const before = last?.at ?? -Infinity;
    if (!Number.isFinite(rate) || !(at > before)) return err(`${n + 2}: expected a later time and a rate, not ${line}`);
    payments.push({ at, rate, spanMs: Math.min(longestSpan, at - before) });
  }
  return ok(payments);
}

/** The part of the payment that comes next after the hour has begun. */
function rateAt(payments: readonly Payment[], hour: Ms): number {
  let [low, high] = [0, payments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((payments[middle]?.at ?? Infinity) <= hour) low = middle + 1;
    else high = middle;
  }
  const next = payments[low];
  return next === undefined || hour < next.at - next.spanMs ? 0 : (next.rate * hourMillis) / next.spanMs;
}
