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
  api_key: retired('only public spot data is read, which needs no key; leave it out'),
  api_secret: retired('only public spot data is read, which needs no key; leave it out'),
  futures_api_key: retired('set KRAKEN_FUTURES_API_KEY in the environment; no file holds a secret'),
  futures_api_secret: retired('set KRAKEN_FUTURES_API_SECRET in the environment; no file holds a secret'),
  use_testnet: retired('the demo venue of Kraken is gone; practise against keel emulator'),
  position_size_is_notional: retired('a size is always a quantity of the base asset'),
  instrument_spec_cache_ttl_seconds: retired('instruments are read at start and refreshed with discovery'),
};
