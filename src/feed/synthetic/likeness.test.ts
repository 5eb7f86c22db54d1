import { beforeAll, describe, expect, it } from 'vitest';
import { isSound } from '../../core/market/candle.ts';
import type { InstrumentId } from '../../core/units.ts';
import { instrumentId, later, ms } from '../../core/units.ts';
import { listedInstruments } from '../../venue/emulator/listing.ts';
import { createSyntheticMarket, usualInstruments } from './market.ts';
import type { SyntheticMarket } from './market.ts';

/** A Monday. */
const startAt = ms(Date.UTC(2025, 0, 6));
const instruments = usualInstruments(listedInstruments());
const count = 365 * 96;
const quarter = 900_000;
const majors: readonly string[] = ['PF_XBTUSD', 'PF_ETHUSD', 'PF_SOLUSD', 'PF_DOGEUSD', 'PF_BNBUSD'];

/** A year of one instrument: logarithmic returns and ranges, and turnover in USD. */
type Year = Readonly<{
  id: InstrumentId;
  returns: Float64Array;
  sizes: Float64Array;
  ranges: Float64Array;
  usd: Float64Array;
}>;

function yearsOf(market: SyntheticMarket): readonly Year[] {
  const column = (): Float64Array => new Float64Array(count);
  const years = market.instruments.map(({ id }) => ({
    id,
    returns: column(),
    sizes: column(),
    ranges: column(),
    usd: column(),
  }));
  let n = 0;
  for (const { candles } of market.candles.groups()) {
    for (const [i, candle] of candles.entries()) {
      const { open, high, low, close, volume } = candle;
      const year = years[i];
      if (year === undefined || !isSound(candle)) throw new Error(`not sound: ${JSON.stringify(candle)}`);
      year.returns[n] = Math.log(close / open);
      year.sizes[n] = Math.abs(Math.log(close / open));
      year.ranges[n] = Math.log(high / low);
      year.usd[n] = volume * close;
    }
    n += 1;
  }
  return years;
}

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Of values `lag` apart. */
function correlation(a: Float64Array, b: Float64Array, lag = 0): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = lag; n < a.length; n += 1) {
    const [x, y] = [(a[n] ?? NaN) - ma, (b[n - lag] ?? NaN) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

function spreadAndPeak(values: Float64Array): readonly [deviation: number, excessKurtosis: number] {
  const middle = mean(values);
  const variance = mean(values.map((x) => (x - middle) ** 2));
  return [Math.sqrt(variance), mean(values.map((x) => (x - middle) ** 4)) / variance ** 2 - 3];
}

/** Mean over the candles that open at these times of the week; 0 is Monday 00:00 UTC. */
function meanWhere(values: Float64Array, where: (hour: number, weekday: number) => boolean): number {
  return mean(values.filter((_, n) => where(Math.floor(n / 4) % 24, Math.floor(n / 96) % 7)));
}

/** The instruments of which this lies outside of the bounds: none should. */
function strange(
  years: readonly Year[],
  [least, most]: readonly [number, number],
  measure: (year: Year) => number,
): string[] {
  const measured = years.map((year) => ({ id: year.id, value: measure(year) }));
  return measured.filter(({ value }) => !(value > least && value < most)).map(({ id, value }) => `${id} ${value}`);
}

describe.each([1, 2, 3])('a year of seed %i is like a market', (seed) => {
  const market = createSyntheticMarket({ seed, instruments, startAt, days: 365 });
  let years: readonly Year[] = [];
  beforeAll(() => {
    years = yearsOf(market);
  });

  it('in how much it moves', () => {
    const aYear = ({ returns }: Year): number => spreadAndPeak(returns)[0] * Math.sqrt(count);
    const [great, small] = [true, false].map((major) => years.filter(({ id }) => majors.includes(id) === major));
    expect(strange(great ?? [], [0.4, 1.1], aYear)).toEqual([]);
    expect(strange(small ?? [], [0.6, 1.8], aYear)).toEqual([]);
  });

  it('in its tails', () => {
    expect(strange(years, [8, 400], ({ returns }) => spreadAndPeak(returns)[1])).toEqual([]);
    const beyondSix = ({ returns, sizes }: Year): number => {
      const [deviation] = spreadAndPeak(returns);
      return sizes.filter((size) => size > 6 * deviation).length;
    };
    expect(strange(years, [10, 200], beyondSix)).toEqual([]);
    expect(strange(years, [0.01, 0.35], ({ sizes }) => Math.max(...sizes))).toEqual([]);
  });

  it('in its clusters: size is remembered, direction is not', () => {
    for (let lag = 1; lag <= 20; lag += 1) {
      expect(strange(years, [0.04, 0.5], ({ sizes }) => correlation(sizes, sizes, lag))).toEqual([]);
      expect(strange(years, [-0.04, 0.04], ({ returns }) => correlation(returns, returns, lag))).toEqual([]);
    }
  });

  it('in how its instruments go together', () => {
    for (const [i, one] of years.entries()) {
      const others = years.slice(0, i);
      expect(strange(others, [0.3, 0.9], ({ returns }) => correlation(one.returns, returns))).toEqual([]);
    }
  });

  it('in the hours and days of its volatility and volume', () => {
    const afternoon = (values: Float64Array): number =>
      meanWhere(values, (hour) => hour >= 13 && hour < 16) / meanWhere(values, (hour) => hour >= 3 && hour < 6);
    const weekend = (values: Float64Array): number =>
      meanWhere(values, (_, weekday) => weekday >= 5) / meanWhere(values, (_, weekday) => weekday < 5);
    expect(strange(years, [1.4, 3], ({ sizes }) => afternoon(sizes))).toEqual([]);
    expect(strange(years, [1.7, 5], ({ usd }) => afternoon(usd))).toEqual([]);
    expect(strange(years, [0.5, 0.95], ({ sizes }) => weekend(sizes))).toEqual([]);
    expect(strange(years, [0.4, 0.95], ({ usd }) => weekend(usd))).toEqual([]);
  });

  it('in its volume, which is skewed, and larger when prices move', () => {
    const logs = ({ usd }: Year): Float64Array => usd.map((x) => Math.log(x + 1));
    expect(strange(years, [0.3, 0.9], (year) => correlation(logs(year), year.sizes))).toEqual([]);
    expect(strange(years, [-1, 1], (year) => spreadAndPeak(logs(year))[1])).toEqual([]);
    expect(strange(years, [0.5, 0.9], (year) => Math.exp(mean(logs(year))) / mean(year.usd))).toEqual([]);
  });

  it('in its ranges: about twice the move from open to close, as of a walk without steps', () => {
    expect(strange(years, [1.85, 2.2], ({ sizes, ranges }) => mean(ranges) / mean(sizes))).toEqual([]);
  });

  it('in its spread, basis and funding', () => {
    const { id, sizes } = years.at(-2) ?? { id: instrumentId('PF_'), sizes: new Float64Array() };
    const facts = Array.from({ length: count }, (_, n) => market.facts(id, later(startAt, (n + 1) * quarter)));
    const spread = Float64Array.from(facts, ({ spreadBps }) => spreadBps);
    const basis = Float64Array.from(facts, (fact) => fact.basis);
    const hours = facts.filter((_, n) => n % 4 === 3);
    const funding = Float64Array.from(hours, ({ fundingRate }) => fundingRate);
    expect(correlation(spread, sizes)).toBeGreaterThan(0.3);
    expect(Math.min(...spread)).toBeGreaterThan(0.1);
    expect(Math.max(...spread)).toBeLessThan(60);
    for (const [values, far] of [[basis, 0.004] as const, [funding, 0.0005] as const]) {
      expect(correlation(values, values, 1)).toBeGreaterThan(0.8);
      expect(Math.abs(mean(values))).toBeLessThan(far / 10);
      expect(values.every((x) => Math.abs(x) <= far)).toBe(true);
    }
    // Of its memory of a trend nothing is left after weeks.
    expect(correlation(basis, basis, 20 * 96)).toBeLessThan(0.15);
    expect(new Set(funding).size).toBeGreaterThan(8_000);
  });
});
