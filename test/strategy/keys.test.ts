import { expect, it } from 'vitest';
import { liveKeys } from '../../src/config/schema.ts';
import type { Json } from '../../src/config/key.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import { rng } from '../../src/runtime/rng.ts';
import { opensAt, quarterHourMs } from '../support/candles.ts';
import { candleOf, decisionsOver, drawn, settingsWith } from '../support/decisions.ts';
import type { Keys } from '../support/decisions.ts';

/** So short that a hundred days are enough, and so lenient that there is much to refuse. */
const common: Keys = { ema_period: 50, adx_threshold: 20 };
const wide: Keys = { require_zone: false };
const change: Keys = { require_ms_change_confirmation: true };
const second: Keys = { skip_reconfirmation_in_trends: false, ote_gate: 'off', min_score_tight_smc_aligned: 50 };
const old: Keys = { reading: 'predecessor', min_score_tight_smc_aligned: 40 };
const breakout: Keys = { momentum_enabled: true };
/** Hourly structures, wide ones and the bias alone: signals all day. */
const eager: Keys = {
  decision_timeframes: ['4h', '1h'],
  require_zone: false,
  require_break: false,
  min_score_wide_structure_aligned: 30,
  min_score_tight_smc_aligned: 30,
};
const oneLoss: Keys = { ...eager, symbol_loss_threshold: 2, signal_cooldown_hours: 0, symbol_loss_lookback_hours: 72 };
const stopped: Keys = { stop_widen_threshold: 1, stop_widen_lookback_hours: 72, signal_cooldown_hours: 0 };

/** Every key of the strategy with another value than the shipped one, and what else must be set for it to matter. */
const flips: Readonly<Record<string, readonly [value: Json, among?: Keys]>> = {
  decision_timeframes: [['4h', '1h']],
  ema_period: [100],
  ema_neutral_zone_bps: [100, eager],
  adx_period: [20],
  adx_threshold: [30],
  atr_period: [30],
  smoothing: ['wilder'],
  pivot_candles: [3],
  orderblock_lookback: [20],
  gap_candles_max: [1],
  require_zone: [false],
  require_break: [false],
  entry_zone_tolerance_pct: [0.005],
  entry_zone_tolerance_adaptive: [false],
  entry_zone_tolerance_atr_mult: [1],
  zone_tolerance_pct_max: [0.02],
  ote_gate: ['off'],
  ote_from: [0.5],
  ote_to: [0.9],
  key_fibs: [[0.3, 0.45]],
  fib_proximity_bps: [100],
  tight_smc_atr_stop_min: [0.3],
  tight_smc_atr_stop_max: [0.9],
  wide_structure_atr_stop_min: [0.3, wide],
  wide_structure_atr_stop_max: [1.5, wide],
  wide_structure_swing_candles: [5, wide],
  wide_structure_min_rr_multiple: [4, wide],
  target_candles: [10],
  target_candidates_max: [1],
  max_entry_spread_pct: [0.0001, { min_score_tight_smc_aligned: 40 }],
  signal_cooldown_hours: [0, eager],
  require_ms_change_confirmation: [true],
  require_bos_confirmation: [true],
  bos_confirmation_candles: [10, { require_bos_confirmation: true }],
  ms_confirmation_candles: [5, change],
  ms_confirmation_candles_high_vol: [5, { ...change, atr_confirmation_threshold_high: 1 }],
  min_confirmation_candles: [10, { ...change, atr_confirmation_threshold_low: 1 }],
  confirmation_tolerance_pct: [0.05, { require_bos_confirmation: true }],
  adaptive_enabled: [false, { ...change, atr_confirmation_threshold_high: 1, ms_confirmation_candles_high_vol: 5 }],
  atr_mean_candles: [200, { ...change, atr_confirmation_threshold_high: 1, ms_confirmation_candles_high_vol: 5 }],
  atr_confirmation_threshold_high: [1, { ...change, ms_confirmation_candles_high_vol: 5 }],
  atr_confirmation_threshold_low: [1, { ...change, min_confirmation_candles: 10 }],
  skip_reconfirmation_in_trends: [false],
  reconfirmation_candles: [96, second],
  entry_zone_tolerance_score_penalty: [-15, second],
  rsi_divergence_enabled: [true, eager],
  rsi_divergence_lookback: [60, { ...eager, rsi_divergence_enabled: true }],
  rsi_period: [7, { ...eager, rsi_divergence_enabled: true }],
  min_score_tight_smc_aligned: [80],
  min_score_wide_structure_aligned: [40, wide],
  score_order_block: [0],
  score_fair_value_gap: [0],
  score_structure_break: [0],
  score_ote: [0],
  score_key_fib: [0],
  score_bias_aligned: [10],
  score_adx_from: [[90, 80, 70, 60]],
  score_adx_points: [[9, 8, 7, 6]],
  score_cost_to_bps: [[1, 2, 3, 50]],
  score_cost_points: [[2, 2, 2, 2]],
  score_freshness: [10],
  stop_widen_enabled: [false, stopped],
  stop_widen_lookback_hours: [6, stopped],
  stop_widen_threshold: [5, stopped],
  stop_widen_factor: [1.1, stopped],
  stop_widen_increment: [0.5, { ...stopped, stop_widen_max_factor: 3 }],
  stop_widen_max_factor: [1.6, stopped],
  symbol_loss_cooldown_enabled: [false, oneLoss],
  symbol_loss_lookback_hours: [6, oneLoss],
  symbol_loss_threshold: [10, oneLoss],
  symbol_loss_cooldown_hours: [48, oneLoss],
  reading: ['predecessor'],
  predecessor_displacement_mult: [3, old],
  predecessor_typical_candles: [80, old],
  predecessor_bos_before_candles: [40, old],
  predecessor_swing_candles: [12, { reading: 'predecessor', require_zone: false, adx_threshold: 10 }],
  predecessor_fib_candles: [40, old],
  predecessor_ote_from: [0.3, old],
  predecessor_ote_to: [0.95, old],
  predecessor_fibs: [[0.45, 0.55], old],
  momentum_enabled: [true],
  momentum_lookback: [60, breakout],
  momentum_atr_stop: [4, breakout],
  momentum_min_score: [55, breakout],
};

/** A hole of nine hours, for the gap that is one or is none. */
const candles = drawn({ seed: 3, base: 'BTC', price: 20_000, decimals: 1, days: 150 }).filter(
  (_, n) => n < 9000 || n > 9036,
);
const quote = [20_000, 20_100] as const;

/** A market that goes nowhere, in which the predecessor's trend turns from one side to the other at once: it seldom does. */
const choppy = choppyCandles();

const seriesOf: Readonly<Record<string, readonly Candle[]>> = { predecessor_swing_candles: choppy };

const known = new Map<string, readonly string[]>();
function decided(key: string, keys: Keys): readonly string[] {
  const isQuoted = key === 'max_entry_spread_pct';
  const series = seriesOf[key] ?? candles;
  const name = JSON.stringify([keys, isQuoted, series.length]);
  const found = known.get(name) ?? decisionsOver(series, settingsWith(keys), isQuoted ? quote : undefined);
  known.set(name, found);
  return found;
}

function choppyCandles(): readonly Candle[] {
  const luck = rng(11);
  let last = 100;
  return Array.from({ length: 150 * 96 }, (_, n) => {
    const open = last;
    last = Number((open + (100 - open) * 0.02 + (luck.next() - 0.5) * 2).toFixed(2));
    const [high, low] = [Math.max(open, last) + 0.1, Math.min(open, last) - 0.1];
    return candleOf({ time: opensAt + n * quarterHourMs, open, high, low, close: last, volume: 1 });
  });
}

it('every key of the strategy has a flip', () => {
  const keys = [...liveKeys].flatMap(([path]) =>
    path.startsWith('strategy.') ? [path.slice('strategy.'.length)] : [],
  );
  expect(Object.keys(flips).toSorted()).toEqual(keys.toSorted());
});

it.each(Object.entries(flips))('%s changes a decision', (key, [value, among = {}]) => {
  const base = { ...common, ...among };
  const [before, after] = [decided(key, base), decided(key, { ...base, [key]: value })];
  expect(after.filter((decision, n) => decision !== before[n]).length).toBeGreaterThan(0);
});
