import type {
  ConfirmationSettings,
  ScoreSettings,
  SignalSettings,
  StrategyName,
} from '../core/signal/signal-settings.ts';
import { flagAt, numberAt, numbersAt, textsAt, wordAt } from './values.ts';
import type { Values } from './values.ts';

const hourMs = 3_600_000;

/** What makes a signal, from checked values. */
export function signalOf(values: Values): SignalSettings {
  const strategy = (key: string) => numberAt(values, `strategy.${key}`);
  const flag = (key: string) => flagAt(values, `strategy.${key}`);
  const reconfirmation = {
    quarters: strategy('reconfirmation_candles'),
    penalty: strategy('entry_zone_tolerance_score_penalty'),
  };
  const divergence = { period: strategy('rsi_period'), lookback: strategy('rsi_divergence_lookback') };
  return {
    strategies: strategiesOf(values),
    emaPeriod: strategy('ema_period'),
    emaNeutralZoneBps: strategy('ema_neutral_zone_bps'),
    adxPeriod: strategy('adx_period'),
    adxThreshold: strategy('adx_threshold'),
    atrPeriod: strategy('atr_period'),
    smoothing: wordAt(values, 'strategy.smoothing', ['ema', 'wilder']),
    atrMeanCandles: strategy('atr_mean_candles'),
    pivotCandles: strategy('pivot_candles'),
    zoneAgeCandlesMax: strategy('orderblock_lookback'),
    decisionCandlesMin: numberAt(values, 'data.data_sanity.min_decision_tf_candles'),
    gapCandlesMax: strategy('gap_candles_max'),
    requireZone: flag('require_zone'),
    requireBreak: flag('require_break'),
    oteGate: wordAt(values, 'strategy.ote_gate', ['strict', 'relaxed', 'off']),
    oteFrom: strategy('ote_from'),
    oteTo: strategy('ote_to'),
    keyFibs: numbersAt(values, 'strategy.key_fibs'),
    fibProximityBps: strategy('fib_proximity_bps'),
    zoneTolerancePct: strategy('entry_zone_tolerance_pct'),
    zoneToleranceAtrMult: strategy('entry_zone_tolerance_atr_mult') * (flag('entry_zone_tolerance_adaptive') ? 1 : 0),
    zoneTolerancePctMax: strategy('zone_tolerance_pct_max'),
    stopAtrTight: meanOf(strategy('tight_smc_atr_stop_min'), strategy('tight_smc_atr_stop_max')),
    stopAtrWide: meanOf(strategy('wide_structure_atr_stop_min'), strategy('wide_structure_atr_stop_max')),
    wideSwingCandles: strategy('wide_structure_swing_candles'),
    minRrMultiple: numberAt(values, 'risk.tight_smc_min_rr_multiple'),
    minRrWide: strategy('wide_structure_min_rr_multiple'),
    targetCandles: strategy('target_candles'),
    targetsMax: strategy('target_candidates_max'),
    minScoreTightAligned: strategy('min_score_tight_smc_aligned'),
    minScoreWideAligned: strategy('min_score_wide_structure_aligned'),
    cooldownMs: Math.round(strategy('signal_cooldown_hours') * hourMs),
    ...costsOf(values),
    spreadMax: strategy('max_entry_spread_pct'),
    confirmation: confirmationOf(values),
    ...(flag('skip_reconfirmation_in_trends') ? {} : { reconfirmation }),
    ...setbacksOf(values),
    score: scoreOf(values),
    ...(flag('rsi_divergence_enabled') ? { divergence } : {}),
    ...othersOf(values),
  };
}

/** The reading on every timeframe that decides, and what is traded beside it. */
function strategiesOf(values: Values): readonly StrategyName[] {
  const reading = wordAt(values, 'strategy.reading', ['definitions', 'predecessor']);
  const readings = textsAt(values, 'strategy.decision_timeframes').map((timeframe): StrategyName =>
    timeframe === '1h' ? `${reading}_1h` : reading,
  );
  return flagAt(values, 'strategy.momentum_enabled') ? [...readings, 'momentum'] : readings;
}

function othersOf(values: Values): Pick<SignalSettings, 'predecessor' | 'momentum'> {
  const strategy = (key: string) => numberAt(values, `strategy.${key}`);
  const momentum = {
    lookbackCandles: strategy('momentum_lookback'),
    stopAtr: strategy('momentum_atr_stop'),
    minScore: strategy('momentum_min_score'),
  };
  return {
    predecessor: {
      displacementMult: strategy('predecessor_displacement_mult'),
      typicalCandles: strategy('predecessor_typical_candles'),
      bosBeforeCandles: strategy('predecessor_bos_before_candles'),
      swingCandles: strategy('predecessor_swing_candles'),
      fibCandles: strategy('predecessor_fib_candles'),
      oteFrom: strategy('predecessor_ote_from'),
      oteTo: strategy('predecessor_ote_to'),
      fibs: numbersAt(values, 'strategy.predecessor_fibs'),
    },
    ...(flagAt(values, 'strategy.momentum_enabled') ? { momentum } : {}),
  };
}

function costsOf(values: Values) {
  const holdHours = holdHoursOf(values);
  return {
    roundTripCostBps: roundTripCostBps(values, 'tight'),
    roundTripCostWideBps: roundTripCostBps(values, 'wide'),
    takerFeeBps: numberAt(values, 'risk.taker_fee_bps'),
    holdHours,
  };
}

/** A tight trade pays for eight hours at most, the time between two payments; a wide one for all of its own. */
function holdHoursOf(values: Values): SignalSettings['holdHours'] {
  const hours = (regime: string) => numberAt(values, `risk.${regime}_avg_hold_hours`);
  return { tight: Math.min(hours('tight_smc'), 8), wide: hours('wide_structure') };
}

/** In, out, and the funding of the hours that such a trade lasts. */
export function roundTripCostBps(values: Values, kind: 'tight' | 'wide'): number {
  const holdHours = holdHoursOf(values)[kind];
  const funding = numberAt(values, 'risk.funding_rate_daily_bps');
  return tenDecimals(2 * numberAt(values, 'risk.taker_fee_bps') + (funding * holdHours) / 24);
}

function confirmationOf(values: Values): ConfirmationSettings {
  const strategy = (key: string) => numberAt(values, `strategy.${key}`);
  const adaptive = {
    high: strategy('atr_confirmation_threshold_high'),
    highCandles: strategy('ms_confirmation_candles_high_vol'),
    low: strategy('atr_confirmation_threshold_low'),
    lowCandles: strategy('min_confirmation_candles'),
  };
  return {
    requireChange: flagAt(values, 'strategy.require_ms_change_confirmation'),
    requireHold: flagAt(values, 'strategy.require_bos_confirmation'),
    bosCandles: strategy('bos_confirmation_candles'),
    changeCandles: strategy('ms_confirmation_candles'),
    ...(flagAt(values, 'strategy.adaptive_enabled') ? { adaptive } : {}),
    tolerance: strategy('confirmation_tolerance_pct'),
  };
}

function setbacksOf(values: Values): Pick<SignalSettings, 'widening' | 'losses'> {
  const strategy = (key: string) => numberAt(values, `strategy.${key}`);
  const widening = {
    lookbackMs: strategy('stop_widen_lookback_hours') * hourMs,
    threshold: strategy('stop_widen_threshold'),
    factor: strategy('stop_widen_factor'),
    increment: strategy('stop_widen_increment'),
    factorMax: strategy('stop_widen_max_factor'),
  };
  const losses = {
    lookbackMs: strategy('symbol_loss_lookback_hours') * hourMs,
    threshold: strategy('symbol_loss_threshold'),
    restMs: strategy('symbol_loss_cooldown_hours') * hourMs,
  };
  return {
    ...(flagAt(values, 'strategy.stop_widen_enabled') ? { widening } : {}),
    ...(flagAt(values, 'strategy.symbol_loss_cooldown_enabled') ? { losses } : {}),
  };
}

function scoreOf(values: Values): ScoreSettings {
  const points = (key: string) => numberAt(values, `strategy.score_${key}`);
  return {
    orderBlock: points('order_block'),
    fairValueGap: points('fair_value_gap'),
    structureBreak: points('structure_break'),
    ote: points('ote'),
    keyFib: points('key_fib'),
    biasAligned: points('bias_aligned'),
    adx: stepsOf(values, 'adx_from', 'adx_points'),
    costBps: stepsOf(values, 'cost_to_bps', 'cost_points'),
    freshness: points('freshness'),
  };
}

function stepsOf(values: Values, bounds: string, points: string): ScoreSettings['adx'] {
  const given = numbersAt(values, `strategy.score_${points}`);
  return numbersAt(values, `strategy.score_${bounds}`).map((bound, n) => ({ bound, points: given[n] ?? 0 }));
}

function meanOf(a: number, b: number): number {
  return tenDecimals((a + b) / 2);
}

/** A quotient may carry binary dust (0.15 + 0.30 halves to 0.22499999999999998); the ledger keeps ten decimals. */
function tenDecimals(value: number): number {
  return Number(value.toFixed(10));
}
