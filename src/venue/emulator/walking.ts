import { assert } from '../../core/assert.ts';
import type { Candle } from '../../core/market/candle.ts';
import { abs, later, ms, sub } from '../../core/units.ts';
import type { Ms, Price } from '../../core/units.ts';
import { noteHour } from './accrual.ts';
import { publish } from './book.ts';
import type { Core, Market } from './core.ts';
import { changed } from './ending.ts';
import { facts } from './facts.ts';
import { fire } from './firing.ts';
import { untouched } from './ladder.ts';
import { liquidate, liquidationLevel } from './liquidation.ts';
import { firstMet } from './matching.ts';
import type { Move } from './matching.ts';
import { passed, pointAt, pointPrice, points, priceAt, reachedAt } from './path.ts';
import type { Path } from './path.ts';
import { isOpen, markOf, pathIn } from './prices.ts';
import { make } from './taking.ts';
import { trail } from './triggers.ts';

/** Candles of a day. */
const dayCandles = 96;

/** A candle begins. A quiet market only keeps it. */
export function begin(core: Core, market: Market, candle: Candle): void {
  assert(market.candle === undefined || candle.openAt > market.candle.openAt, 'candles open in order of time');
  const busy = core.busy.has(market);
  assert(!busy || !market.walked || market.cursor === points, 'the venue is run up to a candle before it opens');
  market.candle = candle;
  market.path = undefined;
  market.depth = undefined;
  if (market.day.length === 2 * dayCandles) market.day.splice(0, dayCandles);
  market.day.push(candle);
  noteHour(core, market, candle.openAt, candle.open * market.moved);
  market.walked = busy;
  if (!busy) return;
  market.cursor = 0;
  expect(core, market);
}

/** Brings the market to this moment: a quiet one finds its place on the path, another goes there and executes. */
export function catchUp(core: Core, market: Market): void {
  const path = pathIn(market);
  if (path === undefined) return;
  if (!market.walked) return findPlace(core, market, path);
  while (market.cursor < points && pointAt(path, market.cursor) <= core.now) visit(core, market, path);
  if (market.cursor > 0 && market.cursor < points) moveTo(core, market, priceAt(path, core.now));
}

function findPlace(core: Core, market: Market, path: Path): void {
  if (core.now < path.openAt) return;
  market.walked = true;
  market.cursor = passed(path, core.now);
  market.price = priceAt(path, core.now);
  if (core.now >= later(market.takenAt, facts.update.everyMs)) turnOver(market);
}

/** The price is looked at anew: every order has its turn again, and the book is whole. */
function turnOver(market: Market): void {
  market.turn += 1;
  market.taken = untouched();
  market.waits = false;
}

/** Reaches the next point: what the move there meets, then everybody's turn at the point. */
function visit(core: Core, market: Market, path: Path): void {
  const price = pointPrice(path, market.cursor);
  market.given = untouched();
  if (market.cursor === 0) {
    turnOver(market);
    jumpTo(core, market, price);
  } else {
    moveTo(core, market, price);
    turnOver(market);
    moveTo(core, market, price);
  }
  market.cursor += 1;
  core.news.tell({ type: 'ticker', symbol: market.contract.symbol, mark: markOf(core, market, price) });
}

/** Moves the price continuously: each order that it meets executes with the price at the order's own level. */
function moveTo(core: Core, market: Market, to: Price): void {
  while (core.phase === 'online') {
    const next = nextOn(core, market, { from: market.price ?? to, to });
    if (next === undefined) break;
    market.price = next.at;
    next.act();
  }
  market.price = to;
  for (const order of trail(core, market)) changed(core, order, 'new_placed_order_by_user');
}

/**
 * From a close to the next open there is nothing between: what the jump passes over executes at the open. Resting orders
 * come before triggers, for nobody trades beyond them while they wait.
 */
function jumpTo(core: Core, market: Market, to: Price): void {
  const move: Move = { from: market.price ?? to, to };
  market.price = to;
  while (core.phase === 'online') {
    const next = nextOn(core, market, move, true);
    if (next === undefined) break;
    next.act();
  }
  for (const order of trail(core, market)) changed(core, order, 'new_placed_order_by_user');
}

/** Somebody moves the price: another look at it, there. */
export function leapTo(core: Core, market: Market, to: Price): void {
  turnOver(market);
  jumpTo(core, market, to);
}

type Next = Readonly<{ at: Price; act: () => void }>;

/** What comes first on a move: an order's turn, or, farther on, the end of the account's patience. */
function nextOn(core: Core, market: Market, move: Move, isJump: boolean = false): Next | undefined {
  const met = firstMet(core, market, move, isJump);
  // In a jump there is no price between: only where it ends can anybody be liquidated.
  const limit = liquidationLevel(core, market, isJump ? { from: move.to, to: move.to } : move);
  const isNearer = (at: Price): boolean => met === undefined || away(move, at) < away(move, met.at);
  if (limit !== undefined && isNearer(limit)) return { at: limit, act: () => liquidate(core, market) };
  if (met === undefined) return undefined;
  const { order, at } = met;
  return { at, act: () => (order.isTrigger ? fire(core, market, order) : make(core, market, order)) };
}

function away({ from }: Move, at: Price): Price {
  return abs(sub(at, from));
}

/** Sees to it that the market is looked at when something can next happen in it; one that fell quiet is left alone. */
export function expect(core: Core, market: Market): void {
  publish(core, market);
  if (!core.busy.has(market)) {
    market.walked = false;
    market.wakeAt = undefined;
    return;
  }
  if (!market.walked) catchUp(core, market);
  if (market.waits) updateSoon(core, market);
  const path = pathIn(market);
  if (path === undefined || !market.walked || market.cursor === points) return;
  const at = nextMove(core, market, path);
  if (at === market.wakeAt) return;
  market.wakeAt = at;
  core.agenda.add(at, () => wake(core, market, at));
}

/** A wake-up that another has replaced does nothing. */
function wake(core: Core, market: Market, at: Ms): void {
  if (market.wakeAt !== at) return;
  market.wakeAt = undefined;
  catchUp(core, market);
  expect(core, market);
}

function updateSoon(core: Core, market: Market): void {
  if (market.updateAt !== undefined) return;
  const at = later(core.now, facts.update.everyMs);
  market.updateAt = at;
  core.agenda.add(at, () => update(core, market));
}

/** A second later: another look at the price, if there is one. */
export function update(core: Core, market: Market): void {
  market.updateAt = undefined;
  catchUp(core, market);
  if (market.price !== undefined && isOpen(market, core.now)) {
    turnOver(market);
    moveTo(core, market, market.price);
  }
  expect(core, market);
}

/** The next point, or earlier what is first on the way to it. */
function nextMove(core: Core, market: Market, path: Path): Ms {
  const { cursor, price } = market;
  const point = pointAt(path, cursor);
  if (cursor === 0 || price === undefined || core.phase !== 'online') return point;
  const next = nextOn(core, market, { from: price, to: pointPrice(path, cursor) });
  return next === undefined ? point : ms(Math.max(core.now, reachedAt(path, cursor, next.at)));
}
