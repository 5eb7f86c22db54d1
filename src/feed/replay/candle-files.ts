import { readdirSync } from 'node:fs';
import { baseOf } from '../../core/market/base.ts';
import type { Timeframe } from '../../core/market/candle.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import type { Base } from '../../core/units.ts';

/** Why candles could not be had, in one sentence for the person who asked for them. */
export type FeedError = Readonly<{
  type:
    'no-directory' | 'no-candles' | 'unknown-source' | 'unknown-instrument' | 'ambiguous' | 'malformed' | 'unreadable';
  message: string;
}>;

/** A file of candles, by its name: `EXCHANGE_MARKET_BASE-QUOTE_TIMEFRAME.csv`, or `.csv.gz`. */
export type CandleFile = Readonly<{ file: string; source: string; base: Base; quote: string; timeframe: string }>;

const nameOfFile = /^([a-z0-9]+_[a-z0-9]+)_([a-z0-9]+)-([a-z0-9]+)_(\d+[a-z]+)\.csv(?:\.gz)?$/i;

/** The candle files of one timeframe in a directory, in the order of their names; anything else is passed over. */
export function listCandleFiles(dir: string, timeframe: Timeframe): Result<readonly CandleFile[], FeedError> {
  let names: readonly string[];
  try {
    names = readdirSync(dir).sort();
  } catch {
    return err({ type: 'no-directory', message: `there is no directory ${dir}` });
  }
  const all = names.flatMap(candleFile);
  const files = all.filter((file) => file.timeframe === timeframe);
  if (files.length > 0) return ok(files);
  const others = [...new Set(all.map((file) => file.timeframe))].sort();
  const instead =
    others.length === 0 ? 'no file is named like binance_spot_BTC-USDT_15m.csv.gz' : `only ${others.join(', ')}`;
  return err({ type: 'no-candles', message: `there are no ${timeframe} candles in ${dir}: ${instead}` });
}

/** The source that was asked for; else the only one; else the one with the most instruments, the first by name if equal. */
export function chooseSource(files: readonly CandleFile[], asked: string | undefined): Result<string, FeedError> {
  const sources = new Map<string, number>();
  for (const { source } of files) sources.set(source, (sources.get(source) ?? 0) + 1);
  if (asked !== undefined && !sources.has(asked)) {
    const message = `there is no source "${asked}" with such candles; there is ${[...sources.keys()].join(', ')}`;
    return err({ type: 'unknown-source', message });
  }
  let chosen = '';
  for (const [source, count] of sources) if (count > (sources.get(chosen) ?? 0)) chosen = source;
  return ok(asked ?? chosen);
}

function candleFile(file: string): readonly CandleFile[] {
  const [, source, base, quote, timeframe] = nameOfFile.exec(file) ?? [];
  if (source === undefined || base === undefined || quote === undefined || timeframe === undefined) return [];
  return [{ file, source, base: baseOf(`${base}/${quote}`), quote, timeframe }];
}
