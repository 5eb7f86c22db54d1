import { choice, flag, number, numbers, read, retired, share, texts, whole } from '../key.ts';
import type { Section } from '../key.ts';

/** What makes a signal, gate by gate. */
export const signal: Section = {
  decision_timeframes: read(
    texts(['4h']),
    'The timeframes whose structure decides. 1h beside 4h gives more signals; that they pay is unproven.',
  ),
  ema_period: read(whole(200, 'candles', [50, 300]), 'EMA of the daily candles that gives the bias.'),
  ema_neutral_zone_bps: read(number(10, 'bps', [0, 100]), 'A close nearer to the EMA than this has no bias.'),
  adx_period: read(whole(14, 'candles', [7, 30]), 'ADX of the trend filter.'),
  adx_threshold: read(number(25, 'ADX', [10, 40]), 'A weaker trend gives no signal.'),
  atr_period: read(whole(14, 'candles', [7, 30]), 'ATR of stops and tolerances.'),
  smoothing: read(
    choice('ema', ['ema', 'wilder']),
    'How ADX and ATR are smoothed: ema is what every threshold was tuned to, wilder is what charts show.',
  ),
  pivot_candles: read(whole(5, 'candles', [2, 50]), 'Candles on each side that a swing point must stand out from.'),
  orderblock_lookback: read(
    whole(50, 'candles', [20, 200]),
    'A zone older than this is stale. A larger one widens the tight_smc criteria.',
  ),
  gap_candles_max: read(whole(4, 'candles', [1, 50]), 'After a longer gap there are no entries until warm again.'),
  require_zone: read(flag(true), 'Without it, a break without a zone is traded as wide_structure.'),
  require_break: read(flag(true), 'Without it, a zone in the direction of the bias is enough.'),
  entry_zone_tolerance_pct: read(
    share(0.02, [0.005, 0.05]),
    'How far from its zone price may be at entry. A larger one widens the tight_smc criteria.',
  ),
  entry_zone_tolerance_adaptive: read(flag(true), 'Whether that distance grows with ATR.'),
  entry_zone_tolerance_atr_mult: read(number(0.3, 'ATR', [0.1, 1]), 'What ATR adds to that distance.'),
  zone_tolerance_pct_max: read(share(0.05, [0.005, 0.2]), 'Bound of that distance.'),
  ote_gate: read(
    choice('strict', ['strict', 'relaxed', 'off']),
    'Where on the leg a tight entry must be: OTE or key fib, the discount half (unproven), or anywhere (unproven).',
  ),
  ote_from: read(number(0.618, 'retracement', [0, 1]), 'Where the optimal trade entry begins on the leg.'),
  ote_to: read(number(0.786, 'retracement', [0, 1]), 'Where it ends.'),
  key_fibs: read(numbers([0.382, 0.5, 0.618, 0.786], 'retracement', [0, 1]), 'Levels that pass the gate as well.'),
  fib_proximity_bps: read(number(20, 'bps', [0, 100]), 'How near to such a level counts.'),
  tight_smc_atr_stop_min: read(number(0.15, 'ATR', [0.05, 1]), 'Stop beyond a tight structure, at least.'),
  tight_smc_atr_stop_max: read(number(0.3, 'ATR', [0.05, 1]), 'At most; the mean of the two is used.'),
  wide_structure_atr_stop_min: read(number(0.5, 'ATR', [0.2, 2]), 'Stop beyond a wide structure, at least.'),
  wide_structure_atr_stop_max: read(number(0.6, 'ATR', [0.2, 2]), 'At most; the mean of the two is used.'),
  wide_structure_swing_candles: read(
    whole(20, 'candles', [5, 200]),
    'The extreme of so many decision candles is the structure of a wide trade.',
  ),
  wide_structure_min_rr_multiple: read(number(1.5, 'R', [1, 5]), 'Least reward over risk of a wide_structure trade.'),
  target_candles: read(whole(50, 'candles', [5, 500]), 'Hourly candles whose swings are offered as targets.'),
  target_candidates_max: read(whole(5, 'targets', [1, 20]), 'How many of them, nearest first.'),
  max_entry_spread_pct: read(share(0.01, [0.0001, 0.1]), 'A wider spread refuses an entry; an unknown one does not.'),
  signal_cooldown_hours: read(number(4, 'hours', [0, 72]), 'Rest of an instrument after its signal.'),
};

/** When a break counts; as shipped its close is enough. */
export const confirmation: Section = {
  require_ms_change_confirmation: read(
    flag(false),
    'Whether only a change of structure is entered on, and only once it has held.',
  ),
  require_bos_confirmation: read(flag(false), 'Whether a break must hold for bos_confirmation_candles.'),
  bos_confirmation_candles: read(whole(3, 'candles', [1, 10]), 'Closed decision candles of such a hold.'),
  ms_confirmation_candles: read(whole(1, 'candles', [1, 5]), 'Closed decision candles that confirm a change.'),
  ms_confirmation_candles_high_vol: read(whole(2, 'candles', [1, 5]), 'The same while volatility is high.'),
  min_confirmation_candles: read(whole(2, 'candles', [1, 10]), 'The same while volatility is low.'),
  confirmation_tolerance_pct: read(share(0.005, [0, 0.05]), 'How far back beyond the break such a candle may reach.'),
  adaptive_enabled: read(flag(true), 'Whether confirmation follows volatility.'),
  atr_mean_candles: read(whole(20, 'candles', [2, 200]), 'ATR over the mean of so many is what volatility is.'),
  atr_confirmation_threshold_high: read(number(1.5, 'times', [1, Infinity]), 'ATR over its mean that is high.'),
  atr_confirmation_threshold_low: read(number(0.5, 'times', [0, 1]), 'ATR over its mean that is low.'),
  skip_reconfirmation_in_trends: read(
    flag(true),
    'Whether it is entered without a second look; else 15m price must come back to the zone from beyond the break.',
  ),
  reconfirmation_candles: read(whole(10, 'candles', [3, 96]), 'Candles of 15m that the second look goes back.'),
  entry_zone_tolerance_score_penalty: read(
    number(-5, 'points', [-15, 0]),
    'What an entry that passes the second look off its zone costs.',
  ),
};

/** What a signal is worth: points by component, and the least of them. */
export const scoring: Section = {
  min_score_tight_smc_aligned: read(number(65, 'points', [0, 100]), 'Least score of a tight_smc signal.'),
  min_score_wide_structure_aligned: read(number(60, 'points', [0, 100]), 'Least score of a wide_structure signal.'),
  score_order_block: read(number(10, 'points', [0, 100]), 'Points of an order block (smc).'),
  score_fair_value_gap: read(number(8, 'points', [0, 100]), 'Points of a fair value gap (smc).'),
  score_structure_break: read(number(7, 'points', [0, 100]), 'Points of a break of structure (smc).'),
  score_ote: read(number(15, 'points', [0, 100]), 'Points of an entry in the OTE (fib).'),
  score_key_fib: read(number(10, 'points', [0, 100]), 'Points of an entry at a key fib (fib).'),
  score_bias_aligned: read(number(20, 'points', [0, 100]), 'Points of the direction of the bias (htf).'),
  score_adx_from: read(
    numbers([40, 30, 25, 20], 'ADX', [0, 100]),
    'From where on a trend has points (adx), strongest first.',
  ),
  score_adx_points: read(numbers([15, 12, 10, 7], 'points', [0, 100]), 'How many each of these steps has.'),
  score_cost_to_bps: read(
    numbers([10, 20, 30, 50], 'bps', [0, 1000]),
    'Up to where a round trip has points (cost), cheapest first.',
  ),
  score_cost_points: read(numbers([20, 15, 10, 5], 'points', [0, 100]), 'How many each of these steps has.'),
  score_freshness: read(
    number(0, 'points', [0, 50]),
    'Points of a new zone that price stands in (freshness); 0 leaves the component out.',
  ),
};

/** What is told, and decides nothing. */
export const reports: Section = {
  rsi_divergence_enabled: read(
    flag(false),
    'Whether an RSI of 1h that diverges against a signal is told in its reason.',
  ),
  rsi_divergence_lookback: read(whole(20, 'candles', [6, 200]), 'How far back it is looked for.'),
  rsi_period: read(whole(14, 'candles', [7, 30]), 'RSI of the divergence.'),
};

/** What is learnt from losing. */
export const setbacks: Section = {
  stop_widen_enabled: read(flag(true), 'Whether stop-outs widen the next stop of an instrument.'),
  stop_widen_lookback_hours: read(whole(24, 'hours', [6, 72]), 'How far back stop-outs count.'),
  stop_widen_threshold: read(whole(2, 'stop-outs', [1, 5]), 'How many it takes.'),
  stop_widen_factor: read(number(1.5, 'times', [1.1, 2.5]), 'The first widening.'),
  stop_widen_increment: read(number(0.25, 'times', [0.1, 0.5]), 'What each further stop-out adds.'),
  stop_widen_max_factor: read(number(2, 'times', [1.5, 3]), 'The widest.'),
  symbol_loss_cooldown_enabled: read(flag(true), 'Whether losses rest an instrument.'),
  symbol_loss_lookback_hours: read(whole(24, 'hours', [6, 72]), 'How far back losses count.'),
  symbol_loss_threshold: read(whole(3, 'losses', [2, 10]), 'How many it takes.'),
  symbol_loss_cooldown_hours: read(whole(12, 'hours', [4, 48]), 'How long it rests.'),
};

/** What another strategy reads, for comparison or beside the first. */
export const others: Section = {
  reading: read(
    choice('definitions', ['definitions', 'predecessor']),
    'Whether structure is read by our definitions, or as the predecessor did, for comparison.',
  ),
  predecessor_displacement_mult: read(
    number(1.5, 'times', [1, 5]),
    'Range of the candle after an order block over the typical one, predecessor’s reading.',
  ),
  predecessor_typical_candles: read(whole(20, 'candles', [5, 100]), 'Candles whose median range is typical, there.'),
  predecessor_bos_before_candles: read(whole(7, 'candles', [2, 50]), 'Candles that a break outdoes, there.'),
  predecessor_swing_candles: read(whole(20, 'candles', [10, 100]), 'Candles whose swings are the trend, there.'),
  predecessor_fib_candles: read(whole(100, 'candles', [20, 500]), 'Candles whose range the fibs measure, there.'),
  predecessor_ote_from: read(number(0.705, 'of the range', [0, 1]), 'Where its OTE begins, measured from the low.'),
  predecessor_ote_to: read(number(0.79, 'of the range', [0, 1]), 'Where it ends.'),
  predecessor_fibs: read(
    numbers([0.236, 0.382, 0.5, 0.618, 0.786, 1.272, 1.618], 'of the range', [0, 3]),
    'Levels that pass its gate as well.',
  ),
  momentum_enabled: read(flag(false), 'Whether breakouts are traded beside SMC; that they pay is unproven.'),
  momentum_lookback: read(whole(20, 'candles', [5, 200]), 'Decision candles that a breakout outdoes.'),
  momentum_atr_stop: read(number(2, 'ATR', [0.5, 5]), 'Stop of a breakout, from the price.'),
  momentum_min_score: read(
    number(45, 'points', [0, 100]),
    'Least score of a breakout, which has no points of a zone or a fib.',
  ),
};

const dead = 'it was never read';
const zone = 'price must be at the zone to enter: strategy.entry_zone_tolerance_pct';

export const gone: Section = {
  regime_timeframes: retired(dead),
  refinement_timeframes: retired(dead),
  bias_timeframes: retired(dead),
  execution_timeframes: retired(dead),
  atr_multiplier_stop: retired('use strategy.tight_smc_atr_stop_min and strategy.tight_smc_atr_stop_max'),
  ob_entry_mode: retired(zone),
  ob_discount_pct: retired(zone),
  fvg_min_size_pct: retired('a fair value gap is what our definitions say, of any size'),
  fvg_mitigation_mode: retired('a fair value gap is mitigated as our definitions say'),
  fvg_partial_fill_pct: retired('a fair value gap is mitigated as our definitions say'),
  min_score_tight_smc_neutral: retired('a neutral bias stops before the score'),
  min_score_wide_structure_neutral: retired('a neutral bias stops before the score'),
  ms_reconfirmation_candles: retired(dead),
  base_confirmation_candles: retired('use strategy.ms_confirmation_candles'),
  max_confirmation_candles: retired('use strategy.ms_confirmation_candles_high_vol'),
  abandon_ship_enabled: retired('it was never read; the stop ends a trade that fails'),
  time_based_exit_bars: retired('it was never read; there is no exit by time'),
  symbol_loss_min_pnl_pct: retired('it was never read; every losing trade counts'),
};
