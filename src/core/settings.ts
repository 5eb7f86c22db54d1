import type { Ratio, Usd } from './units.ts';
import type { Tier } from './market/instrument.ts';
import type { TargetRole } from './order/order.ts';
import type { SignalSettings } from './signal/signal-settings.ts';

/**
 * The values that the core decides by, one slice per room, as src/config hands them over: checked, complete, frozen.
 * Nothing in the core has a default of its own. Names end in their unit; ratios are exact.
 */
export type RiskSettings = Readonly<{
  riskPerTrade: Ratio;
  /** Loss at the stop, costs included, as a share of equity. */
  maxLossPerTrade: Ratio;
  /** Where the monitor calls the same loss a breach (`risk.degraded_loss_per_trade_pct_equity`, shipped 0.02). */
  lossPerTradeDegraded: Ratio;
  targetLeverage: Ratio;
  tierLeverage: Readonly<Record<Tier, Ratio>>;
  tierNotionalMax: Readonly<Record<Tier, Usd>>;
  positionNotionalMin: Usd;
  positionNotionalMax: Usd;
  availableMarginShare: Ratio;
  roundTripCost: Ratio;
  /** The bounds of the limits, by the key that sets them; core/risk/limits.ts says what each one measures. */
  positionsGate: number;
  positionsDegraded: number;
  positionsHalted: number;
  positionsPerBase: number;
  marginGate: Ratio;
  marginDegraded: Ratio;
  marginHalted: Ratio;
  positionMarginMax: Ratio;
  openNotionalMax: Usd;
  drawdownDegraded: Ratio;
  drawdownHalted: Ratio;
  dailyLossMax: Ratio;
  /** How far price alone may carry a drifting limit past its gate before it is a breach. */
  drift: Ratio;
}>;

export type AuctionSettings = Readonly<{ opensPerRoundMax: number; roundMs: number; entryCost: number }>;

/** How the runner's stop follows the price; distances in ATR of the decision timeframe. */
export type TrailSettings = Readonly<{
  atrMult: number;
  /** A smaller ATR starts no trail. */
  atrMin: number;
  /** From these profits in R on the distance is at most this: it never widens again. */
  steps: readonly Readonly<{ r: number; atrMult: number }>[];
  /** A stop is not moved for less than this share of its price. */
  moveMin: Ratio;
}>;

/** What kind of market a position was entered in; `unknown` where it was found at the venue. */
export type Regime = 'tight_smc' | 'wide_structure' | 'consolidation' | 'unknown';

export type ExitSettings = Readonly<{
  /** Reward in R and share of the entry quantity, nearest first; what is left is the runner. */
  targets: Readonly<Record<Regime, readonly Readonly<{ role: TargetRole; r: Ratio; share: Ratio }>[]>>;
  /** Where a take-profit closes a share of the runner too; absent where the runner has none. */
  finalTarget?: Readonly<{ r: Ratio; share: Ratio }>;
  trail?: TrailSettings;
  breakEvenAfterTp1: boolean;
  breakEvenOffsetTicks: number;
}>;

export type ExecutionSettings = Readonly<{
  entryTimeoutMs: number;
  resolveEveryMs: number;
  /** A request may still arrive this long after it was sent; before that an absent order is not proven dead. */
  requestLifeMs: number;
  protectEveryMs: number;
  /** Refusals of a stop, by the venue, after which the position itself is closed. */
  stopRefusalsMax: number;
  syncWithinMs: number;
  /** How far back of the oldest open position fills are asked for (`execution.sync_overlap_minutes`, shipped 60). */
  syncOverlapMs: number;
  /** A candle that arrives later than this after its close is read, but nothing is entered on it. */
  candleAgeMs: number;
  /** A market without a price for longer than this is a gap. */
  gapMs: number;
  takeoverStop: Ratio;
}>;

/** Who may be traded, and at which tier; spreads and shares as parts of one. */
export type UniverseSettings = Readonly<{
  /** Bases of tier A whatever their volume. */
  pinned: readonly string[];
  /** Without filters what is wanted is traded, whatever its liquidity. */
  filters: boolean;
  candidates: readonly string[] | 'all';
  /** Fiat and stablecoins. */
  disallowed: readonly string[];
  blocked: readonly string[];
  /** `where-any`: only if the venue lists any spot market at all. */
  spotNeeded: 'always' | 'where-any' | 'never';
  volumeUsdMin: number;
  spreadMax: number;
  /** Absent: the futures market alone decides. */
  spotGates?: Readonly<{ volumeUsdMin: number; spreadMax: number; priceMin: number }>;
  tiers: Readonly<Record<'A' | 'B', Readonly<{ volumeUsdMin: number; spreadMax: number }>>>;
  /** Reported, never gates: the venue misreports both. */
  openInterestMin: number;
  fundingMax: number;
  /** A discovery of more than `shrinkFrom` contracts that loses more than `shrinkMax` of them is not believed. */
  shrinkFrom: number;
  shrinkMax: number;
  refreshMs: number;
  retryMs: number;
  /** A failing lookup is told at most this often. */
  failureQuietMs: number;
}>;

/** When the data of an instrument, or of the market, is not to be believed; shares as parts of one. */
export type HealthSettings = Readonly<{
  /** Stage A, the ticker: a wider spread or a thinner day is no market. */
  spreadMax: number;
  volumeUsdMin: number;
  /** The spot ticker serves where there is none of futures. */
  spotFallback: boolean;
  /** Stage B, the series: the newest candle of a timeframe may be so many spans old, or one span and this slack. */
  ageCandlesMax: number;
  ageSlackMs: number;
  degradedAfterFailures: number;
  suspendAfterMs: number;
  releaseAfterSuccesses: number;
  probeEveryMs: number;
  skipRatio: number;
  /** The same trouble is told at most this often. */
  quietMs: number;
  /** An instrument counts as healthy from so many 15m candles on. */
  quartersMin: number;
  /** So many healthy instruments, and this share of the universe, or nothing is entered at all. */
  healthyMin: number;
  healthyShareMin: number;
  /** Of a universe too small for `healthyMin`, this share is enough. */
  healthyMinShare: number;
}>;

/** How closely our books are held to the venue's. */
export type LedgerSettings = Readonly<{
  /** A larger difference in cash is told and corrected. */
  toleranceUsd: Usd;
  /** How many postings are remembered by their id. */
  postingsKept: number;
}>;

export type SafetySettings = Readonly<{ cleanMs: number }>;

export type Settings = Readonly<{
  signal: SignalSettings;
  risk: RiskSettings;
  auction: AuctionSettings;
  exit: ExitSettings;
  execution: ExecutionSettings;
  safety: SafetySettings;
  ledger: LedgerSettings;
  universe: UniverseSettings;
  health: HealthSettings;
}>;
