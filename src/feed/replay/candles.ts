import { baseOf } from '../../core/market/base.ts';
import type { Timeframe } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import type { Result } from '../../core/result.ts';
import { err, ok } from '../../core/result.ts';
import { ms } from '../../core/units.ts';
import type { Base, InstrumentId, Ms } from '../../core/units.ts';
import type { CandleSource } from '../../runtime/ports.ts';
import { chooseSource, listCandleFiles } from './candle-files.ts';
import type { CandleFile, FeedError } from './candle-files.ts';
import { groupsOf, loadSeries } from './series.ts';
import type { Series } from './series.ts';

export type CandleOptions = Readonly<{
  dir: string;
  /** `EXCHANGE_MARKET`, such as `binance_spot`; by default the one with the most instruments. */
  source?: string;
  timeframe: Timeframe;
  /** Candles that open at `from` or later and before `to`. */
  from?: Ms;
  to?: Ms;
  /** In any spelling; absent or empty means all. */
  instruments?: readonly string[];
  /** What the venue trades. */
  listed: (base: Base) => Instrument | undefined;
}>;

/** Candles of one source, in memory. Instruments and series are in order of instrument id. */
export type CandleSet = Readonly<{
  source: string;
  series: readonly Series[];
  /** Files of the source that were left out. */
  skipped: readonly Skipped[];
  candles: CandleSource;
  instruments: readonly Instrument[];
  /** When the first and the last candle open. */
  firstAt: Ms;
  lastAt: Ms;
  count: number;
}>;

type Skipped = Readonly<{ file: string; why: string }>;

/** Prices in these are taken for prices in USD: the differences are smaller than what a candle can tell. */
const dollars = new Set(['USD', 'USDT', 'USDC']);

const noneThen = 'has no candles in the period that was asked for';

/** Reads the candles of one source from a directory; the first thing that is wrong with any file that is needed is the error. */
export function openCandles(options: CandleOptions): Result<CandleSet, FeedError> {
  const files = listCandleFiles(options.dir, options.timeframe);
  if (!files.ok) return files;
  const source = chooseSource(files.value, options.source);
  if (!source.ok) return source;
  const ofSource = files.value.filter((file) => file.source === source.value);
  const asked = new Set((options.instruments ?? []).map(baseOf));
  const missing = [...asked].find((base) => !ofSource.some((file) => file.base === base));
  if (missing !== undefined) return err(unknown(missing, ofSource, files.value));
  const chosen = choose(ofSource, asked, options);
  if (!chosen.ok) return chosen;
  return load(source.value, { ...chosen.value, named: asked.size > 0 }, options);
}

type Found = Readonly<{ instrument: Instrument; file: string }>;
type Chosen = Readonly<{ files: readonly Found[]; skipped: readonly Skipped[] }>;

function choose(
  files: readonly CandleFile[],
  asked: ReadonlySet<Base>,
  { listed }: CandleOptions,
): Result<Chosen, FeedError> {
  const chosen = new Map<InstrumentId, Found>();
  const skipped: Skipped[] = [];
  for (const { file, base, quote } of files) {
    if (asked.size > 0 && !asked.has(base)) continue;
    const instrument = dollars.has(quote) ? listed(base) : undefined;
    const why = dollars.has(quote)
      ? `the venue lists no contract on ${base}`
      : `its prices are in ${quote}, not in dollars`;
    const twin = instrument === undefined ? undefined : chosen.get(instrument.id);
    if (twin !== undefined)
      return err({ type: 'ambiguous', message: `${twin.file} and ${file} hold the same instrument; keep one of them` });
    if (instrument !== undefined) chosen.set(instrument.id, { instrument, file });
    else if (asked.size === 0) skipped.push({ file, why });
    else return err({ type: 'unknown-instrument', message: `${file} cannot be used: ${why}` });
  }
  return ok({ files: [...chosen.values()], skipped });
}

type Request = Chosen & Readonly<{ named: boolean }>;

function load(
  source: string,
  { files, skipped, named }: Request,
  options: CandleOptions,
): Result<CandleSet, FeedError> {
  const { dir, timeframe, from = ms(Number.MIN_SAFE_INTEGER), to = ms(Number.MAX_SAFE_INTEGER) } = options;
  const all: Series[] = [];
  const left: Skipped[] = [...skipped];
  for (const { instrument, file } of files) {
    const series = loadSeries(dir, { instrument, timeframe, file }, { from, to });
    if (!series.ok) return series;
    if (series.value.length > 0) all.push(series.value);
    else if (named) return err({ type: 'no-candles', message: `${file} ${noneThen}` });
    else left.push({ file, why: `it ${noneThen}` });
  }
  if (all.length === 0) return err(nothing(source, left, options));
  return ok(setOf(source, all, left));
}

function setOf(source: string, all: readonly Series[], skipped: readonly Skipped[]): CandleSet {
  const series = [...all].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1));
  return {
    source,
    series,
    skipped,
    candles: { groups: () => groupsOf(series) },
    instruments: series.map(({ instrument }) => instrument),
    firstAt: ms(Math.min(...series.map(({ openAt }) => openAt[0] ?? Infinity))),
    lastAt: ms(Math.max(...series.map(({ openAt }) => openAt.at(-1) ?? -Infinity))),
    count: series.reduce((sum, { length }) => sum + length, 0),
  };
}

function unknown(base: Base, ofSource: readonly CandleFile[], all: readonly CandleFile[]): FeedError {
  const source = ofSource[0]?.source ?? '';
  const others = [...new Set(all.filter((file) => file.base === base).map((file) => file.source))];
  const elsewhere = others.length === 0 ? '' : ` (${others.join(', ')} has it)`;
  const there = [...new Set(ofSource.map((file) => file.base))].sort().join(', ');
  return { type: 'unknown-instrument', message: `${source} has no candles of ${base}${elsewhere}; there is ${there}` };
}

function nothing(source: string, skipped: readonly Skipped[], { dir, timeframe }: CandleOptions): FeedError {
  const [first] = skipped;
  const why = first === undefined ? '' : `: of ${first.file}, for one, ${first.why}`;
  return { type: 'no-candles', message: `none of the ${timeframe} candles of ${source} in ${dir} can be used${why}` };
}
