import { order } from './rule.ts';
import type { Rule } from './rule.ts';

/** What must hold between the values that make a signal. */
export const strategyRules: readonly Rule[] = [
  order('stop-min-within-max', '<=', [
    ['strategy.tight_smc_atr_stop_min'],
    'strategy.tight_smc_atr_stop_max',
    'the stop lies between the two',
  ]),
  order('wide-stop-min-within-max', '<=', [
    ['strategy.wide_structure_atr_stop_min'],
    'strategy.wide_structure_atr_stop_max',
    'the stop lies between the two',
  ]),
  order('ote-from-before-to', '<', [['strategy.ote_from'], 'strategy.ote_to', 'the entry zone has a width']),
  order('predecessor-ote-from-before-to', '<', [
    ['strategy.predecessor_ote_from'],
    'strategy.predecessor_ote_to',
    'the entry zone has a width',
  ]),
  order('zone-tolerance-within-max', '<=', [
    ['strategy.entry_zone_tolerance_pct'],
    'strategy.zone_tolerance_pct_max',
    'the bound would cut the tolerance itself',
  ]),
  order('stop-widening-within-max', '<=', [
    ['strategy.stop_widen_factor'],
    'strategy.stop_widen_max_factor',
    'the bound would cut the first widening',
  ]),
  {
    name: 'adx-steps-belong-together',
    type: 'steps',
    bounds: 'strategy.score_adx_from',
    points: 'strategy.score_adx_points',
    go: 'down',
    why: 'each bound has its points, the strongest trend first',
  },
  {
    name: 'cost-steps-belong-together',
    type: 'steps',
    bounds: 'strategy.score_cost_to_bps',
    points: 'strategy.score_cost_points',
    go: 'up',
    why: 'each bound has its points, the cheapest trade first',
  },
  {
    name: 'decision-timeframes-known',
    type: 'among',
    key: 'strategy.decision_timeframes',
    of: [['4h'], ['4h', '1h'], ['1h']],
    why: 'structure is read on closed candles of 4h, of 1h beside them, or of 1h for comparison',
  },
];
