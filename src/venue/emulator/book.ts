import { add, later, noQty } from '../../core/units.ts';
import type { Core, Market } from './core.ts';
import { facts } from './facts.ts';
import { offersTo, untouched } from './ladder.ts';
import type { BookView, Level } from './market-view.ts';
import type { OrderSide } from './order-view.ts';
import { cheaper, opposite, remaining } from './order.ts';
import { lastOf } from './prices.ts';

/** The book as it stands: what others offer, and the account's own resting orders among it. */
export function bookNow(core: Core, market: Market): BookView {
  const price = lastOf(market, core.now);
  const seen =
    price === undefined ? market : { ...market, price, ...(isWhole(core, market) ? { taken: untouched() } : {}) };
  const { symbol } = market.contract;
  return {
    symbol,
    at: core.now,
    seq: market.bookSeq,
    bids: levelsFor(core, seen, 'sell'),
    asks: levelsFor(core, seen, 'buy'),
  };
}

/** Nobody follows the price here, and what was taken at an earlier look has come back by now. */
function isWhole({ now }: Core, { walked, takenAt }: Market): boolean {
  return !walked && now >= later(takenAt, facts.update.everyMs);
}

/** What a taker of a side finds. */
function levelsFor(core: Core, market: Market, taker: OrderSide): readonly Level[] {
  const levels = new Map(offersTo(core, market, { side: taker }).map((level) => [level.price, level]));
  for (const order of market.orders) {
    const { limitPrice: price, side, isTrigger } = order;
    if (isTrigger || side !== opposite(taker) || price === undefined) continue;
    const there = levels.get(price);
    const qty = there === undefined ? remaining(order) : add(there.qty, remaining(order));
    levels.set(price, { price, qty });
  }
  return [...levels.values()].sort((a, b) => (a.price === b.price ? 0 : cheaper(taker, a.price, b.price) ? -1 : 1));
}

/** A snapshot: from here on what changes is told against it. */
export function snapshotOf(core: Core, market: Market): BookView {
  if (market.told !== undefined) tellChanges(core, market);
  market.told = bookNow(core, market);
  return market.told;
}

/** Tells what has changed in a book that somebody follows. */
export function publish(core: Core, market: Market): void {
  if (market.told !== undefined) tellChanges(core, market);
}

function tellChanges(core: Core, market: Market): void {
  const { told } = market;
  if (told === undefined) return;
  const next = bookNow(core, market);
  const { symbol } = market.contract;
  for (const [side, old, now] of [
    ['buy', told.bids, next.bids],
    ['sell', told.asks, next.asks],
  ] as const) {
    for (const level of differences(old, now)) {
      market.bookSeq += 1;
      core.news.tell({ type: 'book', symbol, seq: market.bookSeq, side, level, at: core.now });
    }
  }
  market.told = { ...next, seq: market.bookSeq };
}

/** Levels that are new or hold another quantity, and with none those that are gone. */
export function differences(old: readonly Level[], now: readonly Level[]): readonly Level[] {
  const before = new Map(old.map(({ price, qty }) => [price, qty]));
  const there = new Set(now.map(({ price }) => price));
  const gone = old.flatMap(({ price }) => (there.has(price) ? [] : [{ price, qty: noQty }]));
  return [...gone, ...now.filter(({ price, qty }) => before.get(price) !== qty)];
}
