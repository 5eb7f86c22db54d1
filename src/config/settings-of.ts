import { fixedFromNumber } from '../core/units.ts';
import { healthOf } from './data-of.ts';
import { roundTripCostBps, signalOf } from './signal-of.ts';
import { universeOf } from './universe-of.ts';
import { flagAt, levelsAt, numberAt, wordAt } from './values.ts';
import type { AuctionSettings, ExecutionSettings, ExitSettings, RiskSettings, Settings } from '../core/settings.ts';
import type { Fixed, Ratio, Usd } from '../core/units.ts';
import type { Values } from './values.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** The decision timeframe is locked to 4h (see relations.ts). */
const decisionCandleMs = 4 * hourMs;
const bpsPerWhole = 10_000;

/** The slices that the core decides by, from checked values. */
export function settingsOf(values: Values): Settings {
  return {
    signal: signalOf(values),
    risk: riskOf(values),
    auction: auctionOf(values),
    exit: exitOf(values),
    execution: executionOf(values),
    safety: { cleanMs: Math.round(numberAt(values, 'safety.clean_minutes') * minuteMs) },
    ledger: {
      toleranceUsd: usd(numberAt(values, 'reconciliation.equity_tolerance_usd')),
      postingsKept: numberAt(values, 'reconciliation.postings_kept'),
    },
    universe: universeOf(values),
    health: healthOf(values),
  };
}

function riskOf(values: Values): RiskSettings {
  const risk = (key: string) => numberAt(values, `risk.${key}`);
  const invariant = (key: string) => numberAt(values, `safety.invariants.${key}`);
  const tier = (key: string) => numberAt(values, `liquidity_filters.tier_configs.${key}`);
  return {
    riskPerTrade: ratio(risk('risk_per_trade_pct')),
    maxLossPerTrade: ratio(risk('max_loss_per_trade_pct_equity')),
    lossPerTradeDegraded: ratio(risk('degraded_loss_per_trade_pct_equity')),
    targetLeverage: ratio(risk('target_leverage')),
    tierLeverage: {
      A: ratio(tier('A.max_leverage')),
      B: ratio(tier('B.max_leverage')),
      C: ratio(tier('C.max_leverage')),
    },
    tierNotionalMax: {
      A: usd(tier('A.max_position_size_usd')),
      B: usd(tier('B.max_position_size_usd')),
      C: usd(tier('C.max_position_size_usd')),
    },
    positionNotionalMin: usd(risk('min_position_notional_usd')),
    positionNotionalMax: usd(risk('max_position_size_usd')),
    availableMarginShare: ratio(risk('available_margin_share')),
    roundTripCost: ratio(roundTripCostBps(values, 'tight') / bpsPerWhole),
    positionsGate: risk('auction_max_positions'),
    positionsDegraded: invariant('degraded_concurrent_positions'),
    positionsHalted: invariant('max_concurrent_positions'),
    positionsPerBase: risk('auction_max_per_symbol'),
    marginGate: ratio(risk('auction_max_margin_util')),
    marginDegraded: ratio(invariant('degraded_margin_utilization_pct')),
    marginHalted: ratio(invariant('max_margin_utilization_pct')),
    positionMarginMax: ratio(risk('max_single_position_margin_pct_equity')),
    openNotionalMax: usd(invariant('max_open_notional_usd')),
    drawdownDegraded: ratio(invariant('degraded_equity_drawdown_pct')),
    drawdownHalted: ratio(invariant('max_equity_drawdown_pct')),
    dailyLossMax: ratio(risk('daily_loss_limit_pct')),
    drift: ratio(risk('limit_drift_pct')),
  };
}

function auctionOf(values: Values): AuctionSettings {
  return {
    opensPerRoundMax: numberAt(values, 'risk.auction_max_new_opens_per_cycle'),
    roundMs: numberAt(values, 'risk.auction_round_ms'),
    entryCost: numberAt(values, 'risk.auction_entry_cost'),
  };
}

function exitOf(values: Values): ExitSettings {
  const byRegime = flagAt(values, 'multi_tp.regime_runner_sizing_enabled');
  const of = (regime: string) =>
    laddersOf(values, byRegime ? `multi_tp.regime_runner_overrides.${regime}` : 'multi_tp');
  return {
    targets: {
      tight_smc: of('tight_smc'),
      wide_structure: of('wide_structure'),
      consolidation: of('consolidation'),
      unknown: laddersOf(values, 'multi_tp'),
    },
    breakEvenAfterTp1: flagAt(values, 'multi_tp.move_sl_to_be_after_tp1'),
    breakEvenOffsetTicks: numberAt(values, 'execution.break_even_offset_ticks'),
    ...finalTargetOf(values),
    ...trailOf(values),
  };
}

function laddersOf(values: Values, parts: string): ExitSettings['targets']['unknown'] {
  return (['tp1', 'tp2'] as const).map((role) => ({
    role,
    r: ratio(numberAt(values, `multi_tp.${role}_r_multiple`)),
    share: ratio(numberAt(values, `${parts}.${role}_close_pct`)),
  }));
}

/** A runner with a take-profit of its own, or one that is closed, wholly or by half, at the final target. */
function finalTargetOf(values: Values): Pick<ExitSettings, 'finalTarget'> {
  const at = numberAt(values, 'multi_tp.final_target_r_multiple');
  const behaviour = wordAt(values, 'multi_tp.final_target_behavior', ['tighten_trail', 'close_full', 'close_partial']);
  const own = values['multi_tp.runner_tp_r_multiple'];
  if (flagAt(values, 'multi_tp.runner_has_fixed_tp')) {
    return { finalTarget: { r: ratio(typeof own === 'number' ? own : at), share: ratio(1) } };
  }
  if (behaviour === 'tighten_trail') return {};
  return { finalTarget: { r: ratio(at), share: ratio(behaviour === 'close_full' ? 1 : 0.5) } };
}

function trailOf(values: Values): Pick<ExitSettings, 'trail'> {
  if (!flagAt(values, 'multi_tp.trailing_stop_enabled')) return {};
  const tightens =
    wordAt(values, 'multi_tp.final_target_behavior', ['tighten_trail', 'close_full', 'close_partial']) ===
    'tighten_trail';
  const final = {
    r: numberAt(values, 'multi_tp.final_target_r_multiple'),
    atrMult: numberAt(values, 'multi_tp.tighten_trail_at_final_target_atr_mult'),
  };
  const levels = flagAt(values, 'multi_tp.progressive_trail_enabled')
    ? levelsAt(values, 'multi_tp.progressive_trail_levels')
    : [];
  return {
    trail: {
      atrMult: numberAt(values, 'multi_tp.trailing_stop_atr_multiplier'),
      atrMin: numberAt(values, 'multi_tp.trailing_activation_atr_min'),
      steps: [...levels, ...(tightens ? [final] : [])],
      moveMin: ratio(numberAt(values, 'multi_tp.trail_min_move_pct')),
    },
  };
}

function executionOf(values: Values): ExecutionSettings {
  const execution = (key: string) => numberAt(values, `execution.${key}`);
  return {
    entryTimeoutMs: Math.round(execution('order_timeout_seconds') * secondMs),
    resolveEveryMs: execution('resolve_every_ms'),
    requestLifeMs: execution('request_life_ms'),
    protectEveryMs: execution('protect_every_ms'),
    stopRefusalsMax: execution('stop_refusals_max'),
    syncWithinMs: execution('sync_within_ms'),
    syncOverlapMs: execution('sync_overlap_minutes') * minuteMs,
    candleAgeMs: numberAt(values, 'safety.cycle_guard.max_candle_age_seconds') * 1_000,
    gapMs: numberAt(values, 'strategy.gap_candles_max') * decisionCandleMs,
    takeoverStop: ratio(execution('takeover_stop_pct')),
  };
}

/** The account and the costs of the emulator. */
export type EmulatorSettings = Readonly<{
  startingEquity: Usd;
  takerFee: Ratio;
  makerFee: Ratio;
  slippage: Ratio;
  latencyMs: number;
  /** Whether positions pay and are paid what the market's rate says, every hour. */
  funding: boolean;
  /** Share of a candle's volume that it lets us take. */
  participation: number;
  /** Ended orders that it can still be asked for. */
  remembers: number;
  /** How long it goes on without Keel, in wall time. */
  lingerMs: number;
}>;

/** What paper and backtest run against. */
export function emulatorOf(values: Values): EmulatorSettings {
  const slips = flagAt(values, 'paper.simulate_realistic_slippage');
  const slippageBps = numberAt(values, 'backtest.slippage_bps');
  return {
    startingEquity: usd(numberAt(values, 'backtest.starting_equity')),
    takerFee: ratio(numberAt(values, 'backtest.taker_fee_bps') / bpsPerWhole),
    makerFee: ratio(numberAt(values, 'backtest.maker_fee_bps') / bpsPerWhole),
    slippage: ratio(slips ? slippageBps / bpsPerWhole : 0),
    latencyMs: numberAt(values, 'paper.simulate_fill_delays_ms'),
    funding: flagAt(values, 'backtest.funding'),
    participation: numberAt(values, 'paper.max_participation_pct'),
    remembers: numberAt(values, 'paper.remembered_orders'),
    lingerMs: numberAt(values, 'paper.venue_linger_seconds') * 1_000,
  };
}

function ratio(value: number): Ratio {
  return exact<Ratio>(value);
}

function usd(value: number): Usd {
  return exact<Usd>(value);
}

function exact<F extends Fixed<string>>(value: number): F {
  return fixedFromNumber<F>(tenDecimals(value));
}

/** A quotient may carry binary dust (0.15 + 0.30 halves to 0.22499999999999998); the ledger keeps ten decimals. */
function tenDecimals(value: number): number {
  return Number(value.toFixed(10));
}
