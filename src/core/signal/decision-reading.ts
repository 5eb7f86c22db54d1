import type { ClosedCandle } from '../market/candle.ts';
import type { Ms } from '../units.ts';
import { advanceAtr, newAtr } from '../smc/atr.ts';
import type { Atr, Smoothing } from '../smc/atr.ts';
import type { Dir, Now } from '../smc/bar.ts';
import type { Emit } from '../smc/events.ts';
import { addFairValueGap, advanceFairValueGaps, newFairValueGaps } from '../smc/fair-value-gap.ts';
import type { FairValueGaps } from '../smc/fair-value-gap.ts';
import { newExtremes, pushBar } from '../smc/extremes.ts';
import type { Extremes } from '../smc/extremes.ts';
import { extendLeg, openLeg } from '../smc/leg.ts';
import type { Leg } from '../smc/leg.ts';
import { addOrderBlock, advanceOrderBlocks, newOrderBlocks } from '../smc/order-block.ts';
import type { OrderBlocks } from '../smc/order-block.ts';
import { confirmPivots, newPivots } from '../smc/pivot.ts';
import type { Pivots } from '../smc/pivot.ts';
import { adoptPivot, breakStructure, newStructure } from '../smc/structure.ts';
import type { Break, Structure } from '../smc/structure.ts';
import { newestFresh } from '../smc/zone-book.ts';

/** `pivotCandles` on either side make a pivot; `atrMeanCandles` of ATR are what is usual. */
export type ReadingParams = Readonly<{
  atrPeriod: number;
  smoothing: Smoothing;
  pivotCandles: number;
  atrMeanCandles: number;
  /** How far back beyond a break, as a share of its level, a candle may reach and still hold. */
  confirmation: Readonly<{ tolerance: number }>;
}>;

/** Everything that the closed candles of the decision timeframe say about one instrument; plain data, so a snapshot holds it. */
export type DecisionReading = {
  /** Number of the last candle read; -1 before the first. */
  t: number;
  /** Absent until `atrPeriod` candles are read. */
  atr?: number;
  averageRange: Atr;
  /** The newest values of ATR, oldest first. */
  atrs: number[];
  extremes: Extremes;
  pivots: Pivots;
  structure: Structure;
  lastBreak: (Break & Readonly<{ openAt: Ms }>) | null;
  /** Candles after that break that held beyond it, up to the first that did not. */
  held: number;
  leg: Leg | null;
  blocks: OrderBlocks;
  gaps: FairValueGaps;
};

/** Where a trade may start: an order block, else a fair value gap. */
export type FreshZone = Readonly<{
  kind: 'ob' | 'fvg';
  bottom: number;
  top: number;
  createdIdx: number;
  id: number;
}>;

export function newDecisionReading(): DecisionReading {
  return {
    t: -1,
    averageRange: newAtr(),
    atrs: [],
    extremes: newExtremes(0),
    pivots: newPivots(),
    structure: newStructure(),
    lastBreak: null,
    held: 0,
    leg: null,
    blocks: newOrderBlocks(),
    gaps: newFairValueGaps(),
  };
}

/** Design's reading: everything by close, gaps of any size. */
const rules = { breakOn: 'close', protected: true, obBreakOn: 'close', fvgMinAtr: 0, liveMax: 512 } as const;
const ignore: Emit = () => undefined;

/** Takes the next closed candle in. The order of the steps is part of their meaning (SMC definitions C.1). */
export function readDecision(reading: DecisionReading, candle: ClosedCandle, params: ReadingParams): void {
  const t = reading.t + 1;
  reading.t = t;
  const { open, high, low, close } = candle;
  const now = { t, open, high, low, close, atr: -1, atrBefore: reading.atr ?? -1 };
  const atr = advanceAtr(reading.averageRange, candle, params.atrPeriod, params.smoothing); // S0
  if (atr !== undefined) keepAtr(reading, (now.atr = atr), params.atrMeanCandles);
  hold(reading, candle, params.confirmation.tolerance);
  pushBar(reading.extremes, candle, t);
  advanceFairValueGaps(reading, now, rules, ignore); // S1
  advanceOrderBlocks(reading, now, rules, ignore);
  addFairValueGap(reading, now, rules, ignore); // S3
  readStructure(reading, candle, { now, pivotCandles: params.pivotCandles }); // S4, S5
  if (reading.leg !== null) extendLeg(reading.leg, candle); // S6
}

function keepAtr(reading: DecisionReading, atr: number, count: number): void {
  reading.atr = atr;
  reading.atrs.push(atr);
  if (reading.atrs.length > count) reading.atrs.shift();
}

/** Whether the candles since the break hold beyond it, one after another (spec 03 section 5.8). */
function hold(reading: DecisionReading, { low, high }: ClosedCandle, tolerance: number): void {
  const { lastBreak, held, t } = reading;
  if (lastBreak === null || held !== t - lastBreak.at - 1) return;
  const { dir, level } = lastBreak;
  if (dir === 1 ? low >= level * (1 - tolerance) : high <= level * (1 + tolerance)) reading.held += 1;
}

/** ATR over the mean of its newest values: how lively the market is for its own measure; undefined before there is one. */
export function atrRatioOf({ atr, atrs }: Pick<DecisionReading, 'atr' | 'atrs'>): number | undefined {
  if (atr === undefined || atrs.length === 0) return undefined;
  let sum = 0;
  for (const value of atrs) sum += value;
  return sum > 0 ? (atr * atrs.length) / sum : undefined;
}

/** A pivot that this candle confirms comes after the break: it can be broken by the next candle at the earliest. */
function readStructure(
  reading: DecisionReading,
  { openAt }: ClosedCandle,
  { now, pivotCandles }: Readonly<{ now: Now; pivotCandles: number }>,
): void {
  const { t, extremes, pivots, structure } = reading;
  for (const found of breakStructure(structure, extremes, now, rules)) {
    reading.lastBreak = { ...found, openAt };
    reading.held = 0;
    reading.leg = openLeg(found, extremes);
    addOrderBlock(reading, { ...found, scale: 'internal' }, rules, ignore);
  }
  for (const pivot of confirmPivots(pivots, extremes, t, { left: pivotCandles, right: pivotCandles })) {
    adoptPivot(structure, extremes, pivot);
  }
}

/**
 * The newest order block in the direction of the leg that is untouched, not broken, at most `maxAge` candles old and within the leg;
 * where there is none, the newest such fair value gap.
 *
 * Only the leg's origin needs a look: a zone beyond its end would be one that price has not reached.
 */
export function freshZone(reading: DecisionReading, dir: Dir, maxAge: number): FreshZone | undefined {
  const { leg } = reading;
  return leg === null || leg.dir !== dir ? undefined : zoneBeyond(reading, dir, { maxAge, origin: leg.a });
}

/** The same wherever there is no leg of that direction: a zone that does not reach back past `origin`. */
export function zoneBeyond(
  { blocks, gaps, t }: DecisionReading,
  dir: Dir,
  { maxAge, origin }: Readonly<{ maxAge: number; origin: number }>,
): FreshZone | undefined {
  const wanted = { since: t - maxAge, origin };
  const block = newestFresh(blocks.book, dir, wanted);
  const zone = block ?? newestFresh(gaps.book, dir, wanted);
  if (zone === undefined) return undefined;
  const { bottom, top, createdIdx, id } = zone;
  return { kind: block === undefined ? 'fvg' : 'ob', bottom, top, createdIdx, id };
}
