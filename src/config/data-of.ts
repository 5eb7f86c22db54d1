import type { Timeframe } from '../core/market/candle.ts';
import type { HealthSettings } from '../core/settings.ts';
import { flagAt, numberAt } from './values.ts';
import type { Values } from './values.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** When data is not to be believed. */
export function healthOf(values: Values): HealthSettings {
  const data = (key: string) => numberAt(values, `data.${key}`);
  const sanity = (key: string) => numberAt(values, `data.data_sanity.${key}`);
  return {
    spreadMax: sanity('max_spread_pct'),
    volumeUsdMin: sanity('min_volume_24h_usd'),
    spotFallback: flagAt(values, 'data.data_sanity.allow_spot_fallback'),
    ageCandlesMax: sanity('max_age_candles'),
    ageSlackMs: sanity('max_age_slack_minutes') * minuteMs,
    degradedAfterFailures: sanity('degraded_after_failures'),
    suspendAfterMs: sanity('suspend_after_hours') * hourMs,
    releaseAfterSuccesses: sanity('release_after_successes'),
    probeEveryMs: sanity('probe_interval_minutes') * minuteMs,
    skipRatio: sanity('degraded_skip_ratio'),
    quietMs: sanity('log_cooldown_seconds') * secondMs,
    quartersMin: data('min_healthy_candles'),
    healthyMin: data('min_healthy_coins'),
    healthyShareMin: data('min_health_ratio'),
    healthyMinShare: data('min_healthy_coins_share'),
  };
}

/** How candles are asked for, and how long they are kept. */
export type HydrationSettings = Readonly<{
  windowMs: Readonly<Record<Timeframe, number>>;
  /** Absent: for good. */
  retentionMs: Readonly<Partial<Record<Timeframe, number>>>;
  pageCandles: number;
  settleMs: number;
  retryMs: number;
  concurrent: number;
  minDelayMs: number;
  attempts: number;
  backoffMs: number;
  failuresMax: number;
  firstRestMs: number;
  restMsMax: number;
}>;

/** How decisions are told and kept. */
export type DecisionSettings = Readonly<{ traceEveryMs: number; keptMs: number }>;

export function decisionsOf(values: Values): DecisionSettings {
  return {
    traceEveryMs: numberAt(values, 'monitoring.decision_trace_seconds') * 1000,
    keptMs: Math.round(numberAt(values, 'monitoring.decisions_retention_days') * dayMs),
  };
}

export function hydrationOf(values: Values): HydrationSettings {
  const data = (key: string) => numberAt(values, `data.${key}`);
  return {
    windowMs: {
      '15m': data('hydration_15m_days') * dayMs,
      '1h': data('hydration_1h_days') * dayMs,
      '4h': data('hydration_4h_days') * dayMs,
      '1d': data('hydration_1d_days') * dayMs,
    },
    retentionMs: {
      '15m': data('retention_15m_days') * dayMs,
      '1h': data('retention_1h_days') * dayMs,
      '4h': data('retention_4h_days') * dayMs,
    },
    pageCandles: data('candles_per_request'),
    settleMs: data('candle_settle_seconds') * secondMs,
    retryMs: data('candle_retry_seconds') * secondMs,
    concurrent: data('max_concurrent_ohlcv'),
    minDelayMs: data('ohlcv_min_delay_ms'),
    attempts: data('ohlcv_max_retries'),
    backoffMs: data('ohlcv_retry_backoff_ms'),
    failuresMax: data('ohlcv_failure_disable_after'),
    firstRestMs: data('ohlcv_first_cooldown_minutes') * minuteMs,
    restMsMax: data('ohlcv_symbol_cooldown_minutes') * minuteMs,
  };
}
