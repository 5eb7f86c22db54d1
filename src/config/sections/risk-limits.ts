import { choice, flag, notBuilt, number, read, retired, share, whole } from '../key.ts';
import type { Section } from '../key.ts';

/** How large one trade may be. */
export const sizing: Section = {
  risk_per_trade_pct: read(
    share(0.03, [0.0001, 0.05]),
    'Margin of one entry over equity; times leverage it is the notional that sizing starts from.',
  ),
  max_loss_per_trade_pct_equity: read(
    share(0.01, [0.0001, 0.05]),
    'Most of equity that one trade may lose at its stop, costs included; the smaller size wins.',
  ),
  degraded_loss_per_trade_pct_equity: read(
    share(0.02, [0.0001, 0.2]),
    'The same loss of an open trade that stops entries: slippage may carry it past the size’s bound.',
  ),
  target_leverage: read(number(7, 'times', [1, 10]), 'Leverage that sizing assumes, where the tier allows it.'),
  max_leverage: read(number(10, 'times', [1, 10]), 'Bound of every other leverage; checked at start.'),
  max_position_size_usd: read(number(100_000, 'USD', [1000, 1_000_000]), 'Largest position of any tier, in notional.'),
  min_position_notional_usd: read(number(10, 'USD', [1, 10_000]), 'A smaller position is not worth its dust.'),
  available_margin_share: read(share(0.95, [0.1, 1]), 'Part of the free margin that one entry may take.'),
  sizing_method: notBuilt(
    choice('leverage_based', ['leverage_based', 'fixed', 'kelly', 'volatility', 'kelly_volatility']),
    'The formula of the size, before the maximum loss caps it.',
  ),
  kelly_win_prob: notBuilt(share(0.55, [0.1, 0.9]), 'Chance of a win that Kelly sizing assumes.'),
  kelly_win_loss_ratio: notBuilt(number(2, 'times', [1, Infinity]), 'Win over loss that Kelly sizing assumes.'),
  kelly_max_fraction: notBuilt(share(0.3, [0.01, 1]), 'Most of equity that Kelly sizing risks.'),
  max_risk_per_trade_entry_pct: notBuilt(share(0.03, [0.001, 0.1]), 'Most of equity that a Kelly entry risks.'),
  vol_sizing_atr_threshold_high: notBuilt(number(1.5, 'times', [1, Infinity]), 'ATR over its mean that is high.'),
  vol_sizing_atr_threshold_low: notBuilt(number(0.5, 'times', [0, 1]), 'ATR over its mean that is low.'),
  vol_sizing_high_vol_penalty: notBuilt(share(0.3, [0, 0.9]), 'What high volatility takes off a size.'),
  vol_sizing_low_vol_boost: notBuilt(share(0.2, [0, 0.5]), 'What low volatility adds to a size.'),
};

/** How much may be held at once; the gate keeps these, the monitor watches safety.invariants. */
export const limits: Section = {
  auction_max_positions: read(whole(8, 'positions', [1, 100]), 'Positions that the gate admits.'),
  auction_max_margin_util: read(share(0.9, [0.5, 0.95]), 'Used margin over equity that the gate admits.'),
  max_single_position_margin_pct_equity: read(
    share(0.25, [0.05, 0.5]),
    'Margin of one position over equity, at the gate and after it.',
  ),
  max_aggregate_margin_pct_equity: read(
    share(2, [0.5, 5]),
    'Margin of all positions over equity; kept for its name, auction_max_margin_util binds first.',
  ),
  daily_loss_limit_pct: read(share(0.05, [0.01, 0.1]), 'Loss of a UTC day over its first equity that stops entries.'),
  limit_drift_pct: read(share(0.05, [0, 0.5]), 'How far price alone may carry a limit past its gate.'),
  min_liquidation_buffer_pct: notBuilt(share(0.35, [0.3, 0.5]), 'Least distance of mark to liquidation at entry.'),
  max_concurrent_positions: retired('use safety.invariants.max_concurrent_positions'),
  replacement_enabled: retired('the auction decides what is held'),
};

export const auction: Section = {
  auction_mode_enabled: notBuilt(flag(true), 'Whether signals compete before they are sized.'),
  auction_round_ms: read(whole(1000, 'ms', [0, 60_000]), 'How long signals gather before they are ranked.'),
  auction_max_per_symbol: read(whole(1, 'positions', [1, 5]), 'Positions on one base.'),
  auction_max_new_opens_per_cycle: read(whole(5, 'entries', [1, 20]), 'Entries of one round.'),
  auction_entry_cost: read(number(2, 'points', [0, 10]), 'What a new signal’s score is lowered by.'),
  auction_exit_cost: notBuilt(number(2, 'points', [0, 10]), 'What an open position’s value is lowered by.'),
  auction_max_per_cluster: notBuilt(whole(8, 'positions', [1, 50]), 'Positions of one regime and setup.'),
  auction_swap_threshold: notBuilt(number(10, 'points', [0, 50]), 'Lead that a signal needs to replace a position.'),
  auction_min_hold_minutes: notBuilt(whole(15, 'minutes', [0, 60]), 'A younger position is not replaced.'),
  auction_max_trades_per_cycle: notBuilt(whole(5, 'trades', [1, 20]), 'Replacements of one round.'),
  auction_max_closes_per_cycle: notBuilt(whole(5, 'closes', [1, 20]), 'Positions that one round may close.'),
  auction_partial_close_cooldown_seconds: notBuilt(
    whole(0, 'seconds', [0, 300]),
    'Pause of entries after a take-profit; 0 is none.',
  ),
  target_margin_util_min: notBuilt(share(0.7, [0.5, 0.9]), 'Margin use below which sizes may be raised.'),
  utilisation_boost_max_factor: notBuilt(number(2, 'times', [1, 3]), 'Most that a size may be raised by.'),
};
