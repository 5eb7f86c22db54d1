import type { Scale } from './bar.ts';
import type { DisplacementRules } from './displacement.ts';
import type { SmcEvent } from './events.ts';
import type { GapRules } from './fair-value-gap.ts';
import type { OrderBlockRules } from './order-block.ts';
import type { OteRules } from './ote.ts';
import type { PoolRules } from './pool.ts';
import type { PreviousRules } from './previous.ts';
import type { SessionRules } from './sessions.ts';
import type { StructureRules } from './structure.ts';

/** Everything that can be chosen about the analysis, in the words of SMC definitions C.1; each detector reads its own part. */
export type AnalysisParams = Readonly<{
  /** Period of Wilder's average true range. */
  atr: number;
  /** Candles left and right of a pivot. */
  scales: Readonly<Record<Scale, readonly [left: number, right: number]>>;
  poolScale: Scale;
  /** Whose legs OTE and inducement are read from. */
  rangeScale: Scale;
}> &
  DisplacementRules &
  GapRules &
  StructureRules &
  OrderBlockRules &
  PoolRules &
  OteRules &
  SessionRules &
  PreviousRules;

/** The words of the definitions and their defaults; the sessions are those that traders of currencies name, in UTC. */
export const defaultParams: AnalysisParams = {
  atr: 14,
  dispAtr: 1.5,
  dispBody: 0.6,
  fvgMinAtr: 0,
  scales: { internal: [5, 5], swing: [20, 20] },
  breakOn: 'close',
  protected: true,
  obBreakOn: 'close',
  poolScale: 'internal',
  poolAtr: 0.1,
  reclaimBars: 3,
  rangeScale: 'swing',
  ote: [0.618, 0.705, 0.786],
  liveMax: 512,
  utcOffsetMinutes: 0,
  periods: ['day', 'week', 'month'],
  sessions: [
    { name: 'sydney', from: 21 * 60, to: 6 * 60 },
    { name: 'tokyo', from: 0, to: 9 * 60 },
    { name: 'london', from: 7 * 60, to: 16 * 60 },
    { name: 'new-york', from: 13 * 60, to: 22 * 60 },
  ],
};

/** How many candles must be in before an event of a kind can be told, at the earliest: its declared warm-up. */
export function warmUpOf(type: SmcEvent['type'], params: AnalysisParams): number {
  const { atr, scales, poolScale, rangeScale, fvgMinAtr, breakOn } = params;
  const pivotOf = (scale: Scale): number => scales[scale][0] + scales[scale][1] + 1;
  const firstPivot = Math.min(pivotOf('internal'), pivotOf('swing'));
  switch (type) {
    case 'pivot':
      return firstPivot;
    // What a candle makes known can be broken or reached by the next one.
    case 'structure':
    case 'ob':
      return firstPivot + 1;
    case 'breaker':
      return firstPivot + 2;
    // The wicks of one candle can break both sides.
    case 'mss':
      return firstPivot + (breakOn === 'wick' ? 1 : 2);
    case 'fvg':
      return fvgMinAtr > 0 ? Math.max(3, atr + 1) : 3;
    case 'pool':
      return pivotOf(poolScale);
    case 'ote':
      return pivotOf(rangeScale) + 2;
    case 'idm':
      return pivotOf(rangeScale) + 1 + scales[poolScale][1] + 2;
    case 'displacement':
      return atr + 1;
    case 'session':
      return 1;
    case 'previous':
      return 2;
  }
}
