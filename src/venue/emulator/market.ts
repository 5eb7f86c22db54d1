import { assert } from '../../core/assert.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { add } from '../../core/units.ts';
import type { Ms, Price } from '../../core/units.ts';
import { positionOf } from './account.ts';
import type { Holding } from './account.ts';
import { make, take } from './execution.ts';
import { isBusy } from './exchange.ts';
import type { Exchange, Market, VenueRecord } from './exchange.ts';
import { firstMet, markOf, meets } from './matching.ts';
import type { Move } from './matching.ts';
import { passed, pathOf, pointAt, pointPrice, points, priceAt, reachedAt, spanMs } from './path.ts';
import type { Path } from './path.ts';

export function createMarket(instrument: Instrument, holding: Holding): Market {
  return { instrument, holding, orders: [], cursor: points, segment: 0 };
}

/** False in a gap of the data: the last candle is over and no other has opened. */
export function isOpen({ candle }: Market, now: Ms): boolean {
  return candle !== undefined && now >= candle.openAt && now < candle.openAt + spanMs;
}

/** A candle begins. A quiet market only stores it. */
export function begin(exchange: Exchange, market: Market, candle: Candle): void {
  assert(market.candle === undefined || candle.openAt > market.candle.openAt, 'candles open in order of time');
  market.candle = candle;
  if (!isBusy(market)) return;
  assert(market.path === undefined || market.cursor === points, 'the venue is run up to a candle before it opens');
  market.path = pathOf(candle, market.instrument.tick);
  market.cursor = 0;
  arm(exchange, market);
}

/** Brings the market to this moment: a quiet one finds its place on the path, a busy one goes there and executes. */
export function catchUp(exchange: Exchange, market: Market): void {
  const { candle } = market;
  if (candle === undefined) return;
  if (market.path === undefined) return findPlace(market, pathOf(candle, market.instrument.tick), exchange.now);
  const { path } = market;
  while (market.cursor < points && pointAt(path, market.cursor) <= exchange.now) visit(exchange, market, path);
  if (market.cursor > 0 && market.cursor < points) moveTo(exchange, market, priceAt(path, exchange.now));
}

function findPlace(market: Market, path: Path, now: Ms): void {
  market.path = path;
  market.cursor = passed(path, now);
  market.price = priceAt(path, now);
  market.segment += 1;
}

/** Reaches the next point: what the move there meets, then everybody's turn at the point, then the mark. */
function visit(exchange: Exchange, market: Market, path: Path): void {
  const price = pointPrice(path, market.cursor);
  if (market.cursor === 0) {
    market.segment += 1;
    jumpTo(exchange, market, price);
    payFunding(exchange, market);
  } else {
    moveTo(exchange, market, price);
    market.segment += 1;
    moveTo(exchange, market, price);
  }
  market.cursor += 1;
  exchange.post({ type: 'mark.observed', instrument: market.instrument.id, price: markOf(price) });
}

/** Moves the price continuously: each order that it meets executes with the price at the order's own level. */
function moveTo(exchange: Exchange, market: Market, to: Price): void {
  for (;;) {
    const met = firstMet(market, { from: market.price ?? to, to });
    if (met === undefined) break;
    market.price = met.at;
    turn(exchange, market, met.order);
  }
  market.price = to;
}

/** From a close to the next open there is nothing between: what the jump passes over executes at the open. */
function jumpTo(exchange: Exchange, market: Market, to: Price): void {
  const move: Move = { from: market.price ?? to, to };
  market.price = to;
  for (;;) {
    const met = firstMet(market, move);
    if (met === undefined) break;
    turn(exchange, market, met.order);
  }
}

function turn(exchange: Exchange, market: Market, order: VenueRecord): void {
  if (order.ticket.form.type === 'limit') return make(exchange, market, order);
  order.status = 'working';
  take(exchange, market, order);
}

function payFunding({ options, account, now }: Exchange, { holding }: Market): void {
  const position = positionOf(holding);
  if (position === undefined || options.funding === undefined) return;
  account.funding = add(account.funding, options.funding(now, position));
}

/** Sees to it that the market is woken when something can next happen in it; one that fell quiet is left alone. */
export function arm({ agenda }: Exchange, market: Market): void {
  if (!isBusy(market)) {
    delete market.path;
    delete market.wakeAt;
    return;
  }
  const { path } = market;
  if (path === undefined || market.cursor === points) return;
  const at = nextMove(market, path);
  if (at === market.wakeAt) return;
  market.wakeAt = at;
  agenda.add(at, { type: 'wake', market });
}

/** The next point, or earlier the first order on the way to it. */
function nextMove(market: Market, path: Path): Ms {
  const { cursor, price } = market;
  const point = pointAt(path, cursor);
  if (cursor === 0 || price === undefined) return point;
  const met = firstMet(market, { from: price, to: pointPrice(path, cursor) });
  return met === undefined ? point : reachedAt(path, cursor, met.at);
}

/** An order that is new: a market order executes, and so does any other that the price meets where it stands. */
export function confront(exchange: Exchange, market: Market, order: VenueRecord): void {
  const { price } = market;
  if (!isOpen(market, exchange.now) || price === undefined) return;
  if (meets(order, { from: price, to: price }) === undefined) return;
  if (order.ticket.form.type !== 'limit') order.status = 'working';
  take(exchange, market, order);
}

/** The second chance of a market order: at the price now, if there is one. */
export function tryAgain(exchange: Exchange, market: Market, order: VenueRecord): void {
  if (order.end === undefined && isOpen(market, exchange.now)) take(exchange, market, order);
}
