import { newAdx } from '../signal/adx.ts';
import type { Adx } from '../signal/adx.ts';
import { newDecisionReading } from '../signal/decision-reading.ts';
import type { DecisionReading } from '../signal/decision-reading.ts';
import { newEma } from '../signal/ema.ts';
import type { Ema } from '../signal/ema.ts';
import { later, priceFromAnalysis } from '../units.ts';
import type { Ms, Price } from '../units.ts';
import { timeframeMs } from './candle.ts';
import type { Candle } from './candle.ts';
import type { Instrument, Tier } from './instrument.ts';
import type { Liquidity } from './listing.ts';
import type { Forming } from './series.ts';

/** What the closed candles of one instrument say so far; made anew when a gap makes the series cold. */
export type Reading = {
  forming: Forming;
  /** 1d: the bias. */
  daily: { candles: number; close?: number; average: Ema; ema?: number };
  /** 1h: the trend filter. */
  hourly: { candles: number; index: Adx; adx?: number };
  /** 4h: structure and zones. */
  decision: DecisionReading;
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
  reading: Reading;
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
  /** What became of the newest signal after it fired, for `explain`. */
  outcome?: Readonly<{ at: Ms; code: string }>;
  /** How often each gate was the first to say no, and how often all said yes (`SIGNAL`). */
  funnel: Record<string, number>;
};

export function newMarket(instrument: Instrument, tier: Tier): Market {
  return { instrument, tier, status: 'open', reading: newReading(), traded: [], funnel: {} };
}

function newReading(): Reading {
  return {
    forming: {},
    daily: { candles: 0, average: newEma() },
    hourly: { candles: 0, index: newAdx() },
    decision: newDecisionReading(),
  };
}

/** The price to count with now: the venue's mark, else the last close; undefined before the first. */
export function markOf({ mark, last, instrument }: Market): Price | undefined {
  if (mark !== undefined) return mark;
  return last === undefined ? undefined : priceFromAnalysis(last.close, instrument.tick, 'down');
}

/** Takes note of a new 15m candle; false for one that is not newer than the last: a repetition changes nothing. */
export function hear(market: Market, candle: Candle, gapMs: number): boolean {
  const { last } = market;
  if (last !== undefined && candle.openAt <= last.openAt) return false;
  const due = last === undefined ? candle.openAt : later(last.openAt, timeframeMs['15m']);
  if (candle.openAt - due > gapMs) market.reading = newReading();
  market.last = { openAt: candle.openAt, close: candle.close };
  delete market.mark;
  market.seenAt = later(candle.openAt, timeframeMs['15m']);
  return true;
}

export function hearMark(market: Market, price: Price, at: Ms): void {
  market.mark = price;
  market.seenAt = at;
}

/** True when nothing had been heard of the market for longer than a gap. */
export function isGap({ seenAt }: Market, at: Ms, gapMs: number): boolean {
  return seenAt !== undefined && at - seenAt > gapMs;
}
