import { err, ok } from '../../../../core/result.ts';
import type { Result } from '../../../../core/result.ts';
import { ms } from '../../../../core/units.ts';
import type { OrderReason, SendAnswer } from '../../order-view.ts';
import type { Contract } from '../../market-view.ts';
import type { Row } from '../frame.ts';
import { faultOf, flagIn, objectsIn, textIn } from '../params.ts';
import type { Params } from '../params.ts';
import { sendWithClose } from './conditional.ts';
import { deadlineIn } from './desk.ts';
import type { Call, Desk, Method } from './desk.ts';
import { refusalOf } from './refusals.ts';
import { orderSpec, readOrder } from './terms.ts';
import type { Read } from './terms.ts';

/** Success means that it is accepted; what becomes of it is told by `executions`. */
export const addOrder: Method = {
  spec: { ...orderSpec, symbol: 'text!', deadline: 'text', validate: 'boolean' },
  assetClass: 'required',
  cancels: false,
  run: ({ asked, talk, desk }) => {
    const { params } = asked;
    const contract = contractIn(params, desk);
    const read = contract.ok ? readOrder(params, contract.value, desk) : contract;
    if (!read.ok) return talk.refuse(asked, read.error);
    if (flagIn(params, 'validate', false)) return talk.accept(asked, nameOf('', read.value));
    const placed = place(desk, read.value);
    if (placed.ok) talk.accept(asked, nameOf(placed.value, read.value));
    else talk.refuse(asked, placed.error);
  },
};

/** Between two and fifteen orders of one contract. One that is malformed refuses all; what the engine refuses, it refuses alone. */
export const batchAdd: Method = {
  spec: { symbol: 'text!', deadline: 'text', validate: 'boolean', orders: 'objects!' },
  assetClass: 'required',
  cancels: false,
  run: (call) => {
    const { asked, talk, desk } = call;
    const reads = readBatch(call);
    if (!reads.ok) return talk.refuse(asked, reads.error);
    const isTrial = flagIn(asked.params, 'validate', false);
    const rows = reads.value.map((read): Row => {
      const placed = isTrial ? ok('') : place(desk, read);
      return placed.ok ? nameOf(placed.value, read) : { cl_ord_id: read.terms.cliOrdId, error: placed.error };
    });
    if (desk.switches.batchAddReply === 'array') return talk.accept(asked, rows);
    talk.accept(asked, { orders: rows.map((row) => ({ ...row, success: row['error'] === undefined })) });
  },
};

const batchOf = { least: 2, most: 15 } as const;

function readBatch({ asked, desk }: Call): Result<readonly Read[], string> {
  const { params } = asked;
  const contract = contractIn(params, desk);
  if (!contract.ok) return contract;
  const deadline = deadlineIn(params, desk.exchange.now());
  if (typeof deadline === 'string') return err(deadline);
  const orders = objectsIn(params, 'orders');
  if (orders.length < batchOf.least || orders.length > batchOf.most) return err('EGeneral:Invalid arguments:orders');
  const reads: Read[] = [];
  for (const [place, order] of orders.entries()) {
    const fault = faultOf(order, orderSpec, `params.orders[${place}]`);
    const read = fault === undefined ? readOrder(order, contract.value, desk) : err(fault);
    if (!read.ok) return read;
    const timing = deadline === undefined ? {} : { processBefore: ms(deadline) };
    reads.push({ ...read.value, terms: { ...read.value.terms, ...timing } });
  }
  return ok(reads);
}

export function contractIn(params: Params, { hub, switches }: Desk): Result<Contract, string> {
  const given = textIn(params, 'symbol') ?? '';
  const name = switches.symbolCase === 'any' ? given.toUpperCase() : given;
  const contract = hub.contracts().get(name);
  return contract === undefined ? err(`Currency pair not supported ${given}`) : ok(contract);
}

function nameOf(id: string, { terms }: Read): Row {
  return { order_id: id, cl_ord_id: terms.cliOrdId };
}

/** Sends one order. @returns the id that it has on this dialect. */
function place(desk: Desk, { terms, said, close }: Read): Result<string, string> {
  const { exchange, orders, switches, rate } = desk;
  if (said.expireAt !== undefined && said.expireAt <= exchange.now())
    return err('EGeneral:Invalid arguments:expire_time');
  if (!rate.work({ method: 'add', symbol: terms.symbol, ageMs: 0 })) return err('EOrder:Rate limit exceeded');
  const send = (): SendAnswer => (close === undefined ? exchange.send(terms) : sendWithClose(desk, terms, close));
  const answer = orders.shelf.sending(said, send);
  const { orderId } = answer;
  if (answer.status === 'placed' && orderId !== undefined) {
    if (said.expireAt !== undefined) exchange.schedule(said.expireAt, () => expire(desk, orderId));
    return ok(idOf(desk, orderId));
  }
  const reason = cameToNothing(answer, switches.postOnlyRefusal);
  const [event] = answer.events;
  if (reason === undefined || event?.type !== 'REJECT') return err(refusalOf(answer.status));
  return ok(orders.shelf.sending(said, () => orders.fail(event.order, reason)));
}

/** Why an order that is acknowledged all the same is over at once. */
function cameToNothing({ status }: SendAnswer, postOnly: 'ack-error' | 'cancel'): OrderReason | undefined {
  if (status === 'iocWouldNotExecute') return 'ioc_order_failed_because_it_would_not_be_executed';
  return status === 'postWouldExecute' && postOnly === 'cancel'
    ? 'post_order_failed_because_it_would_filled'
    : undefined;
}

export function idOf({ orders }: Desk, venueId: string): string {
  return orders.shelf.known(venueId)?.id ?? '';
}

/** Its time is over, if it is still open. */
function expire({ exchange, orders }: Desk, orderId: string): void {
  const record = orders.shelf.known(orderId);
  if (record === undefined || record.isDone) return;
  record.isExpiring = true;
  exchange.cancel({ orderId });
}
