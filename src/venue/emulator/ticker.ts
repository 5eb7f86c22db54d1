import { abs, decimal, later, ms } from '../../core/units.ts';
import { hourMillis, hourOf, rateOf } from './accrual.ts';
import { bookNow } from './book.ts';
import type { Core, Market } from './core.ts';
import type { Ticker } from './market-view.ts';
import { spanMs } from './path.ts';
import { indexOf, isOpen, lastOf, markOf } from './prices.ts';

const dayMillis = 86_400_000;

/** What a feed shows of a contract now. Prices are absent before the first candle, and best prices in a gap of the data. */
export function tickerOf(core: Core, market: Market): Ticker {
  const { contract } = market;
  const last = lastOf(market, core.now);
  const hour = hourOf(core.now);
  const prices =
    last === undefined
      ? {}
      : {
          mark: decimal(markOf(core, market, last)),
          index: decimal(indexOf(core, market, last)),
          ...lastTrade(core, market, decimal(last)),
          ...best(core, market),
        };
  return {
    symbol: contract.symbol,
    at: core.now,
    ...prices,
    ...dayOf(core, market),
    fundingRate: rateOf(core, market, hour),
    fundingPrediction: rateOf(core, market, later(hour, hourMillis)),
    nextFundingAt: later(hour, hourMillis),
    suspended: core.phase === 'maintenance' || !contract.tradeable,
    postOnly: core.phase === 'post_only',
  };
}

function lastTrade(core: Core, { trades, candle }: Market, last: number): Partial<Ticker> {
  const trade = trades.at(-1);
  if (trade !== undefined) return { last, lastAt: trade.at, lastSize: decimal(trade.qty) };
  const at = candle === undefined ? core.now : Math.min(core.now, candle.openAt + spanMs - 1);
  return { last, lastAt: ms(at) };
}

function best(core: Core, market: Market): Partial<Ticker> {
  if (!isOpen(market, core.now)) return {};
  const { bids, asks } = bookNow(core, market);
  const [bid, ask] = [bids[0], asks[0]];
  return {
    ...(bid === undefined ? {} : { bid: decimal(bid.price), bidSize: decimal(bid.qty) }),
    ...(ask === undefined ? {} : { ask: decimal(ask.price), askSize: decimal(ask.qty) }),
  };
}

type Day = Pick<Ticker, 'open24h' | 'high24h' | 'low24h' | 'volume' | 'volumeQuote' | 'openInterest'>;

/** The last 24 hours by their candles; open interest is taken to be half of what was traded, and our own position. */
function dayOf(core: Core, { day, moved, holding }: Market): Day {
  const candles = day.filter(({ openAt }) => openAt > core.now - dayMillis);
  const [first] = candles;
  const volume = candles.reduce((sum, candle) => sum + candle.volume, 0);
  const volumeQuote = candles.reduce((sum, candle) => sum + candle.volume * candle.close * moved, 0);
  const openInterest = volume / 2 + decimal(abs(holding.size));
  if (first === undefined) return { volume, volumeQuote, openInterest };
  const high24h = Math.max(...candles.map(({ high }) => high)) * moved;
  const low24h = Math.min(...candles.map(({ low }) => low)) * moved;
  return { open24h: first.open * moved, high24h, low24h, volume, volumeQuote, openInterest };
}
