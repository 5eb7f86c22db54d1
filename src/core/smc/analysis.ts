/**
 * Everything that is read from the closed candles of one series, candle by candle: `newAnalysis(params)`, then `advance(analysis, candle,
 * emit)` for each. What happens is told through `emit`, once and in the order of the schedule (SMC definitions C.1); what stands, a caller
 * reads from the state (`rangeOf`, the zone books, the pools). The state is plain data: a copy of it, through JSON too, goes on alike.
 */
import { advanceAtr, newAtr } from './atr.ts';
import type { Atr } from './atr.ts';
import type { Now, Scale } from './bar.ts';
import type { TimedBar } from './detector.ts';
import { advanceDisplacement, newDisplacement } from './displacement.ts';
import type { Displacement } from './displacement.ts';
import type { Emit } from './events.ts';
import { newExtremes, pushBar } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { addFairValueGap, advanceFairValueGaps, newFairValueGaps } from './fair-value-gap.ts';
import type { FairValueGaps } from './fair-value-gap.ts';
import { advanceInducement, newInducement, offerInducement, searchInducement } from './inducement.ts';
import type { Inducement } from './inducement.ts';
import { extendLeg, openLeg, positionIn } from './leg.ts';
import type { Leg } from './leg.ts';
import { confirmShift, readShift } from './mss.ts';
import type { MarketStructureShift } from './mss.ts';
import { addOrderBlock, advanceOrderBlocks, newOrderBlocks } from './order-block.ts';
import type { OrderBlocks } from './order-block.ts';
import { advanceOte, armOte, newOte } from './ote.ts';
import type { Ote } from './ote.ts';
import type { AnalysisParams } from './params.ts';
import { confirmPivots, newPivots } from './pivot.ts';
import type { Pivots, Reach } from './pivot.ts';
import { addToPools, advancePools, newPools } from './pool.ts';
import type { Pools } from './pool.ts';
import { advancePrevious, newPrevious } from './previous.ts';
import type { Previous } from './previous.ts';
import { advanceSessions, newSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import { adoptPivot, breakStructure, newStructure } from './structure.ts';
import type { Structure } from './structure.ts';

/** What is read at one scale. */
export type ScaleReading = {
  readonly scale: Scale;
  readonly reach: Reach;
  pivots: Pivots;
  structure: Structure;
  leg: Leg | null;
  waiting: MarketStructureShift | null;
};

export type Analysis = {
  readonly params: AnalysisParams;
  now: Now;
  openAt: number;
  averageRange: Atr;
  extremes: Extremes;
  internal: ScaleReading;
  swing: ScaleReading;
  displacement: Displacement;
  gaps: FairValueGaps;
  blocks: OrderBlocks;
  pools: Pools;
  ote: Ote;
  inducement: Inducement;
  sessions: Sessions;
  previous: Previous;
};

export function newAnalysis(params: AnalysisParams): Analysis {
  return {
    params,
    now: { t: -1, open: 0, high: 0, low: 0, close: 0, atr: -1, atrBefore: -1 },
    openAt: 0,
    averageRange: newAtr(),
    extremes: newExtremes(Math.max(spanOf(params.scales.internal), spanOf(params.scales.swing))),
    internal: newScale('internal', params),
    swing: newScale('swing', params),
    displacement: newDisplacement(),
    gaps: newFairValueGaps(),
    blocks: newOrderBlocks(),
    pools: newPools(),
    ote: newOte(),
    inducement: newInducement(),
    sessions: newSessions(params),
    previous: newPrevious(params),
  };
}

function spanOf([left, right]: readonly [number, number]): number {
  return left + right + 2;
}

function newScale(scale: Scale, { scales }: AnalysisParams): ScaleReading {
  const [left, right] = scales[scale];
  return { scale, reach: { left, right }, pivots: newPivots(), structure: newStructure(), leg: null, waiting: null };
}

/** Takes the next closed candle in: O(1) on average, and without allocating where nothing happens. */
export function advance(analysis: Analysis, candle: TimedBar, emit: Emit): void {
  const { now, params, internal, swing } = analysis;
  begin(analysis, candle); // S0
  advanceFairValueGaps(analysis, now, params, emit); // S1
  advanceOrderBlocks(analysis, now, params, emit);
  advancePools(analysis, now, params, emit);
  const { leg } = analysis[params.rangeScale];
  if (leg !== null) advanceOte(analysis.ote, leg, now, { rules: params, emit });
  advanceInducement(analysis, now, params, emit);
  advanceSessions(analysis, now, params, emit);
  advancePrevious(analysis, now, params, emit);
  advanceDisplacement(analysis, now, params, emit); // S2
  addFairValueGap(analysis, now, params, emit); // S3
  readStructure(analysis, internal, emit); // S4
  readStructure(analysis, swing, emit);
  readPivots(analysis, internal, emit); // S5
  readPivots(analysis, swing, emit);
  if (internal.leg !== null) extendLeg(internal.leg, now); // S6
  if (swing.leg !== null) extendLeg(swing.leg, now);
}

function begin(analysis: Analysis, candle: TimedBar): void {
  const { now, averageRange, params, extremes } = analysis;
  now.t += 1;
  now.open = candle.open;
  now.high = candle.high;
  now.low = candle.low;
  now.close = candle.close;
  now.atrBefore = now.atr;
  now.atr = advanceAtr(averageRange, candle, params.atr, 'wilder') ?? -1;
  analysis.openAt = candle.openAt;
  pushBar(extremes, candle, now.t);
}

function readStructure(analysis: Analysis, reading: ScaleReading, emit: Emit): void {
  const { now, params, extremes } = analysis;
  const { scale, structure } = reading;
  confirmShift(reading, analysis, now.t, emit);
  for (const found of breakStructure(structure, extremes, now, params)) {
    emit({ type: 'structure', scale, ...found });
    addOrderBlock(analysis, { ...found, scale }, params, emit);
    reading.leg = openLeg(found, extremes);
    if (scale === params.rangeScale) {
      armOte(analysis.ote, reading.leg);
      searchInducement(analysis.inducement, found);
    }
    readShift(reading, analysis, found, emit);
  }
}

function readPivots(analysis: Analysis, { scale, reach, pivots, structure }: ScaleReading, emit: Emit): void {
  const { now, params, extremes } = analysis;
  for (const pivot of confirmPivots(pivots, extremes, now.t, reach)) {
    emit({ type: 'pivot', at: now.t, scale, ...pivot });
    adoptPivot(structure, extremes, pivot);
    if (scale !== params.poolScale) continue;
    addToPools(analysis.pools, pivot, now, { rules: params, emit });
    offerInducement(analysis.inducement, pivot);
  }
}

/** The dealing range of a scale and where the newest close stands in it: 0 at the low, 1 at the high. */
export type DealingRange = Readonly<{ trend: -1 | 0 | 1; low: number; high: number; pos: number }>;

/** @returns undefined before the first break. */
export function rangeOf(analysis: Analysis, scale: Scale): DealingRange | undefined {
  const { leg, structure } = analysis[scale];
  if (leg === null) return undefined;
  const [low, high] = leg.dir === 1 ? [leg.a, leg.b] : [leg.b, leg.a];
  return { trend: structure.trend, low, high, pos: positionIn(leg, analysis.now.close) };
}
