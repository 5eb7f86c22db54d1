import type { Market, Reading } from '../market/market.ts';
import type { Leg } from '../smc/leg.ts';
import type { ClosedCandle } from '../market/candle.ts';
import type { Ms, Side } from '../units.ts';
import type { DecisionReading, FreshZone } from './decision-reading.ts';
import type { Levels } from './levels.ts';
import type { Score } from './score.ts';
import type { DecisionTimeframe, SignalSettings, StrategyName } from './signal-settings.ts';
import type { GateCode, Setup } from './signal.ts';

/** What is looked at: one market, at the close of a 15m candle, and what the rest of the system says about entering it. */
export type Question = Readonly<{
  market: Market;
  /** Close of the newest 15m candle: the price that we would enter at. */
  price: number;
  at: Ms;
  settings: SignalSettings;
  /** Why the registry left it out, where it did. */
  rejection?: string;
  /** A position or an unresolved order on the same base. */
  occupied: boolean;
  /** Why entries are blocked altogether, if they are. */
  blocked?: string | undefined;
}>;

/** What the gates have found so far; each one adds what it established for those behind it. */
export type Findings = {
  /** The closed candles of the timeframe that decides. */
  readonly view: DecisionReading;
  readonly timeframe: DecisionTimeframe;
  side?: Side;
  structure?: NonNullable<DecisionReading['lastBreak']>;
  leg?: Leg;
  zone?: FreshZone;
  setup?: Setup;
  regime?: 'tight_smc' | 'wide_structure';
  adx?: number;
  /** What the score counts, where setup and structure do not say. */
  ingredients?: Readonly<{ orderBlock: boolean; fairValueGap: boolean; structureBreak: boolean }>;
  /** Where a zone would be entered, whatever the price. */
  edge?: number;
  inOte?: boolean;
  nearFib?: boolean;
  /** Confirmed anew off its zone, by tolerance only. */
  tolerant?: boolean;
  /** Multiplier of ATR that the stop lies beyond structure, widened or not. */
  stopAtr?: number;
  levels?: Levels;
  costBps?: number;
  score?: Score;
  /** Which structure this is: it is traded once. */
  structureAt?: Ms;
};

/** What a gate measured, and what it asked for. */
export type Check = Readonly<{ value: number | string; threshold: number | string }>;

/**
 * `passes` is the way of every decision and makes no text; `shows` is for those who want to know, and is asked after it.
 * A gate behind one that failed may lack what it needs; it then does not pass, and shows that.
 */
export type Gate = Readonly<{
  code: GateCode;
  asks: string;
  /** Whether these settings ask it at all; absent where all do. */
  when?: (settings: SignalSettings) => boolean;
  passes: (question: Question, found: Findings) => boolean;
  shows: (question: Question, found: Findings) => Check;
}>;

/** Closed candles that must have been read before anything is decided. */
export type WarmUp = Readonly<{ '1d': number; decision: number; '1h': number }>;

/**
 * A strategy: what it reads from closed candles, in order and once each, and what it asks before it signals. It is pure;
 * all that it remembers is in the reading of the market, so another one can stand in its place.
 */
export type Strategy = Readonly<{
  name: StrategyName;
  /** Rises whenever the same candles lead to another decision. */
  version: number;
  /** That of the structure which decides. */
  timeframe: DecisionTimeframe;
  warmUp: (settings: SignalSettings) => WarmUp;
  /** What its closed candles say; undefined before the first. */
  view: (reading: Reading) => DecisionReading | undefined;
  /** Takes a closed candle in, after the readings that all strategies share; absent where those are enough. */
  read?: (reading: Reading, candle: ClosedCandle, settings: SignalSettings) => void;
  gates: readonly Gate[];
}>;

/** What a gate shows that lacks what it needs. */
export const unknown = (threshold: number | string): Check => ({ value: 'unknown', threshold });
