import { baseOf } from '../core/market/base.ts';
import type { UniverseSettings } from '../core/settings.ts';
import { flagAt, numberAt, textsAt, wordAt } from './values.ts';
import type { Values } from './values.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Who may be traded: the lists of several sections come together here, by base. */
export function universeOf(values: Values): UniverseSettings {
  const filter = (key: string) => numberAt(values, `liquidity_filters.${key}`);
  const tier = (name: 'A' | 'B') => ({
    volumeUsdMin: filter(`tier_configs.${name}.min_futures_volume_usd_24h`),
    spreadMax: filter(`tier_configs.${name}.max_futures_spread_pct`),
  });
  return {
    pinned: textsAt(values, 'liquidity_filters.pinned_bases'),
    filters: flagAt(values, 'exchange.use_market_discovery'),
    candidates: candidatesOf(values),
    disallowed: disallowedOf(values),
    blocked: blockedOf(values),
    spotNeeded: spotNeededOf(values),
    volumeUsdMin: filter('min_futures_volume_usd_24h'),
    spreadMax: filter('max_futures_spread_pct'),
    ...spotGatesOf(values),
    tiers: { A: tier('A'), B: tier('B') },
    openInterestMin: filter('min_futures_open_interest'),
    fundingMax: filter('max_funding_rate_abs'),
    shrinkFrom: numberAt(values, 'exchange.universe_shrink_min_count'),
    shrinkMax: numberAt(values, 'exchange.universe_shrink_max_pct'),
    refreshMs: numberAt(values, 'exchange.discovery_refresh_hours') * hourMs,
    retryMs: numberAt(values, 'exchange.discovery_retry_minutes') * minuteMs,
    failureQuietMs: numberAt(values, 'exchange.market_discovery_failure_log_cooldown_minutes') * minuteMs,
  };
}

/** The whitelist where it holds; else the candidates, everything, or the short list of a start without discovery. */
function candidatesOf(values: Values): UniverseSettings['candidates'] {
  const whitelist = basesAt(values, 'assets.whitelist');
  const candidates = basesAt(values, 'coin_universe.candidate_symbols');
  const few = basesAt(values, 'exchange.spot_markets');
  const isAll = wordAt(values, 'coin_universe.mode', ['candidates', 'all_eligible']) === 'all_eligible';
  const isBounded = flagAt(values, 'coin_universe.enabled') && flagAt(values, 'exchange.use_market_discovery');
  if (wordAt(values, 'assets.mode', ['auto', 'whitelist', 'blacklist']) === 'whitelist') return whitelist;
  if (!isBounded) return few;
  return isAll ? 'all' : candidates;
}

function disallowedOf(values: Values): readonly string[] {
  const allowed = new Set(textsAt(values, 'coin_universe.allowed_bases'));
  return textsAt(values, 'coin_universe.disallowed_bases').filter((base) => !allowed.has(base));
}

function blockedOf(values: Values): readonly string[] {
  const symbols = ['exchange.spot_ohlcv_blocklist', 'assets.blacklist', 'execution.entry_blocklist_spot_symbols'];
  const bases = textsAt(values, 'execution.entry_blocklist_bases');
  return [...new Set([...symbols.flatMap((key) => basesAt(values, key)), ...bases])];
}

function spotNeededOf(values: Values): UniverseSettings['spotNeeded'] {
  const [pairs, universe] = [
    flagAt(values, 'exchange.allow_futures_only_pairs'),
    flagAt(values, 'exchange.allow_futures_only_universe'),
  ];
  if (pairs) return 'never';
  return universe ? 'where-any' : 'always';
}

function spotGatesOf(values: Values): Pick<UniverseSettings, 'spotGates'> {
  const [volumeUsdMin, spreadMax, priceMin] = ['min_spot_volume_usd_24h', 'max_spread_pct', 'min_price_usd'].map(
    (key) => numberAt(values, `liquidity_filters.${key}`),
  );
  const mode = wordAt(values, 'liquidity_filters.filter_mode', ['futures_primary', 'spot_and_futures']);
  if (mode === 'futures_primary' || volumeUsdMin === undefined || spreadMax === undefined || priceMin === undefined)
    return {};
  return { spotGates: { volumeUsdMin, spreadMax, priceMin } };
}

function basesAt(values: Values, key: string): readonly string[] {
  return textsAt(values, key).map((symbol) => baseOf(symbol));
}
