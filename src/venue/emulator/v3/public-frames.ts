import { toNumber } from '../../../core/units.ts';
import type { InstrumentId } from '../../../core/units.ts';
import type { ExchangeEvent } from '../happening.ts';
import type { PublicTrade, Ticker } from '../market-view.ts';
import type { Desk } from './desk.ts';
import { num } from './envelope.ts';
import { changeOf, tickerPair, unlessZero } from './ticker.ts';

/** Frames of the public feeds. @see https://docs.kraken.com/api/docs/futures-api/websocket/ticker */
export const publicFeeds = ['ticker', 'ticker_lite', 'trade', 'book'] as const;
export type PublicFeed = (typeof publicFeeds)[number];

/** What follows an acknowledgement; undefined where the market has nothing to show yet. */
export function snapshotOf(desk: Desk, feed: PublicFeed, symbol: InstrumentId): string | undefined {
  switch (feed) {
    case 'ticker':
      return tickerFrame(desk, symbol);
    case 'ticker_lite':
      return liteFrame(desk, symbol);
    case 'trade':
      return tradeSnapshot(desk, symbol);
    case 'book':
      return bookSnapshot(desk, symbol);
  }
}

/** Every field each time; funding is left out when it is zero, prices when there are none. */
export function tickerFrame(desk: Desk, symbol: InstrumentId): string | undefined {
  const ticker = desk.exchange.ticker(symbol);
  const contract = desk.listed(symbol);
  if (ticker === undefined || contract === undefined) return undefined;
  const { index = 0 } = ticker;
  const initial = toNumber(contract.marginLevels[0]?.initial ?? contract.tick);
  return JSON.stringify({
    time: ticker.at,
    product_id: desk.spell(symbol),
    ...unlessZero('funding_rate', ticker.fundingRate * index),
    ...unlessZero('funding_rate_prediction', ticker.fundingPrediction * index),
    ...unlessZero('relative_funding_rate', ticker.fundingRate),
    ...unlessZero('relative_funding_rate_prediction', ticker.fundingPrediction),
    next_funding_rate_time: ticker.nextFundingAt,
    leverage: `${Math.round(1 / initial)}x`,
    premium: premiumOf(ticker),
    feed: 'ticker',
    bid: ticker.bid,
    ask: ticker.ask,
    bid_size: ticker.bidSize,
    ask_size: ticker.askSize,
    volume: ticker.volume,
    dtm: 0,
    index: ticker.index,
    last: ticker.last,
    change: changeOf(ticker),
    suspended: ticker.suspended,
    tag: 'perpetual',
    pair: tickerPair(contract.base),
    openInterest: ticker.openInterest,
    markPrice: ticker.mark,
    maturityTime: 0,
    post_only: ticker.postOnly,
    volumeQuote: ticker.volumeQuote,
    open: ticker.open24h,
    high: ticker.high24h,
    low: ticker.low24h,
  });
}

/** Percent of the index, one decimal. */
function premiumOf({ mark, index }: Ticker): number {
  return mark === undefined || index === undefined ? 0 : Math.round((mark / index - 1) * 1_000) / 10;
}

export function liteFrame(desk: Desk, symbol: InstrumentId): string | undefined {
  const ticker = desk.exchange.ticker(symbol);
  const contract = desk.listed(symbol);
  if (ticker === undefined || contract === undefined) return undefined;
  return JSON.stringify({
    feed: 'ticker_lite',
    product_id: desk.spell(symbol),
    bid: ticker.bid,
    ask: ticker.ask,
    change: changeOf(ticker),
    premium: premiumOf(ticker),
    volume: ticker.volume,
    tag: 'perpetual',
    pair: tickerPair(contract.base),
    dtm: 0,
    maturityTime: 0,
    volumeQuote: ticker.volumeQuote,
  });
}

/** The hundred newest, newest first. Gotcha 81. */
function tradeSnapshot(desk: Desk, symbol: InstrumentId): string {
  const trades = desk.exchange
    .trades(symbol)
    .slice(0, 100)
    .map((trade) => tradeJson(desk, trade));
  return JSON.stringify({ feed: 'trade_snapshot', product_id: desk.spell(symbol), trades });
}

export function tradeFrame(desk: Desk, trade: PublicTrade): string {
  return JSON.stringify(tradeJson(desk, trade));
}

function tradeJson({ spell }: Desk, trade: PublicTrade): unknown {
  return {
    feed: 'trade',
    product_id: spell(trade.symbol),
    uid: trade.uid,
    side: trade.side,
    type: trade.type,
    seq: trade.seq,
    time: trade.at,
    qty: num(trade.qty),
    price: num(trade.price),
  };
}

/** Full depth, bids down and asks up; the next delta has the next `seq`. */
function bookSnapshot(desk: Desk, symbol: InstrumentId): string | undefined {
  const book = desk.exchange.book(symbol);
  if (book === undefined) return undefined;
  const side = (levels: typeof book.bids): unknown =>
    levels.map(({ price, qty }) => ({ price: num(price), qty: num(qty) }));
  return JSON.stringify({
    feed: 'book_snapshot',
    product_id: desk.spell(symbol),
    timestamp: book.at,
    seq: book.seq,
    tickSize: null,
    bids: side(book.bids),
    asks: side(book.asks),
  });
}

/** One level a frame; `qty` is what is there now, 0 removes it. */
export function bookFrame({ spell }: Desk, change: Extract<ExchangeEvent, { type: 'book' }>): string {
  return JSON.stringify({
    feed: 'book',
    product_id: spell(change.symbol),
    side: change.side,
    seq: change.seq,
    price: num(change.level.price),
    qty: num(change.level.qty),
    timestamp: change.at,
  });
}
