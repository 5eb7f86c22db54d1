import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble } from './config.ts';
import { contradictions, remarks } from './relations.ts';
import { fits, keys, liveKeys, sections } from './schema.ts';
import { decisionsOf, hydrationOf } from './data-of.ts';
import { emulatorOf, settingsOf } from './settings-of.ts';
import { wireOf } from './wire-of.ts';
import { reference, referenceSuite } from '../../test/reference.ts';
import type { Json } from './key.ts';

/** Section 17 of spec/07 as names only: what an operator of the predecessor may have in a file. */
const predecessor: Readonly<Record<string, string>> = {
  system: 'name version dry_run',
  exchange:
    'name use_market_discovery discovery_refresh_hours market_discovery_cache_minutes allow_futures_only_universe ' +
    'allow_futures_only_pairs market_discovery_failure_log_cooldown_minutes spot_markets futures_markets ' +
    'spot_ohlcv_blocklist use_futures_ohlcv_fallback api_key api_secret futures_api_key futures_api_secret use_testnet ' +
    'position_size_is_notional',
  risk:
    'risk_per_trade_pct max_leverage target_leverage sizing_method kelly_win_prob kelly_win_loss_ratio ' +
    'kelly_max_fraction vol_sizing_atr_threshold_high vol_sizing_atr_threshold_low vol_sizing_high_vol_penalty ' +
    'vol_sizing_low_vol_boost max_position_size_usd max_risk_per_trade_entry_pct max_single_position_margin_pct_equity ' +
    'max_aggregate_margin_pct_equity min_liquidation_buffer_pct max_concurrent_positions replacement_enabled ' +
    'daily_loss_limit_pct auction_mode_enabled auction_max_positions auction_max_margin_util auction_max_per_cluster ' +
    'auction_max_per_symbol auction_swap_threshold auction_min_hold_minutes auction_max_trades_per_cycle ' +
    'auction_max_new_opens_per_cycle auction_max_closes_per_cycle auction_partial_close_cooldown_seconds ' +
    'auction_entry_cost auction_exit_cost target_margin_util_min utilisation_boost_max_factor loss_streak_cooldown ' +
    'loss_streak_pause_minutes loss_streak_min_loss_bps basis_max_pct basis_max_post_pct taker_fee_bps maker_fee_bps ' +
    'funding_rate_daily_bps use_live_funding_rate max_fee_funding_rr_distortion_pct rr_distortion_strict_limit_pct ' +
    'tight_stop_threshold_pct funding_cost_threshold_pct tight_smc_cost_cap_bps tight_smc_min_rr_multiple ' +
    'tight_smc_avg_hold_hours wide_structure_max_distortion_pct wide_structure_avg_hold_hours ' +
    'loss_streak_cooldown_tight loss_streak_cooldown_wide loss_streak_pause_minutes_tight ' +
    'loss_streak_pause_minutes_wide shock_guard_enabled shock_move_pct shock_range_pct basis_shock_pct ' +
    'shock_cooldown_minutes emergency_buffer_pct trim_buffer_pct shock_marketwide_count shock_marketwide_window_sec',
  strategy:
    'regime_timeframes decision_timeframes refinement_timeframes bias_timeframes execution_timeframes ema_period ' +
    'adx_period adx_threshold atr_period tight_smc_atr_stop_min tight_smc_atr_stop_max wide_structure_atr_stop_min ' +
    'wide_structure_atr_stop_max atr_multiplier_stop stop_widen_enabled stop_widen_lookback_hours stop_widen_threshold ' +
    'stop_widen_factor stop_widen_max_factor stop_widen_increment symbol_loss_cooldown_enabled ' +
    'symbol_loss_lookback_hours symbol_loss_threshold symbol_loss_cooldown_hours symbol_loss_min_pnl_pct rsi_period ' +
    'rsi_divergence_enabled orderblock_lookback ob_entry_mode ob_discount_pct fvg_min_size_pct bos_confirmation_candles ' +
    'require_bos_confirmation fvg_mitigation_mode fvg_partial_fill_pct ema_neutral_zone_bps min_score_tight_smc_aligned ' +
    'min_score_tight_smc_neutral min_score_wide_structure_aligned min_score_wide_structure_neutral fib_proximity_bps ' +
    'require_ms_change_confirmation ms_confirmation_candles ms_confirmation_candles_high_vol ms_reconfirmation_candles ' +
    'adaptive_enabled atr_confirmation_threshold_high atr_confirmation_threshold_low base_confirmation_candles ' +
    'max_confirmation_candles min_confirmation_candles rsi_divergence_lookback abandon_ship_enabled ' +
    'time_based_exit_bars entry_zone_tolerance_pct entry_zone_tolerance_adaptive entry_zone_tolerance_atr_mult ' +
    'entry_zone_tolerance_score_penalty skip_reconfirmation_in_trends',
  assets: 'mode whitelist blacklist',
  coin_universe: 'enabled min_spot_volume_24h candidate_symbols liquidity_tiers tier_max_leverage',
  liquidity_filters:
    'min_spot_volume_usd_24h max_spread_pct min_price_usd min_futures_open_interest max_futures_spread_pct ' +
    'min_futures_volume_usd_24h max_funding_rate_abs filter_mode tier_configs',
  multi_tp:
    'enabled tp1_r_multiple tp1_close_pct tp2_r_multiple tp2_close_pct runner_pct move_sl_to_be_after_tp1 ' +
    'trailing_stop_enabled trailing_stop_atr_multiplier trailing_activation_atr_min runner_has_fixed_tp ' +
    'runner_tp_r_multiple final_target_behavior tighten_trail_at_final_target_atr_mult progressive_trail_enabled ' +
    'progressive_trail_levels regime_runner_sizing_enabled regime_runner_overrides',
  execution:
    'use_mark_price default_order_type slippage_tolerance_pct tp_mode tp_splits rr_fallback_multiples ' +
    'break_even_trigger tp_backfill_enabled tp_backfill_cooldown_minutes tp_price_tolerance min_tp_distance_pct ' +
    'max_tp_distance_pct min_tp_orders_expected min_hold_seconds require_sl_for_tp_backfill break_even_offset_ticks ' +
    'trailing_enabled trailing_trigger trailing_type trailing_atr_period trailing_atr_mult trailing_update_min_ticks ' +
    'trail_tighten_after_tp2 trail_atr_mult_after_tp2 order_timeout_seconds order_price_invalidation_pct max_retries ' +
    'retry_backoff_seconds pyramiding_enabled entry_blocklist_spot_symbols entry_blocklist_bases',
  data:
    'ws_reconnect_max_retries ws_reconnect_backoff_seconds max_gap_seconds ohlcv_max_retries ' +
    'ohlcv_failure_disable_after ohlcv_symbol_cooldown_minutes max_concurrent_ohlcv ohlcv_min_delay_ms ' +
    'allow_futures_ohlcv_fallback min_healthy_coins min_health_ratio data_sanity database_url',
  'data.data_sanity':
    'max_spread_pct min_volume_24h_usd min_decision_tf_candles decision_tf allow_spot_fallback degraded_after_failures ' +
    'suspend_after_hours release_after_successes probe_interval_minutes log_cooldown_seconds degraded_skip_ratio',
  reconciliation:
    'reconcile_enabled periodic_interval_seconds unmanaged_position_policy unmanaged_position_adopt_place_protection',
  monitoring:
    'log_level log_format alert_margin_usage_threshold_pct alert_liquidation_buffer_threshold_pct ' +
    'alert_repeated_rejections_count alert_repeated_rejections_window_seconds alert_methods slack_webhook_url ' +
    'discord_webhook_url',
  backtest: 'starting_equity assume_maker_fills slippage_bps maker_fee_bps taker_fee_bps basis_model static_basis_bps',
  paper: 'simulate_realistic_slippage simulate_fill_delays_ms',
  live: 'require_paper_success min_paper_days min_paper_trades max_paper_drawdown_pct',
  'safety.invariants':
    'max_equity_drawdown_pct degraded_equity_drawdown_pct min_equity_floor_usd max_open_notional_usd ' +
    'max_concurrent_positions degraded_concurrent_positions max_margin_utilization_pct degraded_margin_utilization_pct ' +
    'max_single_position_pct_equity max_rejected_orders_per_cycle max_api_errors_per_minute max_latency_ms',
  'safety.cycle_guard':
    'min_cycle_interval_seconds max_cycle_duration_seconds max_candle_age_seconds max_clock_skew_seconds',
};

const names = Object.entries(predecessor).flatMap(([section, words]) =>
  words.split(' ').map((word) => `${section}.${word}`),
);

const retiredKeys = [...keys].flatMap(([path, key]) => (key.status === 'retired' ? [[path, key] as const] : []));

function shipped(): Readonly<Record<string, Json>> {
  return Object.fromEntries([...liveKeys].map(([path, { shape }]) => [path, shape.shipped]));
}

describe('the table of keys', () => {
  it('knows every key of the predecessor', () => {
    expect(names.filter((name) => !keys.has(name) && !sections.has(name))).toEqual([]);
    expect(new Set(names).size).toBe(276);
  });

  it('knows the words at the top', () => {
    expect(keys.get('environment')?.status).toBe('retired');
    expect(keys.get('mode')?.status).toBe('read');
  });

  it('ships values that fit their own ranges', () => {
    const unfit = [...liveKeys].filter(([, { shape }]) => !fits(shape, shape.shipped));
    expect(unfit).toEqual([]);
  });

  it('has 246 candidates, each once', () => {
    const candidates = liveKeys.get('coin_universe.candidate_symbols')?.shape.shipped;
    expect(new Set(candidates as readonly string[]).size).toBe(246);
    expect(candidates).toHaveLength(246);
  });

  it('says a whole sentence about every key', () => {
    const meanings = [...liveKeys.values()].map(({ meaning }) => meaning);
    expect(meanings.filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).toEqual([]);
    const advice = retiredKeys.map(([, { instead }]) => instead);
    expect(advice.filter((instead) => instead === '' || instead.endsWith('.'))).toEqual([]);
  });

  it('names only keys that have a value where it retires one', () => {
    const pattern = /\b(?:risk|strategy|safety|execution|multi_tp|coin_universe|liquidity_filters|exchange)\.[\w.]+/g;
    const named = retiredKeys.flatMap(([, { instead }]) => [...instead.replace('<tier>', 'A').matchAll(pattern)]);
    expect(named.map(([name]) => name).filter((name) => !liveKeys.has(name) && !sections.has(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  it('calls exactly those keys read that something reads', () => {
    const touched = new Set<string>();
    const values = new Proxy(shipped(), {
      get(target, key: string) {
        touched.add(key);
        return target[key];
      },
    });
    settingsOf(values);
    emulatorOf(values);
    hydrationOf(values);
    decisionsOf(values);
    wireOf(values);
    contradictions(values);
    remarks(values);
    // These three are taken by assemble itself; config.test.ts sees them.
    for (const face of ['mode', 'monitoring.log_format', 'monitoring.log_level']) touched.add(face);
    // Read where the regime does not say else.
    for (const part of ['multi_tp.tp1_close_pct', 'multi_tp.tp2_close_pct']) touched.add(part);
    const read = [...liveKeys].filter(([, { status }]) => status === 'read').map(([path]) => path);
    expect([...touched].toSorted()).toEqual(read.toSorted());
  });

  it('assembles what is shipped', () => {
    const assembled = assemble({ set: new Map(), refused: new Set() });
    expect(assembled.ok && assembled.value.remarks).toEqual([
      'risk.max_aggregate_margin_pct_equity (2) cannot bind below risk.auction_max_margin_util (0.9).',
    ]);
  });
});

referenceSuite('the specification of the configuration, section 17', () => {
  it('has no word that the schema does not know', () => {
    const text = readFileSync(reference('spec', '07-safety-ops.md') ?? '', 'utf8')
      .split('\n')
      .filter((line) => /^- \*\*(?!safety\.yaml)/.test(line));
    const words = text.flatMap((line) => {
      const section = /^- \*\*([\w.]+)\*\*/.exec(line)?.[1] ?? '';
      return [...line.matchAll(/(?:: |; )`(\w+)`/g)].map(([, name = '']) => `${section}.${name}`);
    });
    expect(words.filter((word) => !names.includes(word))).toEqual([]);
    expect(text).toHaveLength(16);
  });
});
