import { choice, flag, levels, notBuilt, number, numberOrNull, read, retired, share } from '../key.ts';
import type { Section } from '../key.ts';

/** The ladder of exits; `execution` says how its orders are kept at the venue. */
export const multiTp: Section = {
  enabled: notBuilt(flag(true), 'Whether a position is closed in parts.'),
  tp1_r_multiple: read(number(1, 'R', [0.5, 5]), 'Profit at which the first part closes.'),
  tp1_close_pct: read(share(0.4, [0.1, 0.6]), 'Part of the entry quantity that TP1 closes, where no regime says else.'),
  tp2_r_multiple: read(number(2.5, 'R', [1, 10]), 'Profit at which the second part closes.'),
  tp2_close_pct: read(share(0.4, [0.1, 0.6]), 'Part of the entry quantity that TP2 closes, where no regime says else.'),
  runner_pct: read(
    share(0.2, [0.05, 0.5]),
    'Part left to run; checked with the other two, what they leave is the runner.',
  ),
  move_sl_to_be_after_tp1: read(flag(true), 'Whether the stop moves to break-even once TP1 has filled.'),
  trailing_stop_enabled: read(flag(true), 'Whether the runner’s stop trails.'),
  trailing_stop_atr_multiplier: read(number(1.5, 'ATR', [1, 3]), 'Distance at which the stop trails at first.'),
  trailing_activation_atr_min: read(number(0, 'ATR', [0, 10]), 'A smaller ATR starts no trail.'),
  runner_has_fixed_tp: read(flag(false), 'Whether the runner has a take-profit of its own.'),
  runner_tp_r_multiple: read(numberOrNull('R', [1, 20]), 'Profit at which a runner with a take-profit closes.'),
  final_target_r_multiple: read(number(3, 'R', [1, 20]), 'The profit that counts as the runner’s final target.'),
  trail_min_move_pct: read(
    share(0.001, [0, 0.05]),
    'A trailing stop is not moved for less than this part of its price.',
  ),
  final_target_behavior: read(
    choice('tighten_trail', ['tighten_trail', 'close_full', 'close_partial']),
    'What happens to the runner at its final target.',
  ),
  tighten_trail_at_final_target_atr_mult: read(number(1.2, 'ATR', [0.5, 3]), 'The trail at the final target.'),
  progressive_trail_enabled: read(flag(true), 'Whether the trail tightens as profit grows.'),
  progressive_trail_levels: read(
    levels([
      { r_multiple: 3, atr_mult: 1.8 },
      { r_multiple: 5, atr_mult: 1.4 },
      { r_multiple: 8, atr_mult: 1 },
    ]),
    'The profits at which the trail tightens, and to what.',
  ),
  regime_runner_sizing_enabled: read(flag(true), 'Whether the parts follow the regime of the signal.'),
};

export const tightSmcParts: Section = {
  runner_pct: read(
    share(0.1, [0.05, 0.5]),
    'Part left to run; checked with the other two, what they leave is the runner.',
  ),
  tp1_close_pct: read(share(0.5, [0.1, 0.6]), 'Part that TP1 closes.'),
  tp2_close_pct: read(share(0.4, [0.1, 0.6]), 'Part that TP2 closes.'),
};

export const wideStructureParts: Section = {
  runner_pct: read(share(0.3, [0.05, 0.5]), 'Part left to run.'),
  tp1_close_pct: read(share(0.35, [0.1, 0.6]), 'Part that TP1 closes.'),
  tp2_close_pct: read(share(0.35, [0.1, 0.6]), 'Part that TP2 closes.'),
};

export const consolidationParts: Section = {
  runner_pct: read(share(0.1, [0.05, 0.5]), 'Part left to run.'),
  tp1_close_pct: read(share(0.5, [0.1, 0.6]), 'Part that TP1 closes.'),
  tp2_close_pct: read(share(0.4, [0.1, 0.6]), 'Part that TP2 closes.'),
};

/** Keys of the predecessor that said the same as the ladder, or nothing. */
export const executionExits: Section = {
  tp_mode: retired('take-profits are R multiples: multi_tp.tp1_r_multiple and multi_tp.tp2_r_multiple'),
  tp_splits: retired('use multi_tp.tp1_close_pct and multi_tp.tp2_close_pct'),
  rr_fallback_multiples: retired('use multi_tp.tp1_r_multiple and multi_tp.tp2_r_multiple'),
  break_even_trigger: retired('use multi_tp.move_sl_to_be_after_tp1'),
  trailing_enabled: retired('use multi_tp.trailing_stop_enabled'),
  trailing_trigger: retired('the trail starts when TP1 has filled'),
  trailing_type: retired('the trail is measured in ATR'),
  trailing_atr_period: retired('use strategy.atr_period, on the decision timeframe'),
  trailing_atr_mult: retired('use multi_tp.trailing_stop_atr_multiplier'),
  trailing_update_min_ticks: retired('it was never read; the trail only ever tightens'),
  trail_tighten_after_tp2: retired('use multi_tp.progressive_trail_levels'),
  trail_atr_mult_after_tp2: retired('use multi_tp.progressive_trail_levels'),
};
