import { noQty, noUsd } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Execution } from '../account-view.ts';
import type { Exchange } from '../api.ts';
import type { ExchangeEvent } from '../happening.ts';
import type { OrderReason, VenueOrder } from '../order-view.ts';
import { stateRow, tradeRow } from './execution-rows.ts';
import type { Row } from './frame.ts';
import type { Hub } from './hub.ts';
import { uuidOf } from './order-names.ts';
import type { OrderRecord } from './order-record.ts';
import { createOrderShelf } from './order-shelf.ts';
import type { OrderShelf } from './order-shelf.ts';

/** Every order of the account as this dialect tells of it, and the rows of `executions` as they come to be. */
export type Orders = Readonly<{
  shelf: OrderShelf;
  /** Called with each row. Returns how to stop. */
  follow: (hear: (row: Row) => void) => () => void;
  open: () => readonly Row[];
  /** The newest executions, oldest first. */
  trades: (count: number) => readonly Row[];
  /** An order that came to nothing at once, and that this dialect nevertheless acknowledges. Its id. */
  fail: (order: VenueOrder, reason: OrderReason) => string;
}>;

type Teller = Readonly<{
  shelf: OrderShelf;
  switches: UnifiedSwitches;
  /** Rows are made only where somebody hears them. */
  tell: (row: () => Row) => void;
  lastOf: (order: VenueOrder) => number | undefined;
}>;

export function createOrders(exchange: Exchange, hub: Hub, switches: UnifiedSwitches): Orders {
  const shelf = createOrderShelf();
  const ears = new Set<(row: Row) => void>();
  const teller: Teller = {
    shelf,
    switches,
    lastOf: ({ symbol, stopPrice }) =>
      stopPrice === undefined || ears.size === 0 ? undefined : exchange.ticker(symbol)?.last,
    tell: (make) => {
      if (ears.size === 0) return;
      const row = make();
      for (const hear of ears) hear(row);
    },
  };
  seed(exchange, shelf);
  for (const type of ['order', 'execution', 'history'] as const) hub.on(type, (event) => retell(teller, event));
  const tradesOf = (execution: Execution): readonly Row[] => {
    const sums = shelf.sumsAt(execution);
    return sums === undefined ? [] : [tradeRow(shelf.of(execution), execution, { sums, switches })];
  };
  return {
    shelf,
    follow: (hear) => {
      ears.add(hear);
      return () => void ears.delete(hear);
    },
    open: () =>
      exchange.openOrders().map((order) => {
        const record = shelf.meet(order);
        record.lastPrice = order.stopPrice === undefined ? undefined : exchange.ticker(order.symbol)?.last;
        return stateRow(record, { type: 'new', at: order.updatedAt }, switches);
      }),
    trades: (count) => exchange.executions(count).toReversed().flatMap(tradesOf),
    fail: (order, reason) => {
      const record = shelf.meet(order);
      announce(teller, record, order.updatedAt);
      finish(teller, record, { reason, at: order.updatedAt });
      return record.id;
    },
  };
}

/** What was there before anybody listened. */
function seed(exchange: Exchange, shelf: OrderShelf): void {
  for (const execution of exchange.executions(Number.MAX_SAFE_INTEGER).toReversed()) {
    shelf.count(shelf.of(execution), execution);
  }
  for (const record of shelf.all()) record.isDone = true;
  for (const order of exchange.openOrders()) {
    const record = shelf.meet(order);
    record.isAnnounced = true;
    record.isDone = false;
  }
}

function retell(teller: Teller, event: ExchangeEvent): void {
  if (event.type === 'execution') return executed(teller, event.execution);
  if (event.type === 'order') return stands(teller, event);
  if (event.type === 'history' && event.entry.type === 'trigger.activated') activated(teller, event.entry);
}

function announce({ tell, switches }: Teller, record: OrderRecord, at: Ms): void {
  if (record.isAnnounced) return;
  tell(() => stateRow({ ...record, cumQty: noQty, cumCost: noUsd }, { type: 'new', at }, switches));
  record.isAnnounced = true;
}

function executed(teller: Teller, execution: Execution): void {
  const { shelf, switches, tell } = teller;
  const record = shelf.of(execution);
  if (switches.newForImmediate === 'present') announce(teller, record, execution.at);
  const sums = shelf.count(record, execution);
  tell(() => tradeRow(record, execution, { sums, switches }));
}

function stands(teller: Teller, event: Extract<ExchangeEvent, { type: 'order' }>): void {
  const { shelf, switches, tell, lastOf } = teller;
  const { order, gone, reason, at } = event;
  const before = shelf.known(order.orderId)?.qty;
  const record = shelf.meet(order);
  record.lastPrice = lastOf(order);
  if (gone) return finish(teller, record, { reason, at });
  if (reason === 'new_placed_order_by_user' || reason === 'limit_order_from_stop') {
    // A triggered limit order is new once more, unless some of it has executed on arrival.
    if (reason === 'limit_order_from_stop' && record.cumQty === noQty) record.isAnnounced = false;
    return announce(teller, record, at);
  }
  if (reason === 'partial_fill') return;
  const isCut = reason === 'would_not_reduce_position' && before !== order.quantity;
  tell(() =>
    stateRow(
      record,
      { type: reason === 'edited_by_user' ? 'amended' : isCut ? 'restated' : 'status', reason, at },
      switches,
    ),
  );
}

function finish(teller: Teller, record: OrderRecord, { reason, at }: Readonly<{ reason: OrderReason; at: Ms }>): void {
  const { switches, tell } = teller;
  record.isDone = true;
  if (reason === 'full_fill') {
    if (switches.executionsEnd === 'filled-after-trade')
      tell(() => stateRow(record, { type: 'filled', state: 'filled', at }, switches));
    return;
  }
  const type = record.isExpiring ? 'expired' : 'canceled';
  tell(() => stateRow(record, { type, state: type, reason, at }, switches));
}

/** The trigger has fired: the order is one that executes, under the id that the switch says. */
function activated(
  { shelf, switches, tell, lastOf }: Teller,
  { order, at }: Readonly<{ order: VenueOrder; at: Ms }>,
): void {
  const record = shelf.meet(order);
  record.triggeredAt = at;
  record.lastPrice = lastOf(order);
  record.isTrigger = false;
  tell(() => stateRow(record, { type: 'status', at }, switches));
  if (switches.idAfterTrigger === 'kept') return;
  shelf.rename(record, uuidOf(`${order.orderId} triggered`));
  record.isAnnounced = false;
}
