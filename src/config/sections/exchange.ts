import { choice, flag, notBuilt, retired, texts, whole } from '../key.ts';
import type { Section } from '../key.ts';

export const exchange: Section = {
  name: notBuilt(choice('kraken', ['kraken']), 'The venue; there is one.'),
  use_market_discovery: notBuilt(flag(true), 'Whether the universe comes from the venue’s own lists.'),
  discovery_refresh_hours: notBuilt(whole(4, 'hours', [1, 24]), 'How often the universe is looked up again.'),
  market_discovery_cache_minutes: notBuilt(whole(60, 'minutes', [1, 1440]), 'How long a list of markets is reused.'),
  market_discovery_failure_log_cooldown_minutes: notBuilt(
    whole(60, 'minutes', [1, 1440]),
    'A lookup that keeps failing is logged at most this often.',
  ),
  allow_futures_only_universe: notBuilt(flag(false), 'Whether an empty spot list leaves a universe of futures alone.'),
  allow_futures_only_pairs: notBuilt(flag(false), 'Whether a contract without a spot market may be traded.'),
  spot_markets: notBuilt(texts(['BTC/USD', 'ETH/USD']), 'The universe where discovery is off.'),
  futures_markets: notBuilt(texts(['BTCUSD-PERP', 'ETHUSD-PERP']), 'The contracts where discovery is off.'),
  spot_ohlcv_blocklist: notBuilt(
    texts(['2Z/USD', 'ANIME/USD', 'USDT/USD', 'GBP/USD', 'EUR/USD', 'AUD/USD']),
    'Spot symbols whose candles are not asked for.',
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
