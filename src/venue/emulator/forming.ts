import { add, min, noQty, sub } from '../../core/units.ts';
import type { Qty } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { reducible } from './holding.ts';
import { bestAgainst, protectionOf } from './ladder.ts';
import type { OrderTerms } from './order-view.ts';
import { signalOf } from './prices.ts';
import { trailingLevel } from './triggers.ts';
import { isTriggerKind } from './validation.ts';

/** A well-formed request as an order: a market order with its protection, a trailing stop with its first level. */
export function formed(core: Core, market: Market, terms: OrderTerms): Order {
  const { symbol, side, size, kind, cliOrdId, limitPrice, stopPrice, signal, reduceOnly, trailing, limitOffset } =
    terms;
  const order: { -readonly [Part in keyof Order]: Order[Part] } = {
    orderId: core.nextId('order'),
    symbol,
    side,
    reduceOnly: reduceOnly ?? false,
    signal: signal ?? 'last',
    receivedAt: core.now,
    updatedAt: core.now,
    kind: kind === 'mkt' ? 'ioc' : kind,
    quantity: size,
    filled: noQty,
    isTrigger: isTriggerKind(kind),
    attempted: -1,
  };
  if (cliOrdId !== undefined) order.cliOrdId = cliOrdId;
  if (limitPrice !== undefined) order.limitPrice = limitPrice;
  if (stopPrice !== undefined) order.stopPrice = stopPrice;
  if (trailing !== undefined) order.trailing = trailing;
  if (limitOffset !== undefined) order.limitOffset = limitOffset;
  if (kind === 'mkt') protect(core, market, order);
  if (trailing !== undefined && market.price !== undefined) {
    const best = signalOf(core, market, order.signal, market.price);
    order.stopPrice = trailingLevel(side, best, { trailing, tick: market.contract.tick });
  }
  return order;
}

/** A market order is one that takes up to one percent beyond the best price. */
export function protect(core: Core, market: Market, order: Order): void {
  const best = bestAgainst(core, market, order.side);
  if (best !== undefined) order.limitPrice = protectionOf(best, order.side, market.contract.tick);
}

/** Cuts a reduce-only order to the position, a trigger only when it fires; where nothing reduces, nothing is left. How much was cut. */
export function clamp({ holding }: Market, order: Order): Qty {
  const { quantity, side, reduceOnly, isTrigger, filled } = order;
  const room = reducible(holding.size, side);
  if (!reduceOnly || (room > 0n && isTrigger)) return noQty;
  order.quantity = room === 0n ? filled : min(quantity, add(filled, room));
  return sub(quantity, order.quantity);
}
