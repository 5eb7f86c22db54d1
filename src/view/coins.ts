import { universeOf } from '../core/discover.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { HealthState } from '../core/market/health.ts';
import type { Market } from '../core/market/market.ts';
import { isStale } from '../core/market/sanity.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';

/** What operators grep for every five minutes. */
export const coinStatusName = 'Coin processing status summary';

/** How each part of the universe is served; lists are names of bases with commas, or `none`. */
export type CoinStatus = Readonly<{
  total_coins: number;
  /** Enough candles, and none overdue: these count for the pause of all entries. */
  coins_with_sufficient_candles: number;
  coins_waiting_for_candles: number;
  /** The newest candle of a quarter was read on time: each is looked at when one closes. */
  coins_processed_recently: number;
  /** A decision was ever made on them. */
  coins_with_traces: number;
  symbols_with_ticker: number;
  symbols_without_ticker: number;
  data_quality_healthy: number;
  data_quality_degraded: string;
  data_quality_suspended: string;
}>;

/** After its close a candle may take so long until it counts as not read. */
const grace = { ms: 600_000 } as const;

export function coinStatus(state: State, { health: bounds }: Settings): CoinStatus {
  const now = state.at;
  const markets = [...universeOf(state)].flatMap((id) => state.markets.get(id) ?? []);
  const count = (test: (market: Market) => boolean): number => markets.filter(test).length;
  const named = (wanted: HealthState): string =>
    markets.flatMap(({ health, instrument }) => (health.state === wanted ? [instrument.base] : [])).join(',') || 'none';
  const ready = count(
    (market) => market.reading.quarters >= bounds.quartersMin && !isStale(market, '15m', { now, bounds }),
  );
  const seen = count(({ seenAt }) => seenAt !== undefined);
  // A candle is known by its opening: it closes after its span, and the next one closes a span later.
  const recent = 2 * timeframeMs['15m'] + grace.ms;
  return {
    total_coins: markets.length,
    coins_with_sufficient_candles: ready,
    coins_waiting_for_candles: markets.length - ready,
    coins_processed_recently: count(({ last }) => last !== undefined && now - last.openAt <= recent),
    coins_with_traces: count(({ funnel }) => Object.keys(funnel).length > 0),
    symbols_with_ticker: seen,
    symbols_without_ticker: markets.length - seen,
    data_quality_healthy: count(({ health }) => health.state === 'HEALTHY'),
    data_quality_degraded: named('DEGRADED'),
    data_quality_suspended: named('SUSPENDED'),
  };
}
