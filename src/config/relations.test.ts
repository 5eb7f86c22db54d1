import { describe, expect, it } from 'vitest';
import { contradictions, remarks, rules } from './relations.ts';
import { liveKeys } from './schema.ts';
import type { Json } from './key.ts';

const shipped: Readonly<Record<string, Json>> = Object.fromEntries(
  [...liveKeys].map(([path, { shape }]) => [path, shape.shipped]),
);

/** For every rule, values that break it and no other. */
const broken: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'margin-degraded-within-gate': { 'safety.invariants.degraded_margin_utilization_pct': 0.91 },
  'margin-gate-within-halt': { 'risk.auction_max_margin_util': 0.92 },
  'margin-halt-before-all': { 'safety.invariants.max_margin_utilization_pct': 1 },
  'margin-aggregate-above-gate': { 'risk.max_aggregate_margin_pct_equity': 0.5 },
  'positions-gate-within-degraded': { 'risk.auction_max_positions': 9 },
  'positions-degraded-within-halt': { 'safety.invariants.degraded_concurrent_positions': 11 },
  'drawdown-degraded-before-halt': { 'safety.invariants.degraded_equity_drawdown_pct': 0.15 },
  'daily-loss-before-drawdown-halt': { 'risk.daily_loss_limit_pct': 0.15 },
  'target-leverage-within-max': {
    'risk.max_leverage': 5,
    'risk.target_leverage': 6,
    'liquidity_filters.tier_configs.A.max_leverage': 5,
  },
  'tier-a-leverage-within-max': { 'risk.max_leverage': 9 },
  'tier-b-leverage-within-max': {
    'risk.max_leverage': 8,
    'liquidity_filters.tier_configs.A.max_leverage': 8,
    'liquidity_filters.tier_configs.B.max_leverage': 9,
  },
  'tier-c-leverage-within-max': {
    'risk.max_leverage': 8,
    'liquidity_filters.tier_configs.A.max_leverage': 8,
    'liquidity_filters.tier_configs.C.max_leverage': 9,
  },
  'trade-margin-within-position': {
    'risk.risk_per_trade_pct': 0.05,
    'risk.max_single_position_margin_pct_equity': 0.04,
  },
  'trade-loss-within-degraded': { 'risk.max_loss_per_trade_pct_equity': 0.03 },
  'position-min-within-max': { 'risk.min_position_notional_usd': 2000, 'risk.max_position_size_usd': 1000 },
  'parts-within-whole': { 'multi_tp.tp1_close_pct': 0.5 },
  'parts-tight-smc-within-whole': { 'multi_tp.regime_runner_overrides.tight_smc.tp2_close_pct': 0.45 },
  'parts-wide-structure-within-whole': {
    'multi_tp.regime_runner_overrides.wide_structure.tp2_close_pct': 0.4,
  },
  'parts-consolidation-within-whole': {
    'multi_tp.regime_runner_overrides.consolidation.tp2_close_pct': 0.45,
  },
  'tp1-before-tp2': { 'multi_tp.tp1_r_multiple': 2.5 },
  'stop-min-within-max': { 'strategy.tight_smc_atr_stop_min': 0.31 },
  'ote-from-before-to': { 'strategy.ote_from': 0.786 },
  'predecessor-ote-from-before-to': { 'strategy.predecessor_ote_from': 0.79 },
  'zone-tolerance-within-max': { 'strategy.zone_tolerance_pct_max': 0.01 },
  'tier-a-volume-above-next': { 'liquidity_filters.tier_configs.A.min_futures_volume_usd_24h': 400_000 },
  'tier-a-spread-below-next': { 'liquidity_filters.tier_configs.A.max_futures_spread_pct': 0.003 },
  'tier-b-volume-above-next': { 'liquidity_filters.tier_configs.B.min_futures_volume_usd_24h': 100_000 },
  'tier-b-spread-below-next': { 'liquidity_filters.tier_configs.B.max_futures_spread_pct': 0.006 },
  'hydration-15m-within-retention': { 'data.retention_15m_days': 13 },
  'hydration-1h-within-retention': { 'data.retention_1h_days': 59 },
  'hydration-4h-within-retention': { 'data.retention_4h_days': 179 },
  'first-rest-within-rest': { 'data.ohlcv_first_cooldown_minutes': 61 },
  'hydration-15m-within-1h': { 'data.hydration_1h_days': 13 },
  'hydration-1h-within-4h': { 'data.hydration_4h_days': 59 },
  'hydration-4h-within-1d': { 'data.hydration_1d_days': 179 },
  'reserve-within-rate': { 'exchange.protective_reserve_share': 0.76 },
  'wide-stop-min-within-max': { 'strategy.wide_structure_atr_stop_min': 0.61 },
  'stop-widening-within-max': { 'strategy.stop_widen_factor': 2.1 },
  'adx-steps-belong-together': { 'strategy.score_adx_points': [15, 12, 10] },
  'cost-steps-belong-together': { 'strategy.score_cost_to_bps': [10, 30, 20, 50] },
  'decision-timeframes-known': { 'strategy.decision_timeframes': ['1h', '4h'] },
};

describe('the relations between values', () => {
  it('hold as shipped', () => {
    expect(contradictions(shipped)).toEqual([]);
  });

  it.each(rules)('$name is broken by name, alone, and names its keys and values', (rule) => {
    const values = { ...shipped, ...broken[rule.name] };
    const found = contradictions(values);
    expect(found.map((contradiction) => contradiction.rule)).toEqual([rule.name]);
    for (const { keys, sentence } of found) {
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(sentence).toContain(`${key} (${JSON.stringify(values[key])})`);
      expect(sentence).toContain(rule.why);
    }
  });

  it('say it in one sentence', () => {
    const [first] = contradictions({ ...shipped, 'risk.auction_max_margin_util': 0.95 });
    expect(first?.sentence).toBe(
      'risk.auction_max_margin_util (0.95) must be below safety.invariants.max_margin_utilization_pct (0.92): ' +
        'using all that the gate admits must not halt trading (margin-gate-within-halt).',
    );
  });

  it('remark on the limit that cannot bind, and only then', () => {
    expect(remarks(shipped)).toHaveLength(1);
    expect(remarks({ ...shipped, 'risk.max_aggregate_margin_pct_equity': 0.9 })).toEqual([]);
  });
});
