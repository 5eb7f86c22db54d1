import { opposite } from './order.ts';
import type { Ms, Price, Qty } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import type { Core, Market } from './core.ts';
import { facts } from './facts.ts';
import { depthOf } from './ladder.ts';
import type { PublicTrade } from './market-view.ts';
import type { OrderSide } from './order-view.ts';
import { passed, pointAt, pointPrice } from './path.ts';
import { pathIn } from './prices.ts';

type News = Readonly<{ at: Ms; price: Price; qty: Qty; side: OrderSide; type: PublicTrade['type'] }>;

/** Puts a trade on the public tape and tells of it. */
function put(core: Core, market: Market, news: News): void {
  market.tradeSeq += 1;
  const trade = { uid: core.nextId('trade'), symbol: market.contract.symbol, seq: market.tradeSeq, ...news };
  market.trades.push(trade);
  if (market.trades.length > 2 * facts.trades) market.trades.splice(0, facts.trades);
  core.news.tell({ type: 'trade', trade });
}

/** An execution of the account is a trade like any other: its side is the taker's. */
export function recordTrade(core: Core, market: Market, { at, price, qty, side, type }: Execution): void {
  const isLiquidation = type === 'liquidation' || type === 'partialLiquidation';
  const taker = type === 'maker' ? opposite(side) : side;
  put(core, market, { at, price, qty, side: taker, type: isLiquidation ? 'liquidation' : 'fill' });
}

/** Somebody else traded at the price of the path; its side is where the price came from. */
export function recordPath(core: Core, market: Market, { at, price }: Readonly<{ at: Ms; price: Price }>): void {
  const before = market.trades.at(-1);
  if (before !== undefined && before.at > at) return;
  const side = before === undefined || price >= before.price ? 'buy' : 'sell';
  put(core, market, { at, price, qty: depthOf(core, market), side, type: 'fill' });
}

/** The tape of a market that nobody has followed: the points of the candle that is open, as far as time has come. */
export function catchUpTape(core: Core, market: Market): void {
  const path = pathIn(market);
  if (path === undefined) return;
  for (let point = 0; point < passed(path, core.now); point += 1) {
    const at = pointAt(path, point);
    if ((market.trades.at(-1)?.at ?? -1) < at) recordPath(core, market, { at, price: pointPrice(path, point) });
  }
}
