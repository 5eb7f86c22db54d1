import { flag, notBuilt, number, read, retired, share, whole } from '../key.ts';
import type { Section } from '../key.ts';

/** What a trade is assumed to cost before it is made. */
export const costs: Section = {
  taker_fee_bps: read(number(5, 'bps', [1, 10]), 'Fee that sizing and the score assume, on each way.'),
  maker_fee_bps: notBuilt(number(2, 'bps', [0, 5]), 'Fee of a resting order that costs assume.'),
  funding_rate_daily_bps: read(number(10, 'bps a day', [0, 50]), 'Funding that costs assume, always paid.'),
  tight_smc_avg_hold_hours: read(number(6, 'hours', [1, 24]), 'How long a tight_smc trade is assumed to last.'),
  tight_smc_min_rr_multiple: read(number(2, 'R', [1.5, 5]), 'Least reward over risk of a tight_smc trade.'),
  tight_smc_cost_cap_bps: notBuilt(
    number(25, 'bps', [10, 50]),
    'Assumed cost above which a tight_smc trade is refused.',
  ),
  tight_stop_threshold_pct: notBuilt(share(0.015, [0.005, 0.05]), 'A nearer stop is reported as tight.'),
  wide_structure_max_distortion_pct: notBuilt(share(0.15, [0.1, 0.25]), 'Assumed cost over risk of a wide trade.'),
  wide_structure_avg_hold_hours: read(number(36, 'hours', [12, 72]), 'How long a wide trade is assumed to last.'),
  basis_max_pct: notBuilt(share(0.0075, [0.001, 0.02]), 'Spot and mark further apart than this refuse an entry.'),
  basis_max_post_pct: retired('use risk.basis_max_pct, at entry'),
  use_live_funding_rate: retired('it was never read; risk.funding_rate_daily_bps is assumed'),
  max_fee_funding_rr_distortion_pct: retired('use risk.wide_structure_max_distortion_pct'),
  rr_distortion_strict_limit_pct: retired('use risk.wide_structure_max_distortion_pct'),
  funding_cost_threshold_pct: retired('it was never read; risk.funding_rate_daily_bps is part of the costs'),
};

/** When losing, or a market in shock, pauses entries. */
export const pauses: Section = {
  loss_streak_cooldown: retired('use risk.loss_streak_cooldown_tight and risk.loss_streak_cooldown_wide'),
  loss_streak_pause_minutes: retired(
    'use risk.loss_streak_pause_minutes_tight and risk.loss_streak_pause_minutes_wide',
  ),
  loss_streak_min_loss_bps: notBuilt(number(20, 'bps', [5, 100]), 'A smaller loss, of equity, does not count.'),
  loss_streak_cooldown_tight: notBuilt(whole(3, 'losses', [2, 10]), 'Losses in a row that pause, tight_smc.'),
  loss_streak_cooldown_wide: notBuilt(whole(5, 'losses', [2, 10]), 'Losses in a row that pause, wide_structure.'),
  loss_streak_pause_minutes_tight: notBuilt(whole(120, 'minutes', [30, 300]), 'How long, tight_smc.'),
  loss_streak_pause_minutes_wide: notBuilt(whole(90, 'minutes', [30, 300]), 'How long, wide_structure.'),
  shock_guard_enabled: notBuilt(flag(true), 'Whether a market in shock pauses entries.'),
  shock_move_pct: notBuilt(share(0.05, [0.01, 0.1]), 'Move of a mark within a minute that is a shock.'),
  shock_range_pct: retired('use risk.shock_move_pct'),
  basis_shock_pct: notBuilt(share(0.015, [0.005, 0.05]), 'Distance of spot and mark that is a shock.'),
  shock_cooldown_minutes: notBuilt(whole(30, 'minutes', [5, 120]), 'How long a shock pauses entries.'),
  emergency_buffer_pct: notBuilt(share(0.1, [0.05, 0.2]), 'Distance to liquidation that closes, in a shock.'),
  trim_buffer_pct: notBuilt(share(0.18, [0.1, 0.3]), 'Distance to liquidation that halves, in a shock.'),
  shock_marketwide_count: notBuilt(whole(3, 'bases', [2, 10]), 'Bases in shock that make it the market’s.'),
  shock_marketwide_window_sec: notBuilt(whole(60, 'seconds', [30, 300]), 'Time within which they are counted.'),
};
