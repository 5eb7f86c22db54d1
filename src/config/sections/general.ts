import { choice, flag, number, read, retired, share, texts, whole } from '../key.ts';
import type { Section } from '../key.ts';

/** Which way the program runs; the only keys that stand outside a section. */
export const top: Section = {
  mode: read(choice('paper', ['paper', 'live']), 'Whose venue answers: our emulator, or Kraken.'),
  environment: retired('use mode: paper or mode: live'),
  environments: retired('one file per way of running, named with --config'),
};

export const system: Section = {
  name: retired('the program is called Keel everywhere'),
  version: retired('keel --version says it'),
  dry_run: retired('use mode: paper, which cannot reach the venue at all'),
};

export const assets: Section = {
  mode: read(choice('auto', ['auto', 'whitelist', 'blacklist']), 'How the universe is narrowed.'),
  whitelist: read(texts([]), 'Spot symbols that alone are traded when the mode is whitelist.'),
  blacklist: read(texts([]), 'Spot symbols that are never traded.'),
};

export const reconciliation: Section = {
  reconcile_enabled: retired('reconciliation is always on'),
  periodic_interval_seconds: read(
    whole(120, 'seconds', [5, 600]),
    'How often what we hold is compared with what the venue says.',
  ),
  equity_tolerance_usd: read(
    number(0.01, 'USD', [0.0001, 1000]),
    'A larger difference between our cash and the venue’s is told and corrected; its log rounds to 0.0001.',
  ),
  postings_kept: read(
    whole(1000, 'postings', [100, 100_000]),
    'How many movements of money are remembered, to tell a repetition from a second one.',
  ),
  unmanaged_position_policy: retired('an unknown position is always adopted and protected, never closed'),
  unmanaged_position_adopt_place_protection: retired('an adopted position always gets a stop'),
};

export const monitoring: Section = {
  log_level: read(choice('INFO', ['DEBUG', 'INFO', 'WARNING', 'ERROR']), 'The least severe line that is logged.'),
  log_format: read(choice('text', ['text', 'json']), 'NAME key=value lines, or JSON Lines.'),
  decision_trace_seconds: read(
    whole(300, 'seconds', [0, 86_400]),
    'DECISION_TRACE is logged at most this often per instrument, so that a log stays readable; the table has every decision.',
  ),
  decisions_retention_days: read(
    number(90, 'days', [1, 3650]),
    'How long decisions stay in their table: a quarter shows what a change of settings did. 50 instruments need about 1 MB a day.',
  ),
  alert_margin_usage_threshold_pct: retired('use safety.invariants.degraded_margin_utilization_pct'),
  alert_liquidation_buffer_threshold_pct: retired('use risk.min_liquidation_buffer_pct'),
  alert_repeated_rejections_count: retired('use safety.invariants.max_rejected_orders_per_cycle'),
  alert_repeated_rejections_window_seconds: retired('use safety.invariants.max_rejected_orders_per_cycle'),
  alert_methods: retired('set ALERT_WEBHOOK_URL and ALERT_CHAT_ID in the environment'),
  slack_webhook_url: retired('set ALERT_WEBHOOK_URL in the environment; a webhook address is a secret'),
  discord_webhook_url: retired('set ALERT_WEBHOOK_URL in the environment; a webhook address is a secret'),
};

export const paper: Section = {
  simulate_realistic_slippage: read(flag(true), 'Whether taking fills of the emulator pay backtest.slippage_bps.'),
  simulate_fill_delays_ms: read(whole(100, 'ms', [0, 1000]), 'How long the emulator takes to receive an order.'),
  venue_linger_seconds: read(
    whole(600, 'seconds', [1, 86_400]),
    'How long the emulated venue goes on by itself when Keel is gone, before it keeps everything and rests.',
  ),
  remembered_orders: read(
    whole(25_000, 'orders', [100, 10_000_000]),
    'How many of the newest ended orders the emulated exchange can still be asked for.',
  ),
  max_participation_pct: read(share(0.25, [0.001, 1]), 'Part of a candle’s volume that the emulator lets us take.'),
};

export const live: Section = {
  require_paper_success: retired('going live asks for mode: live and CONFIRM_LIVE=YES'),
  min_paper_days: retired('it was never enforced; going live asks for mode: live and CONFIRM_LIVE=YES'),
  min_paper_trades: retired('it was never enforced; going live asks for mode: live and CONFIRM_LIVE=YES'),
  max_paper_drawdown_pct: retired('it was never enforced; going live asks for mode: live and CONFIRM_LIVE=YES'),
};
