/**
 * What the synthetic market is like: the only table of its parameters. Shares are of the price (0.01 is one percent),
 * volatilities are a share a year, times are in days unless the name says otherwise.
 *
 * One rule is not in the numbers: every expected return is zero, given all that has happened, hidden or seen. What a trend gives,
 * its pullbacks and its end take back on average, so no rule can earn from prices here; costs remain, and the carry of funding.
 */
export const character = {
  /** Of the factor that moves all, about that of BTC less what is BTC's own. */
  factorVolatility: 0.43,
  /**
   * Logarithm of volatility: two components that revert to their mean. `spread` is the standard deviation of each: the slow
   * one makes quiet and loud weeks, the fast one the clusters within a day.
   */
  volatility: { slow: { spread: 0.28, halfLife: 4 }, fast: { spread: 0.38, halfLife: 0.1 }, afterJump: 0.7 },
  /** A candle's volatility is scattered so that returns are Student's t with six degrees of freedom, times this at most. */
  tail: { most: 6 },
  trend: {
    /** A day of a trend moves the factor by this: a third of a day's volatility, so that trends show and noise hides them. */
    drift: 0.0065,
    /** Mean size of the drop that ends a rise, or of the squeeze that ends a fall. */
    flush: 0.018,
    /** Mean size of the jumps against a trend while it lasts; how often they come follows from the rule above. */
    pullback: 0.014,
  },
  /** Symmetric jumps: how many a year, and their mean size. In a volatile regime the factor has `volatileTimes` as many. */
  news: { aYear: 10, size: 0.015, volatileTimes: 3 },
  /** An instrument's own jumps; their mean size is this share of its own volatility. */
  own: { aYear: 8, size: 0.06 },
  /** Nothing falls by more within a minute: halves are the worst that was ever seen. */
  worstMinute: -0.5,
  /**
   * A path of minutes misses what happens between them: its extremes fall short of the true ones by 0.58 of a minute's standard
   * deviation on average (Broadie, Glasserman and Kou, 1997). Added is this, times a number between 0 and 1.
   */
  overshoot: 1.165,
  /**
   * Between a third and three times of its anchor a price is left alone; outside, it is pulled back by this share a year of
   * its logarithmic distance, so that an endless market neither dies nor explodes. The only expected return there is.
   */
  pull: { freeTimes: 3, aYear: 2 },
  /** A price starts within this share of its anchor. */
  startsWithin: 0.2,
  /** Volume: its own scatter (standard deviation of the logarithm), and the part that does not follow the range. */
  volume: { scatter: 0.5, steady: 0.25 },
  /** Bid to ask follows volatility, not below `calmest` times its usual width, with a mood of its own. */
  spread: { scatter: 0.25, halfLife: 0.08, calmest: 0.5 },
  /** Futures over spot. `lean` is where a trend pulls it: buyers pay up in a rise. So little that costs eat the carry. */
  basis: { spread: 0.0003, halfLife: 0.25, lean: 0.0002 },
  /** An hour pays the mean basis of the hour before over `perBasis`, at most `most`; over time neither side is paid. */
  funding: { perBasis: 24, most: 0.0005 },
} as const;

export type Regime = 'rising' | 'falling' | 'ranging' | 'volatile';
export type RegimeCharacter = Readonly<{
  /** Direction of the drift. */
  lean: -1 | 0 | 1;
  /** Times the long-run volatility. */
  heat: number;
  /** Days that it lasts at least, and the mean of those after them. */
  atLeast: number;
  thenMean: number;
  /** What follows, and how often; up and down are alike everywhere. */
  next: Readonly<Partial<Record<Regime, number>>>;
}>;

export const regimes: Readonly<Record<Regime, RegimeCharacter>> = {
  rising: { lean: 1, heat: 0.95, atLeast: 2, thenMean: 5, next: { ranging: 0.5, falling: 0.25, volatile: 0.25 } },
  falling: { lean: -1, heat: 0.95, atLeast: 2, thenMean: 5, next: { ranging: 0.5, rising: 0.25, volatile: 0.25 } },
  ranging: { lean: 0, heat: 0.75, atLeast: 2, thenMean: 6, next: { rising: 0.35, falling: 0.35, volatile: 0.3 } },
  volatile: { lean: 0, heat: 1.6, atLeast: 1, thenMean: 2.5, next: { ranging: 0.5, rising: 0.25, falling: 0.25 } },
};

/** Volatility by hour of day in UTC, relative: Asia opens at 0, Europe at 7, America at 13 to 16; the night of all is 4 and 22. */
export const hours: readonly number[] = [
  1.1, 1.0, 0.9, 0.82, 0.78, 0.8, 0.86, 0.98, 1.02, 0.98, 0.94, 0.94, 1.05, 1.35, 1.5, 1.45, 1.3, 1.15, 1.06, 1.02, 1.0,
  0.92, 0.84, 0.88,
];
/** By day of the week, from Monday. */
export const weekdays: readonly number[] = [1.02, 1.05, 1.05, 1.05, 1.03, 0.8, 0.84];

export type InstrumentCharacter = Readonly<{
  /** USD. */
  anchor: number;
  /** Moves by this for one of the factor. */
  beta: number;
  /** Of its own moves, a share a year. */
  ownVolatility: number;
  /** In million USD. */
  dailyVolume: number;
  /** In basis points, on a day of long-run volatility. */
  spreadBps: number;
}>;

type Row = readonly [base: string, anchor: number, beta: number, own: number, volume: number, spread: number];

/** Every base of the emulator's listing, at about the prices and the ranks of volume of mid 2026's charts. */
const rows: readonly Row[] = [
  ['BTC', 80_000, 1, 0.18, 900, 0.6],
  ['ETH', 3_000, 1.2, 0.32, 500, 0.8],
  ['SOL', 150, 1.35, 0.48, 180, 1.5],
  ['DOGE', 0.2, 1.3, 0.55, 60, 2.5],
  ['BNB', 700, 0.9, 0.32, 30, 2.5],
  ['XRP', 2.2, 1.15, 0.5, 120, 1.8],
  ['ADA', 0.6, 1.3, 0.5, 30, 3],
  ['AVAX', 22, 1.35, 0.52, 25, 3],
  ['LINK', 15, 1.3, 0.5, 35, 2.5],
  ['LTC', 95, 1.05, 0.5, 25, 2.5],
  ['DOT', 4, 1.25, 0.48, 15, 4],
  ['SUI', 3, 1.4, 0.62, 40, 3],
  ['ALGO', 0.2, 1.25, 0.58, 5, 6],
  ['APT', 4.5, 1.35, 0.6, 8, 5],
  ['ATOM', 4.2, 1.2, 0.5, 7, 5],
  ['AXS', 2.2, 1.3, 0.65, 2, 9],
  ['BCH', 480, 1.1, 0.48, 20, 3.5],
  ['COMP', 42, 1.2, 0.6, 2, 10],
  ['CRV', 0.6, 1.3, 0.7, 8, 6],
  ['EGLD', 15, 1.2, 0.55, 1.5, 10],
  ['ENA', 0.5, 1.5, 0.75, 12, 5],
  ['ETC', 18, 1.15, 0.48, 6, 5],
  ['FIL', 2.4, 1.3, 0.55, 8, 5],
  ['FTM', 0.6, 1.4, 0.7, 3, 8],
  ['GRT', 0.09, 1.3, 0.6, 2, 8],
  ['HBAR', 0.18, 1.25, 0.6, 12, 5],
  ['INJ', 12, 1.4, 0.65, 7, 6],
  ['KAVA', 0.4, 1.15, 0.55, 1, 12],
  ['MANA', 0.28, 1.3, 0.58, 2, 9],
  ['PEPE', 0.00001, 1.5, 0.75, 35, 4],
  ['RENDER', 3.6, 1.4, 0.65, 5, 6],
  ['SAND', 0.27, 1.3, 0.58, 2, 9],
  ['SHIB', 0.000013, 1.3, 0.5, 15, 5],
  ['SNX', 0.7, 1.3, 0.7, 1.5, 10],
  ['STX', 0.7, 1.3, 0.6, 2.5, 8],
  ['TAO', 350, 1.35, 0.65, 10, 5],
  ['THETA', 0.75, 1.3, 0.58, 1.5, 10],
  ['TRX', 0.27, 0.55, 0.32, 10, 4],
  ['UNI', 8, 1.3, 0.58, 10, 4.5],
  ['VET', 0.024, 1.25, 0.55, 2, 9],
  ['WIF', 0.8, 1.5, 0.8, 8, 6],
  ['XLM', 0.28, 1.1, 0.55, 12, 4.5],
  ['XMR', 300, 0.7, 0.42, 6, 5],
  ['ZEC', 60, 1, 0.7, 6, 6],
];

/** By base. */
export const characters: ReadonlyMap<string, InstrumentCharacter> = new Map(
  rows.map(([base, anchor, beta, ownVolatility, dailyVolume, spreadBps]) => [
    base,
    { anchor, beta, ownVolatility, dailyVolume, spreadBps },
  ]),
);

/** How many of them, from the top, a market has unless it is told otherwise. */
export const usualBases: ReadonlySet<string> = new Set(rows.slice(0, 12).map(([base]) => base));
