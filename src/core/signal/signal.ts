import type { Base, InstrumentId, Ms, Side } from '../units.ts';
import type { Regime } from '../settings.ts';
import type { Score } from './score.ts';

/** Why nothing was signalled: the first gate that said no. */
export type GateCode =
  | 'NOT_IN_UNIVERSE'
  | 'NOT_TRADABLE'
  | 'DATA_MISSING'
  | 'DATA_UNFIT'
  | 'BIAS_NO_DATA'
  | 'EMA_UNAVAILABLE'
  | 'BIAS_NEUTRAL'
  | '4H_STRUCTURE_REQUIRED'
  | 'ZONE_REQUIRED'
  | 'MOMENTUM_REQUIRED'
  | 'MS_CHANGE_REQUIRED'
  | 'MS_UNCONFIRMED'
  | 'MS_RECONFIRM_WAIT'
  | 'INDICATOR_UNAVAILABLE'
  | 'ADX_TOO_LOW'
  | 'ZONE_NOT_REACHED'
  | 'FIB_UNAVAILABLE'
  | 'FIB_GATE'
  | 'MS_DIRECTION_MISMATCH'
  | 'STOP_INVALID'
  | 'RR_TOO_LOW'
  | 'SCORE_BELOW_THRESHOLD'
  | 'STRUCTURE_TRADED'
  | 'SIGNAL_COOLDOWN'
  | 'SYMBOL_LOSS_COOLDOWN'
  | 'SPREAD_MAX_EXCEEDED'
  | 'POSITION_EXISTS'
  | 'ENTRIES_BLOCKED';

/** What a trade stands on: an order block, a fair value gap, a break alone, the bias alone, or a breakout. */
export type Setup = 'ob' | 'fvg' | 'bos' | 'trend' | 'momentum';

/** The kind of market that was looked at; only the first two are traded (spec 03 section 6). */
export type MarketRegime = 'tight_smc' | 'wide_structure' | 'consolidation' | 'no_4h_structure' | 'no_data';

/** A wish to trade: what, which way, where it would be wrong, and how good it is. Prices as analysed, not yet on the tick. */
export type Signal = Readonly<{
  instrument: InstrumentId;
  base: Base;
  at: Ms;
  side: Side;
  /** Last closed price: where we expect to get in. */
  entry: number;
  stop: number;
  /** The structure level that the reward is measured to. */
  objective: number;
  /** The nearest hourly swings beyond the entry, nearest first: for the report, the take-profits are multiples of R. */
  targets?: readonly number[];
  setup: Setup;
  /** A zone gives a tight stop, structure without one a wide stop. */
  regime: Regime;
  /** One structure is traded once: the moment of its break, or of its zone where there was none. */
  structureAt: Ms;
  score: Score;
  /** One line for a person: the numbers that decided. */
  reason: string;
}>;
