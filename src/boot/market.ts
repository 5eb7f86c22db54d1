import { resolve } from 'node:path';
import type { Instrument } from '../core/market/instrument.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { later, ms } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { openCandles } from '../feed/replay/candles.ts';
import { openFunding } from '../feed/replay/funding.ts';
import type { CandleSet } from '../feed/replay/candles.ts';
import { createSyntheticMarket, usualInstruments } from '../feed/synthetic/market.ts';
import type { CandleSource } from '../runtime/ports.ts';
import type { DataOptions } from '../surface/cli/starts.ts';
import { listedInstruments } from '../venue/emulator/listing.ts';
import type { Place } from './place.ts';
import { timeOf } from './time.ts';

export type MarketOptions = DataOptions & Readonly<{ market: string; seed: string; days?: string }>;

/** Candles to trade on, the first of them for warm-up: where they begin, where trading may, and where they end. */
export type OpenMarket = Readonly<{
  source: CandleSource;
  firstAt: Ms;
  /** After the warm-up: a paced run begins here. */
  startAt: Ms;
  /** Absent: without end. */
  endAt?: Ms;
  instruments: readonly Instrument[];
  /** What a venue charges, relative, for the hour that begins then. */
  fundingRate: (instrument: InstrumentId, hour: Ms) => number;
  /** For a person: what was opened, and what was left out and why. */
  said: readonly string[];
}>;

const dayMillis = 86_400_000;
/** Days before the start: enough for the slowest average of the strategy, and a little. */
const warmUpDays = 230;
/** When a synthetic market's trading begins, whatever the seed. */
const syntheticStart: Ms = ms(Date.UTC(2026, 0, 1));

export function openMarket(place: Place, options: MarketOptions): Result<OpenMarket, string> {
  const seed = Number(options.seed);
  if (!/^\d+$/.test(options.seed) || seed >= 2 ** 40)
    return err(`--seed ${options.seed} is not a whole number below 2^40.`);
  const days = options.days === undefined ? undefined : Number(options.days);
  if (days !== undefined && !(/^\d+$/.test(options.days ?? '') && days > 0))
    return err(`--days ${options.days ?? ''} is not a whole number of days above zero.`);
  if (options.market === 'synthetic') return synthetic(options, seed, days);
  if (options.market === 'replay') return replayed(place, options, days);
  return err(`--market ${options.market} is not built yet; it is synthetic, or replay with --data DIR.`);
}

function synthetic(
  { data, instruments }: MarketOptions,
  seed: number,
  days: number | undefined,
): Result<OpenMarket, string> {
  if (data !== undefined) return err('--data DIR belongs to --market replay; a synthetic market needs none.');
  if (instruments !== undefined)
    return err('--instruments belongs to --market replay; a synthetic market has its own twelve.');
  const firstAt = later(syntheticStart, -warmUpDays * dayMillis);
  const chosen = usualInstruments(listedInstruments());
  const span = days === undefined ? {} : { days: warmUpDays + days };
  const market = createSyntheticMarket({ seed, instruments: chosen, startAt: firstAt, ...span });
  const said = [`Synthetic market of seed ${seed}: ${chosen.length} instruments.`];
  const end = days === undefined ? {} : { endAt: later(syntheticStart, days * dayMillis) };
  return ok({
    source: market.candles,
    firstAt,
    startAt: syntheticStart,
    instruments: market.instruments,
    fundingRate: market.fundingRate,
    said,
    ...end,
  });
}

function replayed(place: Place, options: MarketOptions, days: number | undefined): Result<OpenMarket, string> {
  if (options.data === undefined) return err('--data DIR is missing: the folder with the candles to trade on.');
  const set = openCandleSet(place, { ...options, data: options.data });
  if (!set.ok) return set;
  const { instruments, firstAt, lastAt, candles, source } = set.value;
  const startAt = later(firstAt, warmUpDays * dayMillis);
  const endAt = ms(Math.min(later(lastAt, 900_000), days === undefined ? Infinity : later(startAt, days * dayMillis)));
  const funding = openFunding(resolve(place.cwd, options.data), instruments, source);
  if (!funding.ok) return err(funding.error.message);
  const { rateOf, files } = funding.value;
  const paid = `Funding of ${files.length} instruments is beside them; of the others it is zero.`;
  const said = files.length === 0 ? saidOf(set.value) : [...saidOf(set.value), paid];
  return ok({ source: cutAt(candles, endAt), firstAt, startAt, endAt, instruments, fundingRate: rateOf, said });
}

/** The candles of a folder as the flags choose them. */
export function openCandleSet(
  { cwd }: Place,
  options: DataOptions & Readonly<{ data: string }>,
): Result<CandleSet, string> {
  const [from, to] = [timeOf('--from', options.from), timeOf('--to', options.to)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  const names = options.instruments?.split(',').map((name) => name.trim());
  if (names?.includes('') === true) return err('--instruments has an empty name; write it like BTC,ETH.');
  const byBase = new Map(listedInstruments().map((instrument) => [instrument.base, instrument]));
  const set = openCandles({
    dir: resolve(cwd, options.data),
    timeframe: '15m',
    listed: (base) => byBase.get(base),
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(names === undefined ? {} : { instruments: names }),
    ...(from.value === undefined ? {} : { from: from.value }),
    ...(to.value === undefined ? {} : { to: to.value }),
  });
  return set.ok ? set : err(set.error.message);
}

/** For a person: what was opened, and what was left out and why. */
export function saidOf({ source, instruments, count, skipped }: CandleSet): readonly string[] {
  return [
    ...skipped.map(({ file, why }) => `Left out ${file}: ${why}.`),
    `${source}: ${instruments.length} instruments, ${count} candles of 15m.`,
  ];
}

/** The candles that open from a moment on. */
export function skipTo(source: CandleSource, from: Ms): CandleSource {
  return {
    groups: function* () {
      for (const group of source.groups()) if (group.openAt >= from) yield group;
    },
  };
}

function cutAt(source: CandleSource, end: Ms): CandleSource {
  return {
    groups: function* () {
      for (const group of source.groups()) {
        if (group.openAt >= end) return;
        yield group;
      }
    },
  };
}
