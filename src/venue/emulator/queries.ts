import { abs } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Execution, PositionView } from './account-view.ts';
import { accrued } from './accrual.ts';
import type { Core, Market, Order } from './core.ts';
import { named } from './editing.ts';
import { facts } from './facts.ts';
import { entryPriceOf, unrealised } from './holding.ts';
import { liquidationPrice } from './liquidation.ts';
import type { PublicTrade } from './market-view.ts';
import type { OrderName, OrderStatus, VenueOrder } from './order-view.ts';
import { viewOf } from './order.ts';
import { lastOf, markOf } from './prices.ts';
import { catchUpTape } from './tape.ts';

export function openOrders({ busy }: Core): readonly VenueOrder[] {
  return [...busy].flatMap(({ orders }) => orders.map(viewOf));
}

/** Of the named ones, or of all, those that are open or ended a moment ago. */
export function orderStatus(core: Core, names: readonly OrderName[]): readonly OrderStatus[] {
  const asked =
    names.length > 0
      ? names.flatMap((name) => named(core, name) ?? [])
      : [...[...core.busy].flatMap(({ orders }) => orders), ...endedLately(core)];
  return asked.flatMap((order): readonly OrderStatus[] => {
    const { end } = order;
    if (end === undefined)
      return [{ order: viewOf(order), status: order.isTrigger ? 'TRIGGER_PLACED' : 'ENTERED_BOOK' }];
    if (isOld(core, end.at)) return [];
    return [{ order: viewOf(order), status: end.status, reason: end.reason }];
  });
}

function isOld({ now }: Core, at: Ms): boolean {
  return at < now - facts.memory.statusMs;
}

/** Oldest first. */
function endedLately(core: Core): readonly Order[] {
  const { past } = core;
  return past.slice(past.findLastIndex(({ end }) => end !== undefined && isOld(core, end.at)) + 1);
}

/** Newest first. */
export function executionsOf({ executions }: Core, count: number, before?: Ms): readonly Execution[] {
  const last = before === undefined ? executions.length - 1 : executions.findLastIndex(({ at }) => at < before);
  return executions.slice(Math.max(0, last + 1 - count), last + 1).reverse();
}

export function tradesOf(core: Core, market: Market, before?: Ms): readonly PublicTrade[] {
  catchUpTape(core, market);
  const kept = market.trades.slice(-facts.trades);
  return (before === undefined ? kept : kept.filter(({ at }) => at < before)).reverse();
}

export function positionsOf(core: Core): readonly PositionView[] {
  return [...core.busy].flatMap((market) => positionOf(core, market) ?? []);
}

function positionOf(core: Core, market: Market): PositionView | undefined {
  const { holding, reserved, contract } = market;
  const last = lastOf(market, core.now);
  if (holding.size === 0n || last === undefined) return undefined;
  const mark = markOf(core, market, last);
  const liquidatedAt = liquidationPrice(core, market);
  const maxLeverage = core.preferences.get(contract.symbol);
  return {
    symbol: contract.symbol,
    side: holding.size > 0n ? 'long' : 'short',
    qty: abs(holding.size),
    entryPrice: entryPriceOf(holding),
    openedAt: holding.openedAt,
    mark,
    unrealised: unrealised(holding, mark),
    unrealisedFunding: accrued(core, market, core.now),
    initialMargin: holding.initial,
    initialMarginWithOrders: reserved,
    maintenanceMargin: holding.maintenance,
    ...(liquidatedAt === undefined ? {} : { liquidationPrice: liquidatedAt }),
    ...(maxLeverage === undefined ? {} : { maxLeverage }),
  };
}
