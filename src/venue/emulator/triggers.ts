import { add, ceilTo, decimal, floorTo, formatFixed, max, share, sub } from '../../core/units.ts';
import type { Price } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { counted, priceOfChart } from './exact.ts';
import { facts } from './facts.ts';
import type { Offset, OrderSide } from './order-view.ts';
import { signalOf } from './prices.ts';

/** True where the signal must fall to the level: a stop that sells, a take-profit that buys. */
export function comesFromAbove({ kind, side }: Pick<Order, 'kind' | 'side'>): boolean {
  return kind === 'take_profit' ? side === 'buy' : side === 'sell';
}

/** The last price at which a trigger's signal stands at its level. With a basis the two differ. */
export function levelOf(core: Core, market: Market, order: Order): Price | undefined {
  const { stopPrice, signal } = order;
  const basis = core.options.basis?.(market.contract.symbol, core.now) ?? 0;
  if (stopPrice === undefined || signal === 'last' || basis === 0) return stopPrice;
  const premium = signal === 'mark' ? clamped(basis) : 0;
  const exact = priceOfChart((decimal(stopPrice) * (1 + basis)) / (1 + premium));
  const { tick } = market.contract;
  return comesFromAbove(order) ? max(tick, floorTo(exact, tick)) : ceilTo(exact, tick);
}

function clamped(basis: number): number {
  return Math.max(-facts.premium, Math.min(facts.premium, basis));
}

/** An offset from a price: a share of it, or so many dollars. */
export function offsetOf({ value, unit }: Offset, price: Price): Price {
  return unit === 'PERCENT' ? share(price, counted(value / 100n)) : counted(value);
}

/** Where a trailing stop stands while its signal shows `best`: so far behind it, rounded away from it. */
export function trailingLevel(side: OrderSide, best: Price, terms: Readonly<{ trailing: Offset; tick: Price }>): Price {
  const { trailing, tick } = terms;
  const away = offsetOf(trailing, best);
  return side === 'sell' ? max(tick, floorTo(max(tick, sub(best, away)), tick)) : ceilTo(add(best, away), tick);
}

/** The price has moved: trailing stops follow their signals, and only ever come closer. The ones that did. */
export function trail(core: Core, market: Market): readonly Order[] {
  const { price, contract } = market;
  if (price === undefined) return [];
  return market.orders.filter((order) => {
    const { trailing, side, stopPrice, signal } = order;
    if (trailing === undefined || stopPrice === undefined || !order.isTrigger) return false;
    const terms = { trailing, tick: contract.tick };
    const level = trailingLevel(side, signalOf(core, market, signal, price), terms);
    if (side === 'sell' ? level <= stopPrice : level >= stopPrice) return false;
    order.stopPrice = level;
    order.updatedAt = core.now;
    return true;
  });
}

/** The limit of a triggered order whose limit was given as an offset: so far beyond the trigger, against the order. */
export function limitFromOffset(order: Order, tick: Price): Price | undefined {
  const { limitOffset, stopPrice, side } = order;
  if (limitOffset === undefined || stopPrice === undefined) return order.limitPrice;
  const away = offsetOf(limitOffset, stopPrice);
  return side === 'buy' ? floorTo(add(stopPrice, away), tick) : max(tick, ceilTo(sub(stopPrice, away), tick));
}

/** A deviation that the venue takes: 0.1 to 50 percent in one decimal, or a multiple of the tick. */
export function isDeviation({ value, unit }: Offset, tick: Price): boolean {
  if (unit === 'QUOTE_CURRENCY') return value > 0n && value % tick === 0n;
  const { least, most } = facts.trailing;
  return value >= least && value <= most && /^\d+(\.\d)?$/.test(formatFixed(value));
}
