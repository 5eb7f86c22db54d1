import { err, ok } from '../../../../core/result.ts';
import type { Result } from '../../../../core/result.ts';
import type { Execution } from '../../account-view.ts';
import type { Contract } from '../../market-view.ts';
import type { OrderTerms, SendAnswer } from '../../order-view.ts';
import { faultOf, isParams, textIn } from '../params.ts';
import type { Params, Spec } from '../params.ts';
import type { Desk } from './desk.ts';
import type { Read } from './terms.ts';

const spec: Spec = {
  order_type: 'text!',
  limit_price: 'number',
  limit_price_type: 'text',
  trigger_price: 'number',
  trigger_price_type: 'text',
};

type ReadOrder = (params: Params, contract: Contract, desk: Desk) => Result<Read, string>;

/**
 * The order that closes each fill of another one: its template in the words of an order of its own, on the other side.
 * The quantity is each fill's.
 */
export function readConditional(
  { params, contract, desk }: Readonly<{ params: Params; contract: Contract; desk: Desk }>,
  readOrder: ReadOrder,
): Result<Read | undefined, string> {
  const given = params['conditional'];
  if (given === undefined) return ok(undefined);
  if (!isParams(given)) return err("'params.conditional' must be an object");
  const fault = faultOf(given, spec, 'params.conditional');
  if (fault !== undefined) return err(fault);
  const { trigger_price: price, trigger_price_type: type, ...rest } = given;
  const triggers = price === undefined ? {} : { triggers: { price, price_type: type } };
  const side = textIn(params, 'side') === 'buy' ? 'sell' : 'buy';
  const order = { ...rest, ...triggers, side, order_qty: params['order_qty'] };
  const named = Object.fromEntries(Object.entries(order).filter(([, value]) => value !== undefined));
  return readOrder(named, contract, desk);
}

/**
 * Sends an order whose fills are closed one by one. A close is sent after the moment's other news: never from within an
 * execution.
 */
export function sendWithClose({ exchange, hub, orders }: Desk, terms: OrderTerms, close: Read): SendAnswer {
  const waiting: Execution[] = [];
  let orderId: string | undefined;
  let isOver = false;
  const flush = hub.gather(() => {
    for (const { qty } of waiting.splice(0).filter((one) => one.orderId === orderId)) {
      orders.shelf.sending(close.said, () => exchange.send({ ...close.terms, size: qty }));
    }
    if (isOver) for (const stop of stops) stop();
  });
  const stops = [
    hub.on('execution', (event) => {
      if (event.type !== 'execution' || (orderId !== undefined && event.execution.orderId !== orderId)) return;
      waiting.push(event.execution);
      flush();
    }),
    hub.on('order', (event) => {
      if (event.type !== 'order' || !event.gone || event.order.orderId !== orderId) return;
      isOver = true;
      flush();
    }),
  ];
  const answer = exchange.send(terms);
  orderId = answer.status === 'placed' ? answer.orderId : undefined;
  isOver = orderId === undefined || !exchange.openOrders().some((order) => order.orderId === orderId);
  flush();
  return answer;
}
