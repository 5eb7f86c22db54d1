import { flag, number, read, retired, share, whole } from '../key.ts';
import type { Section } from '../key.ts';

export const data: Section = {
  ws_reconnect_max_retries: read(
    whole(10, 'attempts', [3, 50]),
    'Attempts at a stream in a row before it counts as down, which is critical; it is tried on all the same.',
  ),
  ws_reconnect_backoff_seconds: read(
    whole(5, 'seconds', [1, 30]),
    'The longest pause before a lost stream is opened again, and how long one must hold to count as well.',
  ),
  max_gap_seconds: retired('use strategy.gap_candles_max'),
  ohlcv_max_retries: read(whole(3, 'attempts', [1, 10]), 'Attempts at one request for candles.'),
  ohlcv_retry_backoff_ms: read(
    whole(1000, 'ms', [0, 60_000]),
    'Pause before the second attempt; each further one is twice as long.',
  ),
  ohlcv_failure_disable_after: read(whole(3, 'failures', [1, 20]), 'Failures in a row that rest a series.'),
  ohlcv_first_cooldown_minutes: read(
    whole(5, 'minutes', [1, 480]),
    'How long a failing series rests at first; each time twice as long.',
  ),
  ohlcv_symbol_cooldown_minutes: read(whole(60, 'minutes', [5, 480]), 'How long a failing series rests at most.'),
  max_concurrent_ohlcv: read(whole(8, 'requests', [1, 20]), 'Requests for candles that run at once.'),
  ohlcv_min_delay_ms: read(whole(200, 'ms', [0, 1000]), 'Least time between two requests for candles.'),
  candles_per_request: read(
    whole(2000, 'candles', [50, 2000]),
    'What is asked for at once; a longer span is asked in pages.',
  ),
  candle_settle_seconds: read(whole(3, 'seconds', [0, 60]), 'How long after its close a candle is asked for.'),
  candle_retry_seconds: read(
    whole(30, 'seconds', [5, 900]),
    'How soon candles that were not there are asked for again, and those of a new instrument.',
  ),
  hydration_15m_days: read(whole(14, 'days', [1, 60]), 'History of 15m candles at start.'),
  hydration_1h_days: read(whole(60, 'days', [2, 365]), 'History of 1h candles at start.'),
  hydration_4h_days: read(whole(180, 'days', [10, 1000]), 'History of 4h candles at start.'),
  hydration_1d_days: read(whole(365, 'days', [60, 2000]), 'History of 1d candles at start.'),
  retention_15m_days: read(whole(30, 'days', [1, 3650]), 'How long 15m candles are kept.'),
  retention_1h_days: read(whole(90, 'days', [2, 3650]), 'How long 1h candles are kept.'),
  retention_4h_days: read(
    whole(365, 'days', [10, 3650]),
    'How long 4h candles are kept; those of 1d are kept for good.',
  ),
  allow_futures_ohlcv_fallback: retired('use exchange.use_futures_ohlcv_fallback'),
  min_healthy_coins: read(whole(30, 'coins', [1, 500]), 'Fewer coins with candles than this pause entries.'),
  min_healthy_coins_share: read(
    share(0.67, [0, 1]),
    'Of a universe too small for that count, this part is enough: one bad coin does not stop them all.',
  ),
  min_healthy_candles: read(whole(50, 'candles', [1, 2000]), 'Candles of 15m from which on a coin counts as healthy.'),
  min_health_ratio: read(share(0.25, [0.05, 1]), 'A smaller part of the universe with candles pauses entries.'),
  database_url: retired('set DATABASE_URL in the environment; no file holds a secret'),
};

export const dataSanity: Section = {
  max_spread_pct: read(share(0.1, [0.0001, 1]), 'A wider futures spread makes the market unfit for a decision.'),
  min_volume_24h_usd: read(number(10_000, 'USD', [0, Infinity]), 'A thinner day makes it unfit as well.'),
  min_decision_tf_candles: read(
    whole(250, 'candles', [50, 2000]),
    'Closed decision candles that a series needs before it is warm.',
  ),
  max_age_candles: read(whole(2, 'candles', [1, 20]), 'Spans of its timeframe that the newest candle may be old.'),
  max_age_slack_minutes: read(whole(60, 'minutes', [0, 1440]), 'Or one span and this, whichever is more.'),
  decision_tf: retired('use strategy.decision_timeframes'),
  allow_spot_fallback: read(flag(false), 'Whether the spot ticker serves where there is none of futures.'),
  degraded_after_failures: read(whole(3, 'failures', [1, 20]), 'Failures in a row that degrade a symbol.'),
  suspend_after_hours: read(whole(6, 'hours', [1, 168]), 'Hours of failing that suspend a symbol.'),
  release_after_successes: read(whole(3, 'successes', [1, 20]), 'Successes in a row that heal a symbol.'),
  probe_interval_minutes: read(whole(30, 'minutes', [5, 1440]), 'How often a suspended symbol is tried.'),
  log_cooldown_seconds: read(whole(1800, 'seconds', [60, 86_400]), 'A symbol’s trouble is logged at most so often.'),
  degraded_skip_ratio: read(whole(4, 'turns', [2, 20]), 'A degraded symbol is looked at once in so many turns.'),
};
