import { abs, add, ceilTo, decimal, floorTo, max, noQty, noUsd, scale, share, sub } from '../../core/units.ts';
import type { Price, Qty, Usd } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import { accrued } from './accrual.ts';
import type { Core, Market, Order } from './core.ts';
import { counted, ratioOfNumber } from './exact.ts';
import { cancelOrder, end, fitReduceOnly } from './ending.ts';
import { execute } from './execution.ts';
import { unrealised } from './holding.ts';
import { planOf } from './ladder.ts';
import type { Move } from './matching.ts';
import { remaining, viewOf } from './order.ts';
import { lastFor, lastOf, markOf } from './prices.ts';
import { take } from './taking.ts';
import { collateralNow } from './wallet.ts';

/** What a position is measured against beside its own profit: its own margin where it is isolated, else all the rest. */
function backingOf(core: Core, market: Market): Usd {
  const { holding, contract } = market;
  if (core.preferences.has(contract.symbol)) return add(holding.initial, accrued(core, market, core.now));
  let backing = collateralNow(core).collateral;
  for (const other of core.busy) {
    if (core.preferences.has(other.contract.symbol)) {
      backing = sub(backing, other.holding.initial);
      continue;
    }
    backing = add(backing, accrued(core, other, core.now));
    const last = lastOf(other, core.now);
    if (other === market || other.holding.size === 0n || last === undefined) continue;
    backing = add(backing, unrealised(other.holding, markOf(core, other, last)));
  }
  return backing;
}

/** The maintenance margin that the backing of a position must leave: its own where it is isolated, else of all cross ones. */
function neededBy(core: Core, market: Market): Usd {
  if (core.preferences.has(market.contract.symbol)) return market.holding.maintenance;
  let sum = noUsd;
  for (const { holding, contract } of core.busy) {
    if (!core.preferences.has(contract.symbol)) sum = add(sum, holding.maintenance);
  }
  return sum;
}

/** The mark at which backing and profit are worth `value` together: rounded against the position, undefined below zero. */
function priceWorth(market: Market, backing: Usd, value: Usd): Price | undefined {
  const { size, cost } = market.holding;
  if (size === 0n) return undefined;
  const missing: bigint = sub(add(value, cost), backing);
  const exact = (missing * scale) / size;
  return exact > 0n ? counted<Price>(exact) : undefined;
}

/** Where the mark would liquidate this position, all else standing still; undefined where no price would. */
export function liquidationPrice(core: Core, market: Market): Price | undefined {
  return priceWorth(market, backingOf(core, market), neededBy(core, market));
}

/** Where a move brings the equity under the maintenance margin; undefined where it does not. */
export function liquidationLevel(core: Core, market: Market, move: Move): Price | undefined {
  if (market.holding.size === 0n || isSafe(core, market, move)) return undefined;
  const mark = liquidationPrice(core, market);
  const long = market.holding.size > 0n;
  // No price would save a short that is under water at all of them.
  if (mark === undefined) return !long && isBreached(core, market, move.from) ? move.from : undefined;
  const { tick } = market.contract;
  const level = lastFor(core, market, mark);
  const at = long ? max(tick, floorTo(sub(level, one), tick)) : ceilTo(add(level, one), tick);
  const beyond = long ? move.from <= at : move.from >= at;
  const reached = beyond ? move.from : at;
  const passes = beyond || (long ? move.to <= at : move.to >= at);
  return passes && isBreached(core, market, reached) ? reached : undefined;
}

const one: Price = counted(1n);

/**
 * A quick look, in floats and on the safe side: with every other position at the worst price of its candle there is still
 * plenty. Almost every move ends here.
 */
function isSafe(core: Core, market: Market, { from, to }: Move): boolean {
  if (core.preferences.size > 0 || core.wallet.size > 1) return false;
  let equity = decimal(core.wallet.get('USD') ?? noUsd);
  let needed = 0;
  for (const other of core.busy) {
    const { size, cost, maintenance } = other.holding.quick;
    if (size === 0) continue;
    const [low, high] = other === market ? edges(decimal(from), decimal(to)) : candleEdges(other);
    equity += size * (size > 0 ? low : high) - cost;
    needed += maintenance;
  }
  return equity > needed * 1.05 + 0.01;
}

function edges(a: number, b: number): readonly [number, number] {
  return a < b ? [a * 0.99, b * 1.01] : [b * 0.99, a * 1.01];
}

function candleEdges({ candle, price, moved }: Market): readonly [number, number] {
  if (candle === undefined || price === undefined) return [0, Infinity];
  const now = decimal(price);
  return edges(Math.min(candle.low * moved, now), Math.max(candle.high * moved, now));
}

/**
 * The equity has fallen under the maintenance margin: all orders go, half of the position is closed, and if that is not
 * enough the rest. Nothing is sold worse than at the price of bankruptcy; what finds no taker there is assigned at it.
 */
export function liquidate(core: Core, market: Market): void {
  const isolated = core.preferences.has(market.contract.symbol);
  for (const other of isolated ? [market] : [...core.busy]) {
    for (const order of other.orders.slice()) cancelOrder(core, other, order, 'liquidation');
  }
  const { lot } = market.contract;
  const half = floorTo(share(abs(market.holding.size), ratioOfNumber(0.5)), lot);
  const before = market.holding.size;
  if (half > 0n) close(core, market, half, 'partialLiquidation');
  // A half that finds no taker leaves everything as it was: whoever is liquidated does not keep all.
  if (isBreached(core, market, market.price) || market.holding.size === before)
    close(core, market, abs(market.holding.size), 'liquidation');
}

/** Where the contract trades at `last`, the backing and the profit are worth less than the position must maintain. */
export function isBreached(core: Core, market: Market, last: Price | undefined): boolean {
  const { holding } = market;
  if (holding.size === 0n || last === undefined) return false;
  const worth = add(backingOf(core, market), unrealised(holding, markOf(core, market, last)));
  return worth < neededBy(core, market);
}

function close(core: Core, market: Market, qty: Qty, type: Execution['type']): void {
  const { size } = market.holding;
  const side = size > 0n ? 'sell' : 'buy';
  const bankrupt = priceWorth(market, backingOf(core, market), noUsd) ?? market.contract.tick;
  const { tick } = market.contract;
  const limitPrice = side === 'sell' ? max(tick, ceilTo(bankrupt, tick)) : max(tick, floorTo(bankrupt, tick));
  const order: Order = {
    orderId: core.nextId('order'),
    symbol: market.contract.symbol,
    side,
    reduceOnly: true,
    signal: 'mark',
    receivedAt: core.now,
    updatedAt: core.now,
    kind: 'ioc',
    quantity: qty,
    filled: noQty,
    isTrigger: false,
    attempted: market.turn,
    limitPrice,
  };
  core.orders.set(order.orderId, order);
  take(core, market, order, { plan: planOf(core, market, order), type });
  const left = remaining(order);
  if (left > 0n && type === 'liquidation') execute(core, market, order, { price: limitPrice, qty: left, type });
  core.news.record({ type: 'order.placed', order: viewOf(order), reason: 'liquidation' });
  const status = remaining(order) === 0n ? 'FULLY_EXECUTED' : 'CANCELLED';
  end(core, market, order, { status, reason: 'liquidation' });
  fitReduceOnly(core, market);
}
