import type { Base, InstrumentId, Ms, Side } from '../units.ts';
import type { Regime } from '../settings.ts';
import type { Score } from './score.ts';

/** Why nothing was signalled: the first gate that said no. */
export type GateCode =
  | 'NOT_IN_UNIVERSE'
  | 'NOT_TRADABLE'
  | 'DATA_MISSING'
  | 'DATA_UNFIT'
  | 'BIAS_NEUTRAL'
  | '4H_STRUCTURE_REQUIRED'
  | 'ZONE_REQUIRED'
  | 'ADX_TOO_LOW'
  | 'ZONE_NOT_REACHED'
  | 'FIB_GATE'
  | 'STOP_INVALID'
  | 'RR_TOO_LOW'
  | 'SCORE_BELOW_THRESHOLD'
  | 'STRUCTURE_TRADED'
  | 'SIGNAL_COOLDOWN'
  | 'POSITION_EXISTS'
  | 'ENTRIES_BLOCKED';

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
  setup: 'ob' | 'fvg';
  /** A zone gives a tight stop; that is the only kind that the gates let through. */
  regime: Regime;
  /** One structure is traded once: the moment of its break. */
  structureAt: Ms;
  score: Score;
  /** One line for a person: the numbers that decided. */
  reason: string;
}>;
