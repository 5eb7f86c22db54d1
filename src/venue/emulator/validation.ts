import { notional, sub } from '../../core/units.ts';
import type { Ms, Price, Qty } from '../../core/units.ts';
import type { Core, Market } from './core.ts';
import { facts } from './facts.ts';
import type { Contract } from './market-view.ts';
import type { OrderKind, OrderTerms, SendStatus } from './order-view.ts';
import { isOpen } from './prices.ts';
import { isDeviation } from './triggers.ts';

export function isTriggerKind(kind: OrderKind): boolean {
  return kind === 'stp' || kind === 'take_profit' || kind === 'trailing_stop';
}

/** Kinds that are over at once. */
function isImmediate(kind: OrderKind): boolean {
  return kind === 'mkt' || kind === 'ioc' || kind === 'fok';
}

/** Why a request does not even become an order, in Kraken's words; undefined where it does. */
export function unfit(core: Core, market: Market, terms: OrderTerms): SendStatus | undefined {
  if ((terms.cliOrdId?.length ?? 0) > facts.clientIdLength) return 'clientOrderIdTooLong';
  return (
    tooLate(core, terms.processBefore) ??
    malformed(market.contract, terms) ??
    closed(core, market, terms.kind) ??
    crowded(market, terms)
  );
}

export function tooLate({ now }: Core, processBefore: Ms | undefined): SendStatus | undefined {
  return processBefore !== undefined && processBefore < now ? 'wouldProcessAfterSpecifiedTime' : undefined;
}

function malformed(contract: Contract, terms: OrderTerms): SendStatus | undefined {
  const { size, limitPrice, stopPrice } = terms;
  if (!isSize(contract, size)) return 'invalidSize';
  if (!isPrice(contract, limitPrice) || !isPrice(contract, stopPrice)) return 'invalidPrice';
  if (limitPrice !== undefined && notional(limitPrice, size) > facts.value) return 'invalidSize';
  return isTriggerKind(terms.kind) ? malformedTrigger(contract, terms) : malformedOrder(terms);
}

export function isSize({ lot }: Contract, size: Qty): boolean {
  return size > 0n && size % lot === 0n;
}

/** Absent, or positive and on the tick. */
export function isPrice({ tick }: Contract, price: Price | undefined): boolean {
  return price === undefined || (price > 0n && price % tick === 0n);
}

function malformedOrder({ kind, limitPrice, stopPrice, trailing, limitOffset }: OrderTerms): SendStatus | undefined {
  if (stopPrice !== undefined || trailing !== undefined || limitOffset !== undefined) return 'invalidOrderType';
  if (kind === 'mkt') return undefined;
  return limitPrice === undefined ? 'invalidPrice' : undefined;
}

function malformedTrigger(contract: Contract, terms: OrderTerms): SendStatus | undefined {
  const { kind, limitPrice, stopPrice, trailing, limitOffset } = terms;
  if (limitPrice !== undefined && limitOffset !== undefined) return 'invalidPrice';
  if (limitOffset !== undefined && limitOffset.value < 0n) return 'invalidPrice';
  if (kind !== 'trailing_stop') {
    if (trailing !== undefined) return 'invalidOrderType';
    return stopPrice === undefined ? 'invalidPrice' : undefined;
  }
  if (trailing === undefined || limitPrice !== undefined || stopPrice !== undefined) return 'invalidPrice';
  return isDeviation(trailing, contract.tick) ? undefined : 'invalidPrice';
}

function closed({ phase, now }: Core, market: Market, kind: OrderKind): SendStatus | undefined {
  if (phase === 'maintenance' || phase === 'cancel_only' || !market.contract.tradeable) return 'marketSuspended';
  const needsPrice = isImmediate(kind) || kind === 'trailing_stop';
  return needsPrice && !isOpen(market, now) ? 'marketInactive' : undefined;
}

function crowded({ orders, price }: Market, { limitPrice, stopPrice, size, kind }: OrderTerms): SendStatus | undefined {
  if (isImmediate(kind)) return undefined;
  const { open, small, smallValue } = facts.orders;
  if (orders.length >= open) return 'tooManyOrders';
  const at = limitPrice ?? stopPrice ?? price;
  if (at === undefined || notional(at, size) >= smallValue) return undefined;
  const few = orders.filter((order) => {
    const level = order.limitPrice ?? order.stopPrice ?? at;
    return notional(level, sub(order.quantity, order.filled)) < smallValue;
  });
  return few.length >= small ? 'tooManySmallOrders' : undefined;
}
