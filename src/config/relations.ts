import { assert } from '../core/assert.ts';
import { canonical, numberAt, numbersAt } from './values.ts';
import { order } from './rule.ts';
import type { Rule, Term } from './rule.ts';
import { strategyRules } from './strategy-rules.ts';
import type { Values } from './values.ts';

/** Every relation that a configuration must keep; the program does not start when one is broken. */
export const rules: readonly Rule[] = [
  order('margin-degraded-within-gate', '<=', [
    ['safety.invariants.degraded_margin_utilization_pct'],
    'risk.auction_max_margin_util',
    'the monitor must notice margin before the gate runs out of it',
  ]),
  order('margin-gate-within-halt', '<', [
    ['risk.auction_max_margin_util'],
    'safety.invariants.max_margin_utilization_pct',
    'using all that the gate admits must not halt trading',
  ]),
  order('margin-halt-before-all', '<', [
    ['safety.invariants.max_margin_utilization_pct'],
    1,
    'a halt at all of the margin comes with the liquidation',
  ]),
  order('margin-aggregate-above-gate', '<=', [
    ['risk.auction_max_margin_util'],
    'risk.max_aggregate_margin_pct_equity',
    'both bound the margin of all positions; lower auction_max_margin_util instead',
  ]),
  order('positions-gate-within-degraded', '<=', [
    ['risk.auction_max_positions'],
    'safety.invariants.degraded_concurrent_positions',
    'full use is normal',
  ]),
  order('positions-degraded-within-halt', '<=', [
    ['safety.invariants.degraded_concurrent_positions'],
    'safety.invariants.max_concurrent_positions',
    'entries must stop before trading halts',
  ]),
  order('drawdown-degraded-before-halt', '<', [
    ['safety.invariants.degraded_equity_drawdown_pct'],
    'safety.invariants.max_equity_drawdown_pct',
    'entries must stop before trading halts',
  ]),
  order('daily-loss-before-drawdown-halt', '<', [
    ['risk.daily_loss_limit_pct'],
    'safety.invariants.max_equity_drawdown_pct',
    'a bad day must end in a pause, not in a halt',
  ]),
  order('target-leverage-within-max', '<=', [
    ['risk.target_leverage'],
    'risk.max_leverage',
    'max_leverage bounds every other leverage',
  ]),
  ...(['A', 'B', 'C'] as const).map((tier) =>
    order(`tier-${tier.toLowerCase()}-leverage-within-max`, '<=', [
      [`liquidity_filters.tier_configs.${tier}.max_leverage`],
      'risk.max_leverage',
      'max_leverage bounds every other leverage',
    ]),
  ),
  order('trade-margin-within-position', '<=', [
    ['risk.risk_per_trade_pct'],
    'risk.max_single_position_margin_pct_equity',
    'an entry of the usual size must pass its own gate',
  ]),
  order('trade-loss-within-degraded', '<=', [
    ['risk.max_loss_per_trade_pct_equity'],
    'risk.degraded_loss_per_trade_pct_equity',
    'a trade of the admitted size must not stop entries',
  ]),
  order('position-min-within-max', '<=', [
    ['risk.min_position_notional_usd'],
    'risk.max_position_size_usd',
    'some size must be left to trade',
  ]),
  order('parts-within-whole', '<=', [parts('multi_tp'), 1, 'no more can close than was entered']),
  order('parts-tight-smc-within-whole', '<=', [
    parts('multi_tp.regime_runner_overrides.tight_smc'),
    1,
    'no more can close than was entered',
  ]),
  order('parts-wide-structure-within-whole', '<=', [
    parts('multi_tp.regime_runner_overrides.wide_structure'),
    1,
    'no more can close than was entered',
  ]),
  order('parts-consolidation-within-whole', '<=', [
    parts('multi_tp.regime_runner_overrides.consolidation'),
    1,
    'no more can close than was entered',
  ]),
  order('tp1-before-tp2', '<', [
    ['multi_tp.tp1_r_multiple'],
    'multi_tp.tp2_r_multiple',
    'take-profits are named nearest first',
  ]),
  ...tierOrder('a', ['liquidity_filters.tier_configs.A', 'liquidity_filters.tier_configs.B']),
  ...tierOrder('b', ['liquidity_filters.tier_configs.B', 'liquidity_filters']),
  order('hydration-15m-within-retention', '<=', [
    ['data.hydration_15m_days'],
    'data.retention_15m_days',
    'what is asked for at every start must be kept',
  ]),
  order('hydration-1h-within-retention', '<=', [
    ['data.hydration_1h_days'],
    'data.retention_1h_days',
    'what is asked for at every start must be kept',
  ]),
  order('hydration-4h-within-retention', '<=', [
    ['data.hydration_4h_days'],
    'data.retention_4h_days',
    'what is asked for at every start must be kept',
  ]),
  order('first-rest-within-rest', '<=', [
    ['data.ohlcv_first_cooldown_minutes'],
    'data.ohlcv_symbol_cooldown_minutes',
    'a rest grows up to its bound',
  ]),
  order('hydration-15m-within-1h', '<=', [
    ['data.hydration_15m_days'],
    'data.hydration_1h_days',
    'the history of a longer timeframe reaches further back',
  ]),
  order('hydration-1h-within-4h', '<=', [
    ['data.hydration_1h_days'],
    'data.hydration_4h_days',
    'the history of a longer timeframe reaches further back',
  ]),
  order('hydration-4h-within-1d', '<=', [
    ['data.hydration_4h_days'],
    'data.hydration_1d_days',
    'the history of a longer timeframe reaches further back',
  ]),
  order('reserve-within-rate', '<=', [
    ['exchange.protective_reserve_share', 0.1],
    'exchange.rate_limit_share',
    'entries and questions need the rest',
  ]),
  ...strategyRules,
];

/** What a tier asks for is at least what the one below it does. */
function tierOrder(tier: string, [better, worse]: readonly [better: string, worse: string]): readonly Rule[] {
  const why = 'a better tier asks for more';
  return [
    order(`tier-${tier}-volume-above-next`, '<=', [
      [`${worse}.min_futures_volume_usd_24h`],
      `${better}.min_futures_volume_usd_24h`,
      why,
    ]),
    order(`tier-${tier}-spread-below-next`, '<=', [
      [`${better}.max_futures_spread_pct`],
      `${worse}.max_futures_spread_pct`,
      why,
    ]),
  ];
}

function parts(prefix: string): readonly string[] {
  return ['tp1_close_pct', 'tp2_close_pct', 'runner_pct'].map((key) => `${prefix}.${key}`);
}

/** A broken rule: one sentence with the names and values of all keys that it is about. */
export type Contradiction = Readonly<{ rule: string; keys: readonly string[]; sentence: string }>;

/** Every rule that the values break. */
export function contradictions(values: Values): readonly Contradiction[] {
  return rules.flatMap((rule) => {
    const broken = brokenBy(rule, values);
    if (broken === undefined) return [];
    return [{ rule: rule.name, keys: keysOf(rule), sentence: `${broken}: ${rule.why} (${rule.name}).` }];
  });
}

function brokenBy(rule: Rule, values: Values): string | undefined {
  if (rule.type === 'order') return orderBroken(rule, values);
  return rule.type === 'among' ? amongBroken(rule, values) : stepsBroken(rule, values);
}

function keysOf(rule: Rule): readonly string[] {
  if (rule.type === 'among') return [rule.key];
  if (rule.type === 'steps') return [rule.bounds, rule.points];
  return [...rule.left, rule.right].filter((term) => typeof term === 'string');
}

function orderBroken(rule: Extract<Rule, { type: 'order' }>, values: Values): string | undefined {
  const left = sum(rule.left.map((term) => valueOf(values, term)));
  const right = valueOf(values, rule.right);
  if (rule.is === '<' ? left < right : left <= right) return undefined;
  const subject = rule.left.map((term) => named(values, term)).join(' plus ');
  return `${subject} must be ${rule.is === '<' ? 'below' : 'at most'} ${named(values, rule.right)}`;
}

function amongBroken(rule: Extract<Rule, { type: 'among' }>, values: Values): string | undefined {
  const value = values[rule.key];
  assert(value !== undefined, `${rule.key} has a value`);
  const known = rule.of.map((item) => canonical(item));
  if (known.includes(canonical(value))) return undefined;
  return `${rule.key} (${canonical(value)}) must be ${known.join(' or ')}`;
}

function stepsBroken(rule: Extract<Rule, { type: 'steps' }>, values: Values): string | undefined {
  const [bounds, points] = [numbersAt(values, rule.bounds), numbersAt(values, rule.points)];
  const sign = rule.go === 'up' ? 1 : -1;
  const isSorted = bounds.every((bound, n) => n === 0 || sign * bound > sign * (bounds[n - 1] ?? 0));
  if (isSorted && bounds.length === points.length) return undefined;
  const [left, right] = [rule.bounds, rule.points].map((key) => `${key} (${canonical(values[key] ?? null)})`);
  return `${left} must go ${rule.go} and be as long as ${right}`;
}

function valueOf(values: Values, term: Term): number {
  return typeof term === 'number' ? term : numberAt(values, term);
}

function named(values: Values, term: Term): string {
  return typeof term === 'number' ? String(term) : `${term} (${numberAt(values, term)})`;
}

/** Binary dust (0.1 + 0.2) is not a contradiction. */
function sum(terms: readonly number[]): number {
  return Number(terms.reduce((total, term) => total + term, 0).toFixed(10));
}

/** What an operator should know about values that are in order: one line each. */
export function remarks(values: Values): readonly string[] {
  const [aggregate, gate] = ['risk.max_aggregate_margin_pct_equity', 'risk.auction_max_margin_util'] as const;
  return numberAt(values, aggregate) > numberAt(values, gate)
    ? [`${named(values, aggregate)} cannot bind below ${named(values, gate)}.`]
    : [];
}
