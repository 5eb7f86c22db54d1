import type { Ticker } from '../market-view.ts';
import type { Desk } from './desk.ts';
import { iso } from './envelope.ts';

/** What is not known is left out, and so are rates of zero. Gotcha 72. */
export function unlessZero(name: string, value: number): Readonly<Record<string, number>> {
  return value === 0 ? {} : { [name]: value };
}

/** Percent since a day ago. */
export function changeOf({ last, open24h }: Ticker): number {
  if (last === undefined || open24h === undefined || open24h === 0) return 0;
  return Math.round((last / open24h - 1) * 10_000) / 100;
}

/** `pair` as tickers have it: by the futures' name of the asset. Gotcha 73. */
export function tickerPair(base: string): string {
  return `${base === 'BTC' ? 'XBT' : base.toUpperCase()}:USD`;
}

/** One row of `/tickers`. Funding is absolute: USD per unit of the base and hour. Gotcha 70. */
export function tickerJson({ spell }: Desk, ticker: Ticker, base: string): Readonly<Record<string, unknown>> {
  const { lastAt, index = 0 } = ticker;
  return {
    symbol: spell(ticker.symbol),
    last: ticker.last,
    // Microseconds, as the newest captures have them.
    lastTime: lastAt === undefined ? undefined : iso(lastAt).replace('Z', '000Z'),
    tag: 'perpetual',
    pair: tickerPair(base),
    markPrice: ticker.mark,
    bid: ticker.bid,
    bidSize: ticker.bidSize,
    ask: ticker.ask,
    askSize: ticker.askSize,
    vol24h: ticker.volume,
    volumeQuote: ticker.volumeQuote,
    openInterest: ticker.openInterest,
    open24h: ticker.open24h,
    high24h: ticker.high24h,
    low24h: ticker.low24h,
    lastSize: ticker.lastSize,
    ...unlessZero('fundingRate', ticker.fundingRate * index),
    ...unlessZero('fundingRatePrediction', ticker.fundingPrediction * index),
    ...unlessZero('relativeFundingRate', ticker.fundingRate),
    ...unlessZero('relativeFundingRatePrediction', ticker.fundingPrediction),
    suspended: ticker.suspended,
    indexPrice: ticker.index,
    postOnly: ticker.postOnly,
    change24h: changeOf(ticker),
  };
}
