import type { OrderTicket } from '../../core/order/order.ts';
import type { Price } from '../../core/units.ts';
import { reducible } from './account.ts';
import { readBooks } from './exchange.ts';
import type { Exchange, Market } from './exchange.ts';
import { isOpen } from './market.ts';

/**
 * Why the venue refuses a ticket, in Kraken's words; undefined where it takes it.
 *
 * @see https://docs.kraken.com/api/docs/futures-api/trading/send-order
 */
export function refusal(exchange: Exchange, market: Market, ticket: OrderTicket): string | undefined {
  return malformed(market, ticket) ?? untimely(exchange, market, ticket);
}

function malformed({ instrument }: Market, { qty, form }: OrderTicket): string | undefined {
  if (qty < instrument.minQty || qty % instrument.lot !== 0n) return 'invalidSize';
  const price = priceOfForm(form);
  return price === undefined || (price > 0n && price % instrument.tick === 0n) ? undefined : 'invalidPrice';
}

function priceOfForm(form: OrderTicket['form']): Price | undefined {
  if (form.type === 'market') return undefined;
  return form.type === 'limit' ? form.price : form.trigger;
}

function untimely(exchange: Exchange, market: Market, ticket: OrderTicket): string | undefined {
  const { orders, options, now } = exchange;
  if (orders.has(ticket.id)) return 'clientOrderIdAlreadyExist';
  const reduces = reducible(market.holding.size, ticket.side) > 0n;
  if (ticket.reduceOnly && !reduces) return 'wouldNotReducePosition';
  if (ticket.form.type === 'market' && !isOpen(market, now)) return 'marketUnavailable';
  return options.admit?.(ticket, readBooks(exchange));
}
