import type { Execution } from '../account-view.ts';
import type { VenueOrder } from '../order-view.ts';
import type { Sums } from './execution-rows.ts';
import { uuidOf } from './order-names.ts';
import { learn, recordOf, recordOfExecution, tally } from './order-record.ts';
import type { OrderRecord, Said } from './order-record.ts';

/** The orders of the account that are remembered, under all their names, and what had executed of each at each execution. */
export type OrderShelf = Readonly<{
  /** The record of an order, as it stands now. */
  meet: (order: VenueOrder) => OrderRecord;
  /** The record of what executes; not counted yet. */
  of: (execution: Execution) => OrderRecord;
  count: (record: OrderRecord, execution: Execution) => Sums;
  sumsAt: (execution: Execution) => Sums | undefined;
  known: (venueId: string) => OrderRecord | undefined;
  find: (id: string) => OrderRecord | undefined;
  findClient: (cliOrdId: string) => OrderRecord | undefined;
  /** It gets another id on this dialect; the old one leads to it no more. */
  rename: (record: OrderRecord, id: string) => void;
  all: () => Iterable<OrderRecord>;
  /** Orders that appear while `act` runs were said like this. */
  sending: <T>(said: Said, act: () => T) => T;
}>;

/** How many orders and executions are remembered; a snapshot names no more than fifty. */
const memory = { entries: 5_000 } as const;

export function createOrderShelf(): OrderShelf {
  const records = new Map<string, OrderRecord>();
  const byId = new Map<string, OrderRecord>();
  const byClient = new Map<string, OrderRecord>();
  const sums = new Map<string, Sums>();
  let saying: Said | undefined;
  const forget = (old: OrderRecord): void => {
    records.delete(old.venueId);
    byId.delete(old.id);
    if (old.cliOrdId !== undefined && byClient.get(old.cliOrdId) === old) byClient.delete(old.cliOrdId);
  };
  const keep = (record: OrderRecord): OrderRecord => {
    records.set(record.venueId, record);
    byId.set(record.id, record);
    if (record.cliOrdId !== undefined) byClient.set(record.cliOrdId, record);
    const oldest = records.size > memory.entries ? firstWhere(records.values(), ({ isDone }) => isDone) : undefined;
    if (oldest !== undefined) forget(oldest);
    return record;
  };
  return {
    meet: (order) => {
      const known = records.get(order.orderId);
      if (known === undefined) return keep(recordOf(order, uuidOf(order.orderId), saying));
      learn(known, order);
      return known;
    },
    of: (execution) =>
      records.get(execution.orderId) ?? keep(recordOfExecution(execution, uuidOf(execution.orderId), saying)),
    count: (record, execution) => {
      tally(record, execution);
      const { cumQty, cumCost, fees, qty } = record;
      sums.set(execution.id, { cumQty, cumCost, fees, qty });
      const [oldest] = sums.size > memory.entries ? sums.keys() : [];
      if (oldest !== undefined) sums.delete(oldest);
      return { cumQty, cumCost, fees, qty };
    },
    sumsAt: ({ id }) => sums.get(id),
    known: (venueId) => records.get(venueId),
    find: (id) => byId.get(id),
    findClient: (cliOrdId) => byClient.get(cliOrdId),
    rename: (record, id) => {
      byId.delete(record.id);
      record.id = id;
      byId.set(id, record);
    },
    all: () => records.values(),
    sending: (said, act) => {
      saying = said;
      const done = act();
      saying = undefined;
      return done;
    },
  };
}

function firstWhere<T>(all: Iterable<T>, test: (one: T) => boolean): T | undefined {
  for (const one of all) if (test(one)) return one;
  return undefined;
}
