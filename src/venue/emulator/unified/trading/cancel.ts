import type { OrderRecord } from '../order-record.ts';
import type { Row } from '../frame.ts';
import { textsIn } from '../params.ts';
import type { Desk, Method } from './desk.ts';

/** One answer for each order, all under the same req_id. */
export const cancelOrder: Method = {
  spec: { order_id: 'texts', cl_ord_id: 'texts' },
  assetClass: 'required',
  cancels: true,
  run: ({ asked, talk, desk }) => {
    const [ids, clients] = [textsIn(asked.params, 'order_id'), textsIn(asked.params, 'cl_ord_id')];
    if ((ids.length === 0) === (clients.length === 0)) {
      return talk.refuse(asked, 'EGeneral:Invalid arguments:order_id or cl_ord_id');
    }
    const { shelf } = desk.orders;
    const one = (record: OrderRecord | undefined): void => {
      const gone = cancel(desk, record);
      if (typeof gone === 'string') talk.refuse(asked, gone);
      else talk.accept(asked, gone);
    };
    for (const id of ids) one(shelf.find(id));
    for (const id of clients) one(shelf.findClient(id));
  },
};

/** What it cancelled, or why not. An order that is over is unknown. */
function cancel({ exchange, rate }: Desk, record: OrderRecord | undefined): Row | string {
  const order =
    record?.isDone === false ? exchange.openOrders().find(({ orderId }) => orderId === record.venueId) : undefined;
  if (record === undefined || order === undefined) return 'EOrder:Unknown order';
  const ageMs = exchange.now() - order.receivedAt;
  if (!rate.work({ method: 'cancel', symbol: order.symbol, ageMs })) return 'EOrder:Rate limit exceeded';
  const { id, cliOrdId } = record;
  return exchange.cancel({ orderId: order.orderId }).status === 'cancelled'
    ? { order_id: id, cl_ord_id: cliOrdId }
    : 'EOrder:Unknown order';
}

/** All open orders, stops included. */
export const cancelAll: Method = {
  spec: {},
  assetClass: 'required',
  cancels: true,
  run: ({ asked, talk, desk }) => talk.accept(asked, { count: desk.exchange.cancelAll().length }),
};

const batchOf = { least: 2, most: 50 } as const;

/** By either id, both kinds together. What is not open any more is not counted. */
export const batchCancel: Method = {
  spec: { orders: 'texts', cl_ord_id: 'texts' },
  assetClass: 'required',
  cancels: true,
  run: ({ asked, talk, desk }) => {
    const { shelf } = desk.orders;
    const [ids, clients] = [textsIn(asked.params, 'orders'), textsIn(asked.params, 'cl_ord_id')];
    const total = ids.length + clients.length;
    if (total < batchOf.least || total > batchOf.most) return talk.refuse(asked, 'EGeneral:Invalid arguments:orders');
    const records = [...ids.map(shelf.find), ...clients.map(shelf.findClient)];
    const count = records.filter((record) => typeof cancel(desk, record) !== 'string').length;
    talk.accept(asked, { count, warnings: [] });
  },
};
