import { newAdx } from '../smc/adx.ts';
import type { Adx } from '../smc/adx.ts';
import { newDecisionReading } from '../signal/decision-reading.ts';
import type { DecisionReading } from '../signal/decision-reading.ts';
import { newMean } from '../smc/mean.ts';
import type { Mean } from '../smc/mean.ts';
import type { Strength } from '../signal/divergence.ts';
import type { Breakout } from '../signal/momentum.ts';
import type { PredecessorReading } from '../signal/predecessor-reading.ts';
import type { DecisionTimeframe } from '../signal/signal-settings.ts';
import type { Window } from '../signal/window.ts';
import { later, priceFromAnalysis } from '../units.ts';
import type { Ms, Price } from '../units.ts';
import { timeframeMs } from './candle.ts';
import type { Candle, Timeframe } from './candle.ts';
import { newHealth } from './health.ts';
import type { Health } from './health.ts';
import type { Instrument, Tier } from './instrument.ts';
import type { Liquidity, SpotMarket } from './listing.ts';
import type { Derived, Forming } from './series.ts';

/** What the closed candles of one instrument say so far; made anew when a gap makes the series cold. */
export type Reading = {
  forming: Forming;
  /** When its first 15m candle opened: a higher candle that begins earlier is known in part only. */
  since?: Ms;
  /** 15m candles so far. */
  quarters: number;
  /** Close of the newest higher candle that was read, by timeframe: no bucket is read twice, wherever it comes from. */
  readTo: { [T in Derived]?: Ms };
  /** Its history was told from the beginning; absent where a series just began, or began anew after a gap. */
  begunAt?: Ms;
  /** 1d: the bias. */
  daily: { candles: number; close?: number; average: Mean; ema?: number };
  /** 1h: the trend filter, the swings that serve as targets, and structure where it is read there too. */
  hourly: {
    candles: number;
    index: Adx;
    adx?: number;
    window?: Window;
    strength?: Strength;
    structure?: DecisionReading;
  };
  /** 4h: structure and zones. */
  decision: DecisionReading;
  /** 15m: the newest candles, where a confirmed break is confirmed anew. */
  recent?: Window;
  /** What the predecessor would have seen, by timeframe, and the breakout of momentum: where they are asked. */
  past?: { [T in DecisionTimeframe]?: PredecessorReading };
  breakout?: Breakout;
};

/** Whether orders execute, by the venue's word: `post-only` takes resting orders alone, and then not even a stop executes. */
export type MarketStatus = 'open' | 'post-only' | 'suspended' | 'delisted';

/** Everything known of the market in one instrument. */
export type Market = {
  instrument: Instrument;
  tier: Tier;
  status: MarketStatus;
  /** As of the last listing; absent where none told. */
  liquidity?: Liquidity;
  spot?: SpotMarket;
  /** When the venue opened it; absent where nobody told. */
  openedAt?: Ms;
  reading: Reading;
  health: Health;
  /** Candles that were not taken, by reason. */
  refused: Partial<Record<RefusedCandle, number>>;
  /** History that was asked for and not given, and why. */
  missing: Partial<Record<Timeframe, string>>;
  /** The newest closed 15m candle. */
  last?: Readonly<{ openAt: Ms; close: number }>;
  /** The newest mark that the venue sent, where it is newer than that candle. */
  mark?: Price;
  /** When a price was last heard. */
  seenAt?: Ms;
  /** When a signal last fired: the cooldown runs from there. */
  firedAt?: Ms;
  /** Breaks whose signal was taken, newest last: one structure is traded once. */
  traded: readonly Ms[];
  /** When its newest positions were stopped out, and when they lost, oldest first. */
  stopOuts: readonly Ms[];
  losses: readonly Ms[];
  /** After a row of losses it rests until then. */
  restUntil?: Ms;
  /** What became of the newest signal after it fired, for `explain`. */
  outcome?: Readonly<{ at: Ms; code: string }>;
  /** How often each gate was the first to say no, and how often all said yes (`SIGNAL`). */
  funnel: Record<string, number>;
};

/** Not news, older than what was read, or no candle at all. `in-part`: closed by us, but begun before we listened. */
export type RefusedCandle = 'repeated' | 'late' | 'unsound' | 'in-part';

export function newMarket(instrument: Instrument, tier: Tier): Market {
  return {
    instrument,
    tier,
    status: 'open',
    reading: newReading(),
    health: newHealth(),
    refused: {},
    missing: {},
    traded: [],
    stopOuts: [],
    losses: [],
    funnel: {},
  };
}

export function newReading(): Reading {
  return {
    forming: {},
    quarters: 0,
    readTo: {},
    daily: { candles: 0, average: newMean() },
    hourly: { candles: 0, index: newAdx() },
    decision: newDecisionReading(),
  };
}

/** The price to count with now: the venue's mark, else the last close; undefined before the first. */
export function markOf({ mark, last, instrument }: Market): Price | undefined {
  if (mark !== undefined) return mark;
  return last === undefined ? undefined : priceFromAnalysis(last.close, instrument.tick, 'down');
}

/**
 * Takes note of a new 15m candle; false for one that is not newer than the last: a repetition changes nothing. Its close
 * is the price to count with, unless a newer one is known: history does not move a market back.
 */
export function hear(market: Market, candle: Candle, gapMs: number): boolean {
  const { last } = market;
  if (last !== undefined && candle.openAt <= last.openAt) {
    count(market, candle.openAt === last.openAt ? 'repeated' : 'late');
    return false;
  }
  const due = last === undefined ? candle.openAt : later(last.openAt, timeframeMs['15m']);
  if (candle.openAt - due > gapMs) market.reading = newReading();
  market.reading.since ??= candle.openAt;
  market.reading.quarters += 1;
  market.last = { openAt: candle.openAt, close: candle.close };
  delete market.missing['15m'];
  const seenAt = later(candle.openAt, timeframeMs['15m']);
  if (seenAt >= (market.seenAt ?? 0)) {
    delete market.mark;
    market.seenAt = seenAt;
  }
  return true;
}

export function hearMark(market: Market, price: Price, at: Ms): void {
  market.mark = price;
  market.seenAt = at;
}

/** Its whole history follows, oldest first: what was read is forgotten, and the price is not. */
export function beginHistory(market: Market, at: Ms): void {
  const mark = markOf(market);
  if (mark !== undefined) market.mark = mark;
  delete market.last;
  market.reading = { ...newReading(), begunAt: at };
  market.missing = {};
}

export function count(market: Market, why: RefusedCandle): void {
  market.refused[why] = (market.refused[why] ?? 0) + 1;
}

/** How old the newest closed candle of a timeframe is, counted from its open; undefined where there is none. */
export function ageOf({ last, reading }: Market, timeframe: Timeframe, now: Ms): number | undefined {
  const newest = timeframe === '15m' ? last?.openAt : reading.readTo[timeframe];
  if (newest === undefined) return undefined;
  return now - newest + (timeframe === '15m' ? 0 : timeframeMs[timeframe]);
}

/** True when nothing had been heard of the market for longer than a gap. */
export function isGap({ seenAt }: Market, at: Ms, gapMs: number): boolean {
  return seenAt !== undefined && at - seenAt > gapMs;
}
