import { isExposed } from '../core/account.ts';
import { universeOf } from '../core/discover.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { Timeframe } from '../core/market/candle.ts';
import type { Market } from '../core/market/market.ts';
import { bucketOf } from '../core/market/series.ts';
import type { State } from '../core/state.ts';
import { later, ms } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { without } from './hydration-store.ts';
import type { CandleStore, Span } from './hydration-store.ts';
import type { CandleQuestion } from './ports.ts';

/** The longest first: of one moment, a longer candle is told before the shorter ones. */
export const longestFirst = ['1d', '4h', '1h', '15m'] as const;

/** An instrument whose candles are wanted. */
export type Wanted = Readonly<{
  instrument: InstrumentId;
  /** When the venue opened it: nothing is asked for from before. */
  openedAt?: Ms;
  /** Open of the newest 15m candle that the core has read of it, its whole history included; absent: it must be told from the beginning. */
  knownTo?: Ms;
}>;

/** What the core is to be told of an instrument, and what of that nobody has yet. */
export type Need = Readonly<{
  instrument: InstrumentId;
  /** From the beginning: what the core has read is forgotten first. */
  begins: boolean;
  spans: readonly CandleQuestion[];
  questions: readonly CandleQuestion[];
}>;

export type PlanSettings = Readonly<{
  windowMs: Readonly<Record<Timeframe, number>>;
  pageCandles: number;
  /** A candle is asked for so long after its close. */
  settleMs: number;
}>;

export type PlanOptions = Readonly<{
  now: Ms;
  wanted: readonly Wanted[];
  coverage: CandleStore['coverage'];
  /** Series that failed too often are not asked for now, and their instrument waits with them. */
  isResting: (instrument: InstrumentId, timeframe: Timeframe) => boolean;
  settings: PlanSettings;
}>;

/**
 * What to fetch, and in which order: the order of `wanted`, one instrument after another, for at start, after a gap, and at
 * every close of a candle alike. Empty where everything is known.
 */
export function planHydration(options: PlanOptions): readonly Need[] {
  return options.wanted.flatMap((each): readonly Need[] => {
    const { begins, spans } = spansOf(each, options);
    const questions = spans.flatMap((span) => questionsOf(span, options));
    const rests = questions.some(({ instrument, timeframe }) => options.isResting(instrument, timeframe));
    return spans.length === 0 || rests ? [] : [{ instrument: each.instrument, begins, spans, questions }];
  });
}

function spansOf(each: Wanted, options: PlanOptions): Pick<Need, 'begins' | 'spans'> {
  const { now, settings } = options;
  const { instrument, knownTo } = each;
  const quarters = { instrument, timeframe: '15m' as const, to: newestClosed(now, '15m', settings) };
  const oldest = later(now, -settings.windowMs['15m']);
  if (knownTo !== undefined && knownTo >= oldest) {
    const from = later(knownTo, timeframeMs['15m']);
    return { begins: false, spans: from <= quarters.to ? [{ ...quarters, from }] : [] };
  }
  return { begins: true, spans: wholeHistory(each, options) };
}

/**
 * 15m candles from the midnight before their window on, and of the longer ones those that opened before that: no candle is asked for
 * that the 15m ones build.
 */
function wholeHistory(
  { instrument, openedAt = ms(0) }: Wanted,
  { now, settings }: PlanOptions,
): readonly CandleQuestion[] {
  const startOf = (timeframe: Timeframe): Ms =>
    bucketOf(ms(Math.max(0, now - settings.windowMs[timeframe], openedAt)), timeframe === '15m' ? '1d' : timeframe);
  const begins = ms(Math.max(startOf('15m'), bucketOf(openedAt, '15m')));
  return longestFirst
    .map((timeframe): CandleQuestion => {
      const newest = newestClosed(now, timeframe, settings);
      if (timeframe === '15m') return { instrument, timeframe, from: begins, to: newest };
      const to = ms(Math.min(newest, bucketOf(later(begins, -1), timeframe)));
      return { instrument, timeframe, from: startOf(timeframe), to };
    })
    .filter(({ from, to }) => from <= to);
}

/** When the newest candle opened that has closed and settled. */
function newestClosed(now: Ms, timeframe: Timeframe, { settleMs }: PlanSettings): Ms {
  return later(bucketOf(later(now, -settleMs), timeframe), -timeframeMs[timeframe]);
}

/** What of a span the store does not have, in pages, oldest first. */
function questionsOf(span: CandleQuestion, { coverage, settings }: PlanOptions): readonly CandleQuestion[] {
  const { instrument, timeframe } = span;
  const step = timeframeMs[timeframe];
  return without(span, coverage(instrument, timeframe), step).flatMap((left) =>
    pagesOf(left, settings.pageCandles, step).map((page) => ({ instrument, timeframe, ...page })),
  );
}

function pagesOf({ from, to }: Span, candles: number, step: number): readonly Span[] {
  const pages: Span[] = [];
  for (let start = from; start <= to; start = later(start, candles * step)) {
    pages.push({ from: start, to: ms(Math.min(to, start + (candles - 1) * step)) });
  }
  return pages;
}

/** Whose candles the core wants, and how far it knows them: what is held first, then by tier, then by name. */
export function wantedOf(state: State): readonly Wanted[] {
  const markets = [...universeOf(state)].flatMap((id) => state.markets.get(id) ?? []);
  const rank = ({ instrument: { id }, tier }: Market): string => `${isExposed(state, id) ? 0 : 1}${tier}${id}`;
  return markets
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map((market): Wanted => {
      const { instrument, openedAt } = market;
      const knownTo = knownToOf(market);
      return {
        instrument: instrument.id,
        ...(openedAt === undefined ? {} : { openedAt }),
        ...(knownTo === undefined ? {} : { knownTo }),
      };
    });
}

/** Nothing is known of a series that began by itself, or that lacks a part of its history. */
function knownToOf({ reading, last, missing }: Market): Ms | undefined {
  const lacks = (['1h', '4h', '1d'] as const).some((timeframe) => missing[timeframe] !== undefined);
  return reading.begunAt === undefined || lacks ? undefined : last?.openAt;
}
