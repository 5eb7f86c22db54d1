import { flag, notBuilt, number, read, retired, share, whole } from '../key.ts';
import type { Section } from '../key.ts';

export const data: Section = {
  ws_reconnect_max_retries: notBuilt(whole(10, 'attempts', [3, 50]), 'Attempts at a stream before it counts as down.'),
  ws_reconnect_backoff_seconds: notBuilt(whole(5, 'seconds', [1, 30]), 'Pause before a stream is opened again.'),
  max_gap_seconds: retired('use strategy.gap_candles_max'),
  ohlcv_max_retries: notBuilt(whole(3, 'attempts', [1, 10]), 'Attempts at one request for candles.'),
  ohlcv_failure_disable_after: notBuilt(whole(3, 'failures', [1, 20]), 'Failures in a row that rest a series.'),
  ohlcv_symbol_cooldown_minutes: notBuilt(whole(60, 'minutes', [5, 480]), 'How long a failing series rests.'),
  max_concurrent_ohlcv: notBuilt(whole(8, 'requests', [1, 20]), 'Requests for candles that run at once.'),
  ohlcv_min_delay_ms: notBuilt(whole(200, 'ms', [50, 1000]), 'Least time between two requests for candles.'),
  allow_futures_ohlcv_fallback: retired('use exchange.use_futures_ohlcv_fallback'),
  min_healthy_coins: notBuilt(whole(30, 'coins', [1, 500]), 'Fewer coins with candles than this pause entries.'),
  min_health_ratio: notBuilt(share(0.25, [0.05, 1]), 'A smaller part of the universe with candles pauses entries.'),
  database_url: retired('set DATABASE_URL in the environment; no file holds a secret'),
};

export const dataSanity: Section = {
  max_spread_pct: notBuilt(share(0.1, [0.0001, 1]), 'A wider futures spread makes the market unfit for a decision.'),
  min_volume_24h_usd: notBuilt(number(10_000, 'USD', [0, Infinity]), 'A thinner day makes it unfit as well.'),
  min_decision_tf_candles: read(
    whole(250, 'candles', [50, 2000]),
    'Closed decision candles that a series needs before it is warm.',
  ),
  decision_tf: retired('use strategy.decision_timeframes'),
  allow_spot_fallback: notBuilt(flag(false), 'Whether the spot ticker serves where there is none of futures.'),
  degraded_after_failures: notBuilt(whole(3, 'failures', [1, 20]), 'Failures in a row that degrade a symbol.'),
  suspend_after_hours: notBuilt(whole(6, 'hours', [1, 168]), 'Hours of failing that suspend a symbol.'),
  release_after_successes: notBuilt(whole(3, 'successes', [1, 20]), 'Successes in a row that heal a symbol.'),
  probe_interval_minutes: notBuilt(whole(30, 'minutes', [5, 1440]), 'How often a suspended symbol is tried.'),
  log_cooldown_seconds: notBuilt(
    whole(1800, 'seconds', [60, 86_400]),
    'A symbol’s trouble is logged at most so often.',
  ),
  degraded_skip_ratio: notBuilt(whole(4, 'turns', [2, 20]), 'A degraded symbol is looked at once in so many turns.'),
};
