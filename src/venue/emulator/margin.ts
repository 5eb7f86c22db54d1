import { abs, add, max, noQty, noUsd, notional, sub } from '../../core/units.ts';
import type { Ratio, Usd } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { proportion, ratioOfNumber, shareUp } from './exact.ts';
import { keepMargin, reducible } from './holding.ts';
import type { Contract, MarginLevel } from './market-view.ts';
import type { OrderSide } from './order-view.ts';
import { remaining } from './order.ts';

/** The level of a whole position: that of its notional at the price of entry, for all of it. */
export function levelAt({ marginLevels }: Contract, value: Usd): MarginLevel {
  const found = marginLevels.findLast(({ from }) => from <= value) ?? marginLevels[0];
  return found ?? { from: noUsd, initial: ratioOfNumber(1), maintenance: ratioOfNumber(1) };
}

/** What a position of this notional binds; a leverage preference can only ask for more. Rounded up. */
export function marginOf(
  core: Core,
  { contract }: Pick<Market, 'contract'>,
  value: Usd,
): Readonly<{ initial: Usd; maintenance: Usd }> {
  const level = levelAt(contract, value);
  const wanted = core.preferences.get(contract.symbol);
  const rate = wanted === undefined ? level.initial : max(level.initial, inverse(wanted));
  return { initial: shareUp(value, rate), maintenance: shareUp(value, level.maintenance) };
}

/** One over a leverage, as a share. */
export function inverse(leverage: number): Ratio {
  return ratioOfNumber(1 / leverage);
}

/** What the position alone binds, and what it binds with all its orders: after anything that changes either. */
export function refreshMargin(core: Core, market: Market): void {
  const { holding } = market;
  keepMargin(holding, marginOf(core, market, abs(holding.cost)));
  market.reserved = reservedWith(core, market, market.orders);
  if (holding.size === 0n && market.orders.length === 0) core.busy.delete(market);
  else core.busy.add(market);
}

/** A position in a contract, as it is or as it would be. */
type Stake = Pick<Market, 'contract' | 'holding'>;

/** Initial margin if all orders of one side were filled, of the worse side. Triggers and reduce-only orders bind nothing. */
export function reservedWith(core: Core, market: Stake, orders: readonly Order[]): Usd {
  const { holding } = market;
  if (orders.length === 0) return holding.initial;
  const exposures = (['buy', 'sell'] as const).map((side) => exposureWith(market, orders, side));
  const worst = exposures.reduce((a, b) => max(a, b), abs(holding.cost));
  return worst === abs(holding.cost) ? holding.initial : marginOf(core, market, worst).initial;
}

function exposureWith({ holding }: Stake, orders: readonly Order[], side: OrderSide): Usd {
  let [qty, value] = [noQty, noUsd];
  for (const order of orders) {
    if (order.side !== side || order.isTrigger || order.reduceOnly || order.limitPrice === undefined) continue;
    const open = remaining(order);
    qty = add(qty, open);
    value = add(value, notional(order.limitPrice, open));
  }
  const closing = reducible(holding.size, side);
  if (closing === 0n) return add(abs(holding.cost), value);
  return qty > closing ? proportion(value, sub(qty, closing), qty) : noUsd;
}

/** Sums over all contracts: what positions bind, with their orders, and below what equity they are liquidated. */
export function marginTotals(core: Core): Readonly<{ initial: Usd; withOrders: Usd; maintenance: Usd }> {
  let [initial, withOrders, maintenance] = [noUsd, noUsd, noUsd];
  for (const { holding, reserved } of core.busy) {
    initial = add(initial, holding.initial);
    withOrders = add(withOrders, reserved);
    maintenance = add(maintenance, holding.maintenance);
  }
  return { initial, withOrders, maintenance };
}
