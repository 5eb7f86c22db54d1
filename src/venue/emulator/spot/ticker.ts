import type { Ms } from '../../../core/units.ts';
import type { Row } from '../unified/frame.ts';
import type { PublicMarket } from '../unified/market.ts';
import { latest, middleOf } from '../unified/public/ohlc.ts';
import type { Pair } from './pairs.ts';

const day = { minutes: 1_440 } as const;

/** Two numbers each: since midnight UTC, and of the last 24 hours. Undefined where the market has no price yet. */
export function tickerOf(pair: Pair, market: PublicMarket, now: Ms): Row | undefined {
  const ticker = market.ticker(pair);
  if (ticker?.last === undefined) return undefined;
  const [today] = latest(market, pair, { interval: day.minutes, count: 1, now });
  const { last, bid = last, ask = last, high24h = last, low24h = last, lastSize = 0, volume, volumeQuote } = ticker;
  const price = (value: number): string => value.toFixed(5);
  const average = volume > 0 ? volumeQuote / volume : last;
  const minutes = Math.floor((now % (day.minutes * 60_000)) / 60_000);
  return {
    a: [price(ask), whole(ticker.askSize), (ticker.askSize ?? 0).toFixed(3)],
    b: [price(bid), whole(ticker.bidSize), (ticker.bidSize ?? 0).toFixed(3)],
    c: [price(last), lastSize.toFixed(8)],
    v: [(today?.volume ?? 0).toFixed(8), volume.toFixed(8)],
    p: [price(today === undefined ? last : middleOf(today)), price(average)],
    t: [minutes, day.minutes],
    l: [price(today?.low ?? low24h), price(low24h)],
    h: [price(today?.high ?? high24h), price(high24h)],
    o: price(today?.open ?? ticker.open24h ?? last),
  };
}

function whole(size: number | undefined): string {
  return String(Math.max(1, Math.floor(size ?? 0)));
}
