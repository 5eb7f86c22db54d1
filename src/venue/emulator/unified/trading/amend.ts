import { ms } from '../../../../core/units.ts';
import type { Price, Qty } from '../../../../core/units.ts';
import type { OrderChange } from '../../order-view.ts';
import type { OrderRecord } from '../order-record.ts';
import { exactIn, flagIn, textIn } from '../params.ts';
import type { Params } from '../params.ts';
import { deadlineIn } from './desk.ts';
import type { Call, Desk, Method } from './desk.ts';
import { refusalOf } from './refusals.ts';

/** Changes an order in place; `order_qty` is all of it. `amend_id` is empty for derivatives. */
export const amendOrder: Method = {
  spec: {
    order_id: 'text',
    cl_ord_id: 'text',
    order_qty: 'number',
    limit_price: 'number',
    limit_price_type: 'text',

    trigger_price: 'number',
    trigger_price_type: 'text',
    post_only: 'boolean',
    deadline: 'text',
  },
  assetClass: 'required',
  cancels: false,
  run: (call) => {
    const { asked, talk } = call;
    const error = amend(call);
    if (error !== undefined) return talk.refuse(asked, error);
    const orderId = textIn(asked.params, 'order_id');
    const name = orderId === undefined ? { cl_ord_id: textIn(asked.params, 'cl_ord_id') } : { order_id: orderId };
    talk.accept(asked, { amend_id: '', ...name });
  },
};

/** What is wrong; undefined where it is done. */
function amend({ asked: { params }, desk }: Call): string | undefined {
  const { exchange, switches, rate } = desk;
  if (switches.amend === 'refused') return 'EOrder:Invalid order:Derivatives are not amended';
  const record = recordIn(params, desk);
  if (typeof record === 'string') return record;
  const deadline = deadlineIn(params, exchange.now());
  if (typeof deadline === 'string') return deadline;
  for (const name of ['limit_price_type', 'trigger_price_type']) {
    if ((textIn(params, name) ?? 'static') !== 'static') return `EGeneral:Invalid arguments:${name}`;
  }
  const given = {
    size: exactIn<Qty>(params, 'order_qty'),
    limitPrice: exactIn<Price>(params, 'limit_price'),
    stopPrice: exactIn<Price>(params, 'trigger_price'),
  };
  if (given.size === undefined && params['order_qty'] !== undefined) return 'EGeneral:Invalid arguments:order_qty';
  if (isSame(given, record)) return 'EOrder:No amendable parameters';
  const order = exchange.openOrders().find(({ orderId }) => orderId === record.venueId);
  if (order === undefined) return 'EOrder:Unknown order';
  const work = { method: 'amend', symbol: order.symbol, ageMs: exchange.now() - order.receivedAt } as const;
  if (!rate.work(work)) return 'EOrder:Rate limit exceeded';
  // Less than has executed: nothing of it is to stay.
  if (given.size !== undefined && given.size > 0n && given.size <= order.filled)
    return void exchange.cancel({ orderId: order.orderId });
  if (flagIn(params, 'post_only', false) && wouldTake(desk, record, given.limitPrice)) return 'EOrder:Post only order';
  const { size, limitPrice, stopPrice } = given;
  const change: OrderChange = {
    which: { orderId: order.orderId },
    sizeMode: 'ABSOLUTE',
    ...(size === undefined ? {} : { size }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(deadline === undefined ? {} : { processBefore: ms(deadline) }),
  };
  const { status } = exchange.edit(change);
  return ['placed', 'edited', 'filled', 'partiallyFilled'].includes(status) ? undefined : refusalOf(status);
}

/** The open order that the parameters name, by one of its two ids. */
function recordIn(params: Params, { orders: { shelf } }: Desk): OrderRecord | string {
  const [orderId, cliOrdId] = [textIn(params, 'order_id'), textIn(params, 'cl_ord_id')];
  if ((orderId === undefined) === (cliOrdId === undefined)) return 'EGeneral:Invalid arguments:order_id or cl_ord_id';
  const record = orderId === undefined ? shelf.findClient(cliOrdId ?? '') : shelf.find(orderId);
  return record === undefined || record.isDone ? 'EOrder:Unknown order' : record;
}

type Given = Readonly<{ size: Qty | undefined; limitPrice: Price | undefined; stopPrice: Price | undefined }>;

function isSame({ size, limitPrice, stopPrice }: Given, record: OrderRecord): boolean {
  return (
    (size ?? record.qty) === record.qty &&
    (limitPrice ?? record.limitPrice) === record.limitPrice &&
    (stopPrice ?? record.stopPrice) === record.stopPrice
  );
}

function wouldTake({ exchange, hub }: Desk, { symbol, side }: OrderRecord, limit: Price | undefined): boolean {
  const contract = hub.contracts().get(symbol);
  const book = contract === undefined ? undefined : exchange.book(contract.symbol, 1);
  const best = side === 'buy' ? book?.asks[0]?.price : book?.bids[0]?.price;
  if (limit === undefined || best === undefined) return false;
  return side === 'buy' ? limit >= best : limit <= best;
}
