import { assert } from '../../core/assert.ts';
import type { Fill } from '../../core/order/order.ts';
import { add, later, max, min, notional } from '../../core/units.ts';
import type { Price, Qty } from '../../core/units.ts';
import { book, reducible } from './account.ts';
import { lotsOf, shareUp, slipped } from './exact.ts';
import { remaining } from './exchange.ts';
import type { Exchange, Market, Report, VenueRecord } from './exchange.ts';
import { points } from './path.ts';

/** How long after its first execution a market order tries again before it waits for the next point. */
const retryMs = 1000;

type Deal = Readonly<{ price: Price; liquidity: Fill['liquidity'] }>;

/** Executes as taker at the market's price, slipped; a limit order never pays more than its limit. */
export function take(exchange: Exchange, market: Market, order: VenueRecord): void {
  const { ticket } = order;
  assert(market.price !== undefined, 'an execution needs a price');
  const { tick } = market.instrument;
  const worse = slipped(market.price, ticket.side, { slippage: exchange.options.slippage, tick });
  execute(exchange, market, { order, deal: { price: within(ticket, worse), liquidity: 'taker' } });
}

function within({ form, side }: VenueRecord['ticket'], price: Price): Price {
  if (form.type !== 'limit') return price;
  return side === 'buy' ? min(form.price, price) : max(form.price, price);
}

/** Executes a resting limit order as maker, at its limit whatever the market's price. */
export function make(exchange: Exchange, market: Market, order: VenueRecord): void {
  const { form } = order.ticket;
  assert(form.type === 'limit', 'only a limit order makes a price');
  execute(exchange, market, { order, deal: { price: form.price, liquidity: 'maker' } });
}

/** Gives an order its turn: as much as is left of it, as the candle's volume allows, and as it may reduce. */
function execute(exchange: Exchange, market: Market, { order, deal }: { order: VenueRecord; deal: Deal }): void {
  order.attempted = market.segment;
  const qty = min(remaining(order), min(liquidityOf(exchange, market), room(market, order)));
  assert(qty > 0n, 'an order that can no longer execute does not rest');
  const before = market.holding.size;
  const fill = report(exchange, order, { qty, deal });
  book(exchange.account, market.holding, fill);
  if (remaining(order) === 0n) end(exchange, market, { order, how: 'filled' });
  if (changedSides(before, market.holding.size)) dropReduceOnly(exchange, market);
  if (order.end === undefined && order.status === 'working') retry(exchange, market, order);
}

function report(exchange: Exchange, order: VenueRecord, { qty, deal }: { qty: Qty; deal: Deal }): Fill {
  const { id, instrument, side } = order.ticket;
  const fee = shareUp(notional(deal.price, qty), exchange.options.fees[deal.liquidity]);
  const name = `fill-${String(exchange.fills.length + 1)}`;
  const fill = { id: name, order: id, instrument, side, qty, ...deal, fee, venueAt: exchange.now };
  order.filled = add(order.filled, qty);
  order.fills.push(fill);
  exchange.fills.push(fill);
  exchange.post({ type: 'order.filled', fill });
  return fill;
}

function liquidityOf({ options }: Exchange, { candle, instrument }: Market): Qty {
  assert(candle !== undefined, 'an execution needs a market');
  return lotsOf(candle.volume, options.participation / points, instrument.lot);
}

/** A reduce-only order that is larger than the position is clamped to it when it executes. */
function room({ holding }: Market, { ticket }: VenueRecord): Qty {
  return ticket.reduceOnly ? reducible(holding.size, ticket.side) : ticket.qty;
}

function changedSides(before: Qty, after: Qty): boolean {
  return before !== 0n && (after === 0n || before > 0n !== after > 0n);
}

/** The position is gone or has turned over: no reduce-only order that rests here can reduce any more. */
function dropReduceOnly(exchange: Exchange, market: Market): void {
  for (const order of market.orders.filter(({ ticket }) => ticket.reduceOnly)) {
    end(exchange, market, { order, how: 'canceled' });
  }
}

function retry(exchange: Exchange, market: Market, order: VenueRecord): void {
  if (order.retried) return;
  order.retried = true;
  exchange.agenda.add(later(exchange.now, retryMs), { type: 'retry', market, order });
}

/** Takes an order off the market and says so; the caller names why. */
function end(
  exchange: Exchange,
  market: Market,
  { order, how }: { order: VenueRecord; how: 'filled' | 'canceled' },
): void {
  withdraw(exchange, market, { order, how });
  exchange.post(endOf(order));
}

/** Takes an order off the market in silence: the caller answers. */
export function withdraw(
  exchange: Exchange,
  market: Market,
  { order, how }: { order: VenueRecord; how: 'filled' | 'canceled' },
): void {
  order.end = { how, at: exchange.now };
  market.orders.splice(market.orders.indexOf(order), 1);
  exchange.ended.push(order);
}

/** The report of an order's end, as often as it is asked for. */
export function endOf({ ticket, end: ended, filled }: VenueRecord): Report {
  assert(ended !== undefined, 'only an ended order has an end');
  return { type: 'order.ended', order: ticket.id, how: ended.how, filled };
}
