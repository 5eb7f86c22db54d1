import { add, fixed, noQty, priceFromAnalysis, toNumber } from '../../../core/units.ts';
import type { InstrumentId, Price } from '../../../core/units.ts';
import type { BookView, Level, PublicTrade, Ticker } from '../market-view.ts';
import type { Ground } from '../standing/service.ts';
import type { Listed, PublicMarket } from '../unified/market.ts';
import type { Pairs } from './pairs.ts';

/**
 * Spot markets as shadows of the perpetuals: their price is the index, and around it stands the book of the perpetual,
 * moved there and put on the spot market's own tick, bids down and asks up. A trade keeps the price that it was first
 * told at.
 */
export function spotMarket({ exchange, charts }: Ground, pairs: Pairs): PublicMarket {
  const tape = createTape();
  const ratioOf = (symbol: InstrumentId): number => {
    const { index, last, mark } = exchange.ticker(symbol) ?? {};
    const from = last ?? mark;
    return index === undefined || from === undefined ? 1 : index / from;
  };
  return {
    find: pairs.named,
    bars: charts.bars,
    ticker: (listed) => {
      const ticker = exchange.ticker(listed.symbol);
      return ticker === undefined ? undefined : moved(listed, ticker, ratioOf(listed.symbol));
    },
    book: (listed, depth) => {
      const book = exchange.book(listed.symbol, depth);
      return book === undefined ? undefined : movedBook(listed, book, ratioOf(listed.symbol));
    },
    trades: (listed, count) => {
      const trades = exchange.trades(listed.symbol).slice(0, count).toReversed();
      const ratio = ratioOf(listed.symbol);
      return trades.map((trade) => tape(trade, () => toGrid(listed, toNumber(trade.price) * ratio, 'down')));
    },
  };
}

function tickOf({ decimals }: Listed): Price {
  return fixed<Price>(decimals.price === 0 ? '1' : `0.${'1'.padStart(decimals.price, '0')}`);
}

function toGrid(listed: Listed, value: number, way: 'down' | 'up'): Price {
  return priceFromAnalysis(value, tickOf(listed), way);
}

function moved(listed: Listed, ticker: Ticker, ratio: number): Ticker {
  const at = (value: number | undefined, way: 'down' | 'up'): number | undefined =>
    value === undefined || value <= 0 ? undefined : toNumber(toGrid(listed, value * ratio, way));
  const { bid, ask, last, open24h, high24h, low24h, ...rest } = ticker;
  const moves = {
    bid: at(bid, 'down'),
    ask: at(ask, 'up'),
    last: at(last, 'down'),

    open24h: at(open24h, 'down'),
    high24h: at(high24h, 'up'),
    low24h: at(low24h, 'down'),
  };
  return { ...rest, ...present(moves) };
}

function present<T extends object>(row: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function present(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

function movedBook(listed: Listed, book: BookView, ratio: number): BookView {
  return {
    ...book,
    bids: movedLevels(listed, book.bids, { ratio, way: 'down' }),
    asks: movedLevels(listed, book.asks, { ratio, way: 'up' }),
  };
}

type Way = Readonly<{ ratio: number; way: 'down' | 'up' }>;

/** Levels that fall on one price of the coarser grid are one. */
function movedLevels(listed: Listed, levels: readonly Level[], { ratio, way }: Way): readonly Level[] {
  const byPrice = new Map<Price, Level['qty']>();
  for (const { price, qty } of levels) {
    const at = toGrid(listed, toNumber(price) * ratio, way);
    byPrice.set(at, add(byPrice.get(at) ?? noQty, qty));
  }
  return [...byPrice].map(([price, qty]) => ({ price, qty }));
}

const memory = { trades: 20_000 } as const;

/** Remembers at what price a trade was told. */
function createTape(): (trade: PublicTrade, price: () => Price) => PublicTrade {
  const told = new Map<string, Price>();
  return (trade, price) => {
    const at = told.get(trade.uid) ?? price();
    told.set(trade.uid, at);
    const [oldest] = told.size > memory.trades ? told.keys() : [];
    if (oldest !== undefined) told.delete(oldest);
    return { ...trade, price: at };
  };
}
