import { choice, flag, notBuilt, number, numbers, read, retired, share, texts, whole } from '../key.ts';
import type { Section } from '../key.ts';

/** What makes a signal, gate by gate. */
export const signal: Section = {
  decision_timeframes: read(texts(['4h']), 'The timeframe that decides; locked to 4h.'),
  reading: notBuilt(
    choice('definitions', ['definitions', 'predecessor']),
    'Whether structure is read by our definitions, or as the predecessor did, for comparison.',
  ),
  ema_period: read(whole(200, 'candles', [50, 300]), 'EMA of the daily candles that gives the bias.'),
  ema_neutral_zone_bps: read(number(10, 'bps', [0, 100]), 'A close nearer to the EMA than this has no bias.'),
  adx_period: read(whole(14, 'candles', [7, 30]), 'ADX of the trend filter.'),
  adx_threshold: read(number(25, 'ADX', [10, 40]), 'A weaker trend gives no signal.'),
  atr_period: read(whole(14, 'candles', [7, 30]), 'ATR of stops and tolerances.'),
  pivot_candles: read(whole(5, 'candles', [2, 50]), 'Candles on each side that a swing point must stand out from.'),
  orderblock_lookback: read(whole(50, 'candles', [20, 200]), 'A zone older than this is stale.'),
  gap_candles_max: read(whole(4, 'candles', [1, 50]), 'After a longer gap there are no entries until warm again.'),
  entry_zone_tolerance_pct: read(share(0.02, [0.005, 0.05]), 'How far from its zone price may be at entry.'),
  entry_zone_tolerance_adaptive: read(flag(true), 'Whether that distance grows with ATR.'),
  entry_zone_tolerance_atr_mult: read(number(0.3, 'ATR', [0.1, 1]), 'What ATR adds to that distance.'),
  zone_tolerance_pct_max: read(share(0.05, [0.005, 0.2]), 'Bound of that distance.'),
  ote_from: read(number(0.618, 'retracement', [0, 1]), 'Where the optimal trade entry begins on the leg.'),
  ote_to: read(number(0.786, 'retracement', [0, 1]), 'Where it ends.'),
  key_fibs: read(numbers([0.382, 0.5, 0.618, 0.786], 'retracement', [0, 1]), 'Levels that pass the gate as well.'),
  fib_proximity_bps: read(number(20, 'bps', [0, 100]), 'How near to such a level counts.'),
  tight_smc_atr_stop_min: read(number(0.15, 'ATR', [0.05, 1]), 'Stop beyond a tight structure, at least.'),
  tight_smc_atr_stop_max: read(number(0.3, 'ATR', [0.05, 1]), 'At most; the mean of the two is used.'),
  min_score_tight_smc_aligned: read(number(65, 'points', [0, 100]), 'Least score of a tight_smc signal.'),
  signal_cooldown_hours: read(number(4, 'hours', [0, 72]), 'Rest of an instrument after its signal.'),
};

/** What comes with the wide regime, divergence, adaptive confirmation and learning from losses. */
export const later: Section = {
  wide_structure_atr_stop_min: notBuilt(number(0.5, 'ATR', [0.2, 2]), 'Stop beyond a wide structure, at least.'),
  wide_structure_atr_stop_max: notBuilt(number(0.6, 'ATR', [0.2, 2]), 'At most; the mean of the two is used.'),
  min_score_wide_structure_aligned: notBuilt(number(60, 'points', [0, 100]), 'Least score of a wide signal.'),
  entry_zone_tolerance_score_penalty: notBuilt(number(-5, 'points', [-15, 0]), 'What entering off the zone costs.'),
  rsi_period: notBuilt(whole(14, 'candles', [7, 30]), 'RSI of the divergence.'),
  rsi_divergence_enabled: notBuilt(flag(false), 'Whether an opposing divergence is reported.'),
  rsi_divergence_lookback: notBuilt(whole(20, 'candles', [5, 200]), 'How far back it is looked for.'),
  bos_confirmation_candles: notBuilt(whole(3, 'candles', [1, 10]), 'Candles of a break, predecessor’s reading.'),
  require_bos_confirmation: notBuilt(flag(false), 'Whether that reading needs a break of structure.'),
  require_ms_change_confirmation: notBuilt(flag(false), 'Whether it needs a change of character.'),
  ms_confirmation_candles: notBuilt(whole(1, 'candles', [1, 5]), 'Candles that must hold beyond such a change.'),
  ms_confirmation_candles_high_vol: notBuilt(whole(2, 'candles', [1, 5]), 'The same while volatility is high.'),
  min_confirmation_candles: notBuilt(whole(2, 'candles', [1, 10]), 'The same while volatility is low.'),
  skip_reconfirmation_in_trends: notBuilt(flag(true), 'Whether that reading enters without a second look.'),
  adaptive_enabled: notBuilt(flag(true), 'Whether confirmation follows volatility.'),
  atr_confirmation_threshold_high: notBuilt(number(1.5, 'times', [1, Infinity]), 'ATR over its mean that is high.'),
  atr_confirmation_threshold_low: notBuilt(number(0.5, 'times', [0, 1]), 'ATR over its mean that is low.'),
  stop_widen_enabled: notBuilt(flag(true), 'Whether stop-outs widen the next stop.'),
  stop_widen_lookback_hours: notBuilt(whole(24, 'hours', [6, 72]), 'How far back stop-outs count.'),
  stop_widen_threshold: notBuilt(whole(2, 'stop-outs', [1, 5]), 'How many it takes.'),
  stop_widen_factor: notBuilt(number(1.5, 'times', [1.1, 2.5]), 'The first widening.'),
  stop_widen_increment: notBuilt(number(0.25, 'times', [0.1, 0.5]), 'What each further stop-out adds.'),
  stop_widen_max_factor: notBuilt(number(2, 'times', [1.5, 3]), 'The widest.'),
  symbol_loss_cooldown_enabled: notBuilt(flag(true), 'Whether losses rest an instrument.'),
  symbol_loss_lookback_hours: notBuilt(whole(24, 'hours', [6, 72]), 'How far back losses count.'),
  symbol_loss_threshold: notBuilt(whole(3, 'losses', [2, 10]), 'How many it takes.'),
  symbol_loss_cooldown_hours: notBuilt(whole(12, 'hours', [4, 48]), 'How long it rests.'),
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
