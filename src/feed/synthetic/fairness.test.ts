import { beforeAll, describe, expect, it } from 'vitest';
import { ms } from '../../core/units.ts';
import { rng } from '../../runtime/rng.ts';
import { listedInstruments } from '../../venue/emulator/listing.ts';
import type { Regime } from './character.ts';
import { createFactor } from './factor.ts';
import { createSyntheticMarket } from './market.ts';

const startAt = ms(Date.UTC(2025, 0, 6));
/** Three of the usual twelve, for time: the others follow the same rules, and the same factor. */
const bases: readonly string[] = ['BTC', 'SOL', 'BNB'];
const instruments = listedInstruments().filter(({ base }) => bases.includes(base));
const seeds = Array.from({ length: 80 }, (_, n) => n + 1);

type Estimate = Readonly<{ mean: number; error: number }>;

/** Seeds are independent, whatever goes on within one. */
function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** Closes of 4h candles, by instrument. */
function closesOf(seed: number): readonly (readonly number[])[] {
  const market = createSyntheticMarket({ seed, instruments, startAt, days: 100 });
  const closes: number[][] = market.instruments.map(() => []);
  let n = 0;
  for (const { candles } of market.candles.groups()) {
    n += 1;
    if (n % 16 === 0) for (const [i, { close }] of candles.entries()) closes[i]?.push(close);
  }
  return closes;
}

/** What to hold from the close `n` to the next: from -1 to 1. Nothing after `n` may be looked at. */
type Rule = (closes: readonly number[], n: number) => number;

const change = (closes: readonly number[], from: number, to: number): number =>
  from < 0 ? 0 : (closes[to] ?? NaN) / (closes[from] ?? NaN) - 1;
const over =
  (span: number): Rule =>
  (closes, n) =>
    Math.sign(change(closes, n - span, n));
const back: Rule = (closes, n) => {
  if (n < 20) return 0;
  const mean = closes.slice(n - 19, n + 1).reduce((sum, x) => sum + x, 0) / 20;
  return Math.sign(mean / (closes[n] ?? NaN) - 1);
};

/** In basis points for each 4 hours and instrument, before costs. */
function gain(closes: readonly (readonly number[])[], rule: Rule): number {
  let [sum, count] = [0, 0];
  for (const one of closes)
    for (let n = 1; n + 1 < one.length; n += 1) {
      sum += rule(one, n) * change(one, n, n + 1);
      count += 1;
    }
  return (1e4 * sum) / count;
}

const rules: readonly (readonly [string, Rule])[] = [
  ['hold', () => 1],
  ['momentum of 4 hours', over(1)],
  ['momentum of a day', over(6)],
  ['momentum of five days', over(30)],
  ['reversion of 4 hours', (closes, n) => -over(1)(closes, n)],
  ['reversion to the mean of 20', back],
];

describe('a rule that looks at 4h closes', () => {
  let histories: readonly ReturnType<typeof closesOf>[] = [];
  beforeAll(() => {
    histories = seeds.map(closesOf);
  });

  it.each(rules)('earns nothing before costs: %s', (_, rule) => {
    const { mean, error } = estimate(histories.map((closes) => gain(closes, rule)));
    expect(Math.abs(mean)).toBeLessThan(3 * error);
    // And this is not for want of looking: a tenth of what a round trip costs would show.
    expect(error).toBeLessThan(1);
  });

  it('would be seen to earn if a twentieth of each move came again', () => {
    const echo = (closes: readonly number[]): readonly number[] => {
      let extra = 1;
      return closes.map((close, n) => close * (extra *= 1 + 0.05 * (n < 2 ? 0 : change(closes, n - 2, n - 1))));
    };
    const { mean, error } = estimate(histories.map((closes) => gain(closes.map(echo), over(1))));
    expect(mean).toBeGreaterThan(3 * error);
  });
});

const regimes = ['rising', 'falling', 'ranging', 'volatile'] as const;
type Seen = { sums: number[]; up: number; days: number; lengths: number[] };

/** Twenty times three years: what each regime brought, which of the whole days within one rose, and how many days it lasted. */
function watchFactor(): Readonly<Record<Regime, Seen>> {
  const none = (): Seen => ({ sums: [], up: 0, days: 0, lengths: [] });
  const seen = { rising: none(), falling: none(), ranging: none(), volatile: none() };
  for (let seed = 1; seed <= 20; seed += 1) {
    const sums = { rising: 0, falling: 0, ranging: 0, volatile: 0 };
    const factor = createFactor(rng(seed).fork('factor'));
    let day = 0;
    for (let n = 0; n < 3 * 35_040; n += 1) {
      const { course, minutes } = factor.advance(n * 900_000);
      const of = seen[course.regime];
      const move = minutes.reduce((sum, x) => sum + x, 0);
      sums[course.regime] += move;
      day = course.age % 96 === 1 ? move : day + move;
      if (course.age % 96 === 0) of.days += 1;
      if (course.age % 96 === 0 && day > 0) of.up += 1;
      if (course.ends) of.lengths.push(course.age / 96);
    }
    for (const regime of regimes) seen[regime].sums.push(sums[regime]);
  }
  return seen;
}

describe('the factor', () => {
  const seen = watchFactor();

  it.each(regimes)('earns nothing even for who sees that it is %s', (regime) => {
    const { mean, error } = estimate(seen[regime].sums);
    expect(Math.abs(mean)).toBeLessThan(3 * error);
  });

  it('trends all the same: most days of a rise rise, and of a fall fall', () => {
    const share = ({ up, days }: Seen): number => up / days;
    expect(share(seen.rising)).toBeGreaterThan(0.54);
    expect(share(seen.falling)).toBeLessThan(0.46);
    expect(Math.abs(share(seen.ranging) - 0.5)).toBeLessThan(0.03);
  });

  it.each(regimes)('stays %s for days to weeks', (regime) => {
    const { lengths } = seen[regime];
    const sorted = lengths.toSorted((a, b) => a - b);
    expect(sorted[0]).toBeGreaterThanOrEqual(1);
    expect(estimate(lengths).mean).toBeGreaterThan(3);
    expect(estimate(lengths).mean).toBeLessThan(10);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeGreaterThan(7);
  });
});
