import type { HealthSettings } from '../settings.ts';
import type { Ms } from '../units.ts';
import { timeframeMs } from './candle.ts';
import type { Timeframe } from './candle.ts';
import { ageOf } from './market.ts';
import type { Market } from './market.ts';
import type { Liquidity } from './listing.ts';
import { spreadOf } from './universe.ts';

const timeframes = ['15m', '1h', '4h', '1d'] as const;

export type SanityBounds = HealthSettings & Readonly<{ decisionCandlesMin: number }>;

/** What is wrong with the data of a market now, the ticker first (stage A), then the series (stage B); undefined where nothing is. */
export function insanityOf(market: Market, now: Ms, bounds: SanityBounds): string | undefined {
  return tickerTrouble(market, bounds) ?? seriesTrouble(market, now, bounds);
}

/** Open interest and funding are deliberately not asked: the venue misreports them. */
function tickerTrouble(
  { liquidity, spot }: Market,
  { spotFallback, spreadMax, volumeUsdMin }: HealthSettings,
): string | undefined {
  const ticker = isEmpty(liquidity) && spotFallback ? spot : liquidity;
  if (ticker === undefined || isEmpty(ticker)) return 'no_futures_ticker';
  const [spread, volume] = [spreadOf(ticker), ticker.volumeUsd];
  if (spread >= spreadMax) return `spread=${spread} >= ${spreadMax}`;
  if (volume === undefined) return 'volume=unknown';
  return volume < volumeUsdMin ? `volume=${volume} < ${volumeUsdMin}` : undefined;
}

function isEmpty(ticker: Pick<Liquidity, 'bid' | 'ask' | 'volumeUsd'> | undefined): boolean {
  return ticker?.bid === undefined && ticker?.ask === undefined && ticker?.volumeUsd === undefined;
}

function seriesTrouble(market: Market, now: Ms, bounds: SanityBounds): string | undefined {
  const candles = market.reading.decision.t + 1;
  if (candles < bounds.decisionCandlesMin) return `candles_4h=${candles} < ${bounds.decisionCandlesMin}`;
  const stale = timeframes.find((timeframe) => isStale(market, timeframe, { now, bounds }));
  if (stale === undefined) return undefined;
  const age = ageOf(market, stale, now);
  return `candle_age_${stale}=${age === undefined ? 'never' : `${(age / timeframeMs['1h']).toFixed(2)}h`}`;
}

type At = Readonly<{ now: Ms; bounds: HealthSettings }>;

/** The newest candle opened longer ago than so many spans, or one span and the slack, whichever is more. */
export function isStale(market: Market, timeframe: Timeframe, { now, bounds }: At): boolean {
  const span = timeframeMs[timeframe];
  const age = ageOf(market, timeframe, now);
  return age === undefined || age > Math.max(bounds.ageCandlesMax * span, span + bounds.ageSlackMs);
}
