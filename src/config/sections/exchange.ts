import { choice, flag, notBuilt, read, retired, share, texts, whole } from '../key.ts';
import type { Section } from '../key.ts';

export const exchange: Section = {
  name: notBuilt(choice('kraken', ['kraken']), 'The venue; there is one.'),
  use_market_discovery: read(
    flag(true),
    'Whether filters choose from the venue’s lists; off trades exchange.spot_markets, whatever their volume.',
  ),
  discovery_refresh_hours: read(whole(4, 'hours', [1, 24]), 'How often the universe is looked up again.'),
  discovery_retry_minutes: read(whole(5, 'minutes', [1, 240]), 'How soon a lookup that failed is tried again.'),
  universe_shrink_min_count: read(
    whole(10, 'contracts', [0, 1000]),
    'A discovery of at most so many contracts is not protected against shrinking.',
  ),
  universe_shrink_max_pct: read(
    share(0.5, [0, 1]),
    'A discovery that loses more than this of the last one is not believed; 1 believes every one.',
  ),
  market_discovery_cache_minutes: retired('the venue is asked anew every exchange.discovery_refresh_hours'),
  market_discovery_failure_log_cooldown_minutes: read(
    whole(60, 'minutes', [1, 1440]),
    'A lookup that keeps failing is logged at most this often.',
  ),
  allow_futures_only_universe: read(flag(false), 'Whether an empty spot list leaves a universe of futures alone.'),
  allow_futures_only_pairs: read(flag(false), 'Whether a contract without a spot market may be traded.'),
  spot_markets: read(texts(['BTC/USD', 'ETH/USD']), 'The universe where discovery or the candidates are off.'),
  futures_markets: retired('use exchange.spot_markets; the registry finds the contract of a base'),
  spot_ohlcv_blocklist: read(
    texts(['2Z/USD', 'ANIME/USD', 'USDT/USD', 'GBP/USD', 'EUR/USD', 'AUD/USD']),
    'Spot symbols whose candles are not asked for, and which are not traded.',
  ),
  use_futures_ohlcv_fallback: notBuilt(flag(true), 'Whether futures candles serve where there are none of spot.'),
  dialect: read(
    choice('v3', ['v3', 'unified']),
    'REST v3 with WebSocket v1, which Kraken switches off on 2027-03-01, or the Unified WebSocket.',
  ),
  connections_max: read(whole(30, 'connections', [2, 30]), 'Keep-alive connections to the venue.'),
  request_timeout_ms: read(whole(4000, 'ms', [250, 60_000]), 'How long an answer of the venue is waited for.'),
  open_timeout_ms: read(whole(20_000, 'ms', [1000, 300_000]), 'How long all private feeds may take to speak.'),
  connect_timeout_ms: read(whole(10_000, 'ms', [500, 60_000]), 'How long a connection may take to open.'),
  ping_ms: read(whole(20_000, 'ms', [500, 55_000]), 'How often a stream is pinged; Kraken asks for once a minute.'),
  silence_ms: read(whole(10_000, 'ms', [1000, 120_000]), 'A stream that says nothing for so long is dead.'),
  reconnect_ms: read(
    whole(1000, 'ms', [10, 60_000]),
    'Pause before a lost stream is opened again; it doubles, up to data.ws_reconnect_backoff_seconds.',
  ),
  fill_fee_wait_ms: read(
    whole(2000, 'ms', [100, 60_000]),
    'How long the stream may take to bring a fill before history is asked for its fee.',
  ),
  busy_mark_ms: read(whole(1000, 'ms', [1, 60_000]), 'How often a mark is heard of what is held or worked on.'),
  idle_mark_ms: read(whole(5000, 'ms', [1, 300_000]), 'How often a mark is heard of everything else.'),
  history_lag_ms: read(
    whole(10_000, 'ms', [0, 600_000]),
    'History may lag so much: a younger order is not called absent on its word.',
  ),
  rate_limit_share: read(
    share(0.85, [0.5, 0.95]),
    'The part of the venue’s rate limits that is used; the rest is for requests that bunch up on their way, at 0.85 by 1.7 s over v3 and 0.35 s over unified.',
  ),
  protective_reserve_share: read(
    share(0.4, [0.1, 0.8]),
    'The part of the venue’s rate limits that only stops and exits at once may use, and half of it cancels and take-profits too.',
  ),
  breaker_failures_max: read(whole(5, 'failures', [1, 100]), 'Failures in a row after which only protection is sent.'),
  breaker_rest_ms: read(whole(30_000, 'ms', [100, 600_000]), 'How long it stays so before another try.'),
  clock_skew_max_ms: read(whole(1000, 'ms', [50, 60_000]), 'Clocks that differ by more are told.'),
  read_retries: read(whole(3, 'attempts', [0, 10]), 'How often a question that failed is asked again; never an order.'),
  read_retry_ms: read(whole(250, 'ms', [10, 10_000]), 'Pause before the first of them; it doubles.'),
  api_key: retired('only public spot data is read, which needs no key; leave it out'),
  api_secret: retired('only public spot data is read, which needs no key; leave it out'),
  futures_api_key: retired('set KRAKEN_FUTURES_API_KEY in the environment; no file holds a secret'),
  futures_api_secret: retired('set KRAKEN_FUTURES_API_SECRET in the environment; no file holds a secret'),
  use_testnet: retired('the demo venue of Kraken is gone; practise against keel emulator'),
  position_size_is_notional: retired('a size is always a quantity of the base asset'),
  instrument_spec_cache_ttl_seconds: retired('instruments are read at start and refreshed with discovery'),
};
