import type { Instrument } from '../../core/market/instrument.ts';
import { toNumber } from '../../core/units.ts';
import type { Rng } from '../../runtime/ports.ts';
import { character, regimes } from './character.ts';
import type { Factor } from './factor.ts';
import { normals } from './normal.ts';
import { candlesADay } from './span.ts';
import { createReverting } from './volatility.ts';
import { characterOf } from './walk.ts';
import type { Bar } from './walk.ts';

/** What a venue would tell of an instrument beside its prices. */
export type Facts = Readonly<{
  /** Best ask less best bid, over the middle, in basis points; never less than a tick. */
  spreadBps: number;
  /** Futures over spot, less 1. */
  basis: number;
  /** What longs pay shorts (negative: get) for this hour, as a share of the notional. Changes on the full hour. */
  fundingRate: number;
  /** Traded in the last 24 hours, in USD; on the first day, at the rate so far. */
  volume24hUsd: number;
}>;

/** Takes each candle as it closes, and says what the facts are then. */
export type Gauges = Readonly<{ take: (bar: Bar, factor: Factor, closeAt: number) => void; read: (bar: Bar) => Facts }>;

export function createGauges(instrument: Instrument, luck: Rng): Gauges {
  const spread = spreadOf(instrument, luck.fork('spread'));
  const premium = premiumOf(luck.fork('basis'));
  const day = dayOf(characterOf(instrument).dailyVolume * 1e6);
  return {
    take: ({ volume, close }, { course }, closeAt) => {
      spread.advance();
      premium.advance(regimes[course.regime].lean, closeAt);
      day.add(volume * close);
    },
    read: (bar) => ({ spreadBps: spread.read(bar), ...premium.read(), volume24hUsd: day.read() }),
  };
}

/** Twice the heat, twice the spread. */
function spreadOf(instrument: Instrument, luck: Rng): Readonly<{ advance: () => void; read: (bar: Bar) => number }> {
  const { scatter, halfLife, calmest } = character.spread;
  const usual = characterOf(instrument).spreadBps;
  const mood = createReverting(normals(luck), { spread: scatter, halfLife });
  const tick = toNumber(instrument.tick);
  let now = 0;
  return {
    advance: () => void (now = mood.next(0)),
    read: ({ heat, close }) => Math.max((tick / close) * 1e4, usual * Math.max(calmest, heat) * Math.exp(now)),
  };
}

/** Futures over spot, and what follows from it for the hours after. */
export type Premium = Readonly<{
  advance: (lean: number, closeAt: number) => void;
  read: () => Pick<Facts, 'basis' | 'fundingRate'>;
}>;

export function premiumOf(luck: Rng): Premium {
  const { basis: shape, funding } = character;
  const reverting = createReverting(normals(luck), shape);
  let [basis, fundingRate, sum, count] = [0, 0, 0, 0];
  return {
    advance: (lean, closeAt) => {
      basis = reverting.next(lean * shape.lean);
      [sum, count] = [sum + basis, count + 1];
      if (closeAt % 3_600_000 !== 0) return;
      fundingRate = Math.max(-funding.most, Math.min(funding.most, sum / count / funding.perBasis));
      [sum, count] = [0, 0];
    },
    read: () => ({ basis, fundingRate }),
  };
}

/** A day's turnover: `usual` until there is any. */
function dayOf(usual: number): Readonly<{ add: (usd: number) => void; read: () => number }> {
  const ring = new Float64Array(candlesADay);
  let count = 0;
  return {
    add: (usd) => {
      ring[count % candlesADay] = usd;
      count += 1;
    },
    read: () =>
      count === 0 ? usual : (ring.reduce((sum, usd) => sum + usd, 0) * candlesADay) / Math.min(count, candlesADay),
  };
}
