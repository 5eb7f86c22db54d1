import { notBuilt, number, numberOrNull, read, retired, share, whole } from '../key.ts';
import type { Section } from '../key.ts';

export const safety: Section = {
  clean_minutes: read(number(3, 'minutes', [0.5, 60]), 'Clean time after which DEGRADED clears itself.'),
  reconciliation: retired('the position delta layer is gone; the gate judges every order'),
  audit: retired('every decision is in the journal; keel explain reads it'),
};

/** What the monitor watches: beyond `degraded_` there are no entries, beyond `max_` trading halts. */
export const invariants: Section = {
  max_equity_drawdown_pct: read(share(0.15, [0.02, 0.5]), 'Fall of equity from its peak that halts.'),
  degraded_equity_drawdown_pct: read(share(0.1, [0.01, 0.5]), 'Fall of equity from its peak that stops entries.'),
  min_equity_floor_usd: notBuilt(numberOrNull('USD', [0, Infinity]), 'Equity below which trading halts; null is off.'),
  max_open_notional_usd: read(
    number(500_000, 'USD', [1000, 100_000_000]),
    'Notional of all positions at mark that the gate admits; more stops entries, and risk.limit_drift_pct more halts.',
  ),
  max_concurrent_positions: read(whole(10, 'positions', [1, 100]), 'More open positions than this halt.'),
  degraded_concurrent_positions: read(whole(8, 'positions', [1, 100]), 'More open positions than this stop entries.'),
  max_margin_utilization_pct: read(share(0.92, [0.5, 1]), 'Used margin over equity that halts.'),
  degraded_margin_utilization_pct: read(share(0.85, [0.3, 1]), 'Used margin over equity that stops entries.'),
  max_single_position_pct_equity: notBuilt(
    share(0.25, [0.05, 10]),
    'Notional of one position over equity that is worth a warning; it never changes the mode.',
  ),
  max_rejected_orders_per_cycle: notBuilt(whole(5, 'orders', [1, 100]), 'More rejections in a cycle are a warning.'),
  max_api_errors_per_minute: notBuilt(whole(10, 'errors', [1, 1000]), 'More errors of the venue in a minute halt.'),
  max_latency_ms: retired('it was never read; safety.cycle_guard watches lag, candle age and clock skew'),
};

export const cycleGuard: Section = {
  min_cycle_interval_seconds: notBuilt(whole(60, 'seconds', [1, 600]), 'Time from one heartbeat to the next.'),
  max_cycle_duration_seconds: notBuilt(whole(300, 'seconds', [1, 3600]), 'A loop that lags longer stops entries.'),
  max_candle_age_seconds: read(
    whole(120, 'seconds', [1, 3600]),
    'A candle that arrives later than this is read, but no entry follows from it.',
  ),
  max_clock_skew_seconds: notBuilt(
    whole(30, 'seconds', [1, 300]),
    'Difference to the venue’s clock that stops entries.',
  ),
};
