import type { Smoothing } from '../smc/atr.ts';

/** The strategies that there are; `_1h` reads structure on hourly candles instead of four-hourly ones. */
export type StrategyName = 'definitions' | 'definitions_1h' | 'predecessor' | 'predecessor_1h' | 'momentum';
/** Whose structure may decide. */
export type DecisionTimeframe = '4h' | '1h';

/** What makes a signal, as src/config hands it over. Names end in their unit; shares are parts of one. */
export type SignalSettings = Readonly<{
  /** In the order in which they are asked: the first that fires has the word, and the first one's refusal is the reason. */
  strategies: readonly StrategyName[];
  emaPeriod: number;
  emaNeutralZoneBps: number;
  adxPeriod: number;
  adxThreshold: number;
  atrPeriod: number;
  /** Of ADX and ATR: `ema` is what the thresholds were tuned to, `wilder` is what charts show. */
  smoothing: Smoothing;
  /** So many values of ATR are its mean, which tells a lively market from a quiet one. */
  atrMeanCandles: number;
  /** Pivot strength, in candles to each side, of the decision timeframe. */
  pivotCandles: number;
  /** A zone older than this many decision candles is stale (`orderblock_lookback`). */
  zoneAgeCandlesMax: number;
  decisionCandlesMin: number;
  /** A gap longer than this many decision candles makes the series cold again. */
  gapCandlesMax: number;
  /** Without a zone a break is traded as wide structure; without a break, a zone in the direction of the bias. */
  requireZone: boolean;
  requireBreak: boolean;
  /** `relaxed` asks for the discount half of the leg only. */
  oteGate: 'strict' | 'relaxed' | 'off';
  /** Retracement of the leg, from its far end: 0.618 and 0.786. */
  oteFrom: number;
  oteTo: number;
  keyFibs: readonly number[];
  fibProximityBps: number;
  zoneTolerancePct: number;
  zoneToleranceAtrMult: number;
  zoneTolerancePctMax: number;
  stopAtrTight: number;
  stopAtrWide: number;
  /** The extreme of so many decision candles is the structure of a trade without a zone. */
  wideSwingCandles: number;
  minRrMultiple: number;
  minRrWide: number;
  /** Swings of so many hourly candles, and at most so many of them, are offered as targets. */
  targetCandles: number;
  targetsMax: number;
  minScoreTightAligned: number;
  minScoreWideAligned: number;
  cooldownMs: number;
  /** What the cost component of the score assumes for a round trip where the market's own costs are not known, in bps of notional. */
  roundTripCostBps: number;
  roundTripCostWideBps: number;
  takerFeeBps: number;
  holdHours: Readonly<{ tight: number; wide: number }>;
  /** A wider spread refuses an entry; one that is not known does not. */
  spreadMax: number;
  confirmation: ConfirmationSettings;
  /** Absent: what is confirmed is entered at once. */
  reconfirmation?: Readonly<{ quarters: number; penalty: number }>;
  /** Absent: stop-outs change nothing. */
  widening?: WideningSettings;
  /** Absent: losses rest nobody. */
  losses?: Readonly<{ lookbackMs: number; threshold: number; restMs: number }>;
  /** Absent: an RSI that goes the other way is not told. */
  divergence?: Readonly<{ period: number; lookback: number }>;
  score: ScoreSettings;
  predecessor: PredecessorSettings;
  /** Absent: there is no momentum strategy beside the others. */
  momentum?: Readonly<{ lookbackCandles: number; stopAtr: number; minScore: number }>;
}>;

/** The predecessor's numbers, which only its reading uses (spec 03 sections 4, 5 and 9.1). */
export type PredecessorSettings = Readonly<{
  /** The candle after an order block is at least so many times the typical one, the upper median of so many. */
  displacementMult: number;
  typicalCandles: number;
  /** The candles that a break of structure is measured against. */
  bosBeforeCandles: number;
  swingCandles: number;
  fibCandles: number;
  oteFrom: number;
  oteTo: number;
  fibs: readonly number[];
}>;

/** When a break counts, for those who do not take its close alone for it. */
export type ConfirmationSettings = Readonly<{
  /** Only a change of structure is entered on, and only once it has held. */
  requireChange: boolean;
  /** A break of any kind must hold for `bosCandles`. */
  requireHold: boolean;
  bosCandles: number;
  changeCandles: number;
  /** Absent: volatility does not matter. Above `high` and below `low`, both ATR over its mean, other counts hold. */
  adaptive?: Readonly<{ high: number; highCandles: number; low: number; lowCandles: number }>;
  /** How far back beyond the break a candle may reach and still hold. */
  tolerance: number;
}>;

/** How the stops of an instrument widen after it was stopped out: multipliers of the distance beyond structure. */
export type WideningSettings = Readonly<{
  lookbackMs: number;
  threshold: number;
  factor: number;
  increment: number;
  factorMax: number;
}>;

/** Points by component. A step gives its points from (ADX) or up to (cost, in bps) its bound. */
export type ScoreSettings = Readonly<{
  orderBlock: number;
  fairValueGap: number;
  structureBreak: number;
  ote: number;
  keyFib: number;
  biasAligned: number;
  adx: readonly Readonly<{ bound: number; points: number }>[];
  costBps: readonly Readonly<{ bound: number; points: number }>[];
  /** Most that a zone that is new, and that price stands in, gains; 0 leaves the component out. */
  freshness: number;
}>;
