import { numberAt, wordAt } from './values.ts';
import type { Values } from './values.ts';

const secondMs = 1000;

/** How Keel speaks with a venue over the wire; spans are milliseconds. */
export type WireSettings = Readonly<{
  dialect: 'v3' | 'unified';
  connections: number;
  requestMs: number;
  orderLifeMs: number;
  openMs: number;
  connectMs: number;
  pingMs: number;
  silenceMs: number;
  backOffMs: number;
  backOffMaxMs: number;
  /** Tries of a stream in a row after which it counts as down. */
  triesMax: number;
  feeMs: number;
  busyMarkMs: number;
  idleMarkMs: number;
  historyLagMs: number;
  /** Of the venue's rate limits, what is used, and what of it is kept for protection. */
  rates: Readonly<{ share: number; reserve: number }>;
  breakerFailuresMax: number;
  breakerRestMs: number;
  skewMaxMs: number;
  retries: number;
  retryMs: number;
  /** How often what we hold is compared with what the venue says. */
  reconcileMs: number;
}>;

export function wireOf(values: Values): WireSettings {
  const exchange = (key: string) => numberAt(values, `exchange.${key}`);
  return {
    dialect: wordAt(values, 'exchange.dialect', ['v3', 'unified']),
    connections: exchange('connections_max'),
    requestMs: exchange('request_timeout_ms'),
    orderLifeMs: numberAt(values, 'execution.request_life_ms'),
    openMs: exchange('open_timeout_ms'),
    connectMs: exchange('connect_timeout_ms'),
    pingMs: exchange('ping_ms'),
    silenceMs: exchange('silence_ms'),
    backOffMs: exchange('reconnect_ms'),
    backOffMaxMs: numberAt(values, 'data.ws_reconnect_backoff_seconds') * secondMs,
    triesMax: numberAt(values, 'data.ws_reconnect_max_retries'),
    feeMs: exchange('fill_fee_wait_ms'),
    busyMarkMs: exchange('busy_mark_ms'),
    idleMarkMs: exchange('idle_mark_ms'),
    historyLagMs: exchange('history_lag_ms'),
    rates: { share: exchange('rate_limit_share'), reserve: exchange('protective_reserve_share') },
    breakerFailuresMax: exchange('breaker_failures_max'),
    breakerRestMs: exchange('breaker_rest_ms'),
    skewMaxMs: exchange('clock_skew_max_ms'),
    retries: exchange('read_retries'),
    retryMs: exchange('read_retry_ms'),
    reconcileMs: numberAt(values, 'reconciliation.periodic_interval_seconds') * secondMs,
  };
}
