import { add, noQty, noUsd, notional } from '../../../core/units.ts';
import type { Ms, Price, Qty, Usd } from '../../../core/units.ts';
import type { Execution } from '../account-view.ts';
import type { OrderKind, OrderSide, TriggerSignal, VenueOrder } from '../order-view.ts';
import type { Row } from './frame.ts';

export type TimeInForce = 'gtc' | 'ioc' | 'gtd' | 'fok';

/** What a client of this dialect said of its order and the exchange has no word for. */
export type Said = Readonly<{ type: string; timeInForce: TimeInForce; expireAt?: Ms; triggers?: Row }>;

/** One order as this dialect tells of it: what the exchange knows, what the client said, and what has executed. */
export type OrderRecord = {
  readonly venueId: string;
  readonly cliOrdId: string | undefined;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly said: Said | undefined;
  /** The id on this dialect. */
  id: string;
  kind: OrderKind;
  qty: Qty;
  limitPrice: Price | undefined;
  stopPrice: Price | undefined;
  signal: TriggerSignal | undefined;
  trailing: VenueOrder['trailing'] | undefined;
  hasLimitOffset: boolean;
  reduceOnly: boolean;
  isTrigger: boolean;
  cumQty: Qty;
  cumCost: Usd;
  fees: Usd;
  triggeredAt: Ms | undefined;
  /** Of the contract, when something was last told of the trigger. */
  lastPrice: number | undefined;
  /** It has been reported as new. */
  isAnnounced: boolean;
  isExpiring: boolean;
  isDone: boolean;
};

const fresh = {
  limitPrice: undefined,
  stopPrice: undefined,
  signal: undefined,
  trailing: undefined,
  triggeredAt: undefined,
  lastPrice: undefined,

  hasLimitOffset: false,
  reduceOnly: false,
  isTrigger: false,
  isAnnounced: false,
  isExpiring: false,

  isDone: false,
  cumQty: noQty,
  cumCost: noUsd,
  fees: noUsd,
} as const;

/** An order that the exchange tells of for the first time. */
export function recordOf(order: VenueOrder, id: string, said: Said | undefined): OrderRecord {
  const { orderId: venueId, cliOrdId, symbol, side, kind, quantity: qty } = order;
  const record: OrderRecord = { ...fresh, venueId, cliOrdId, symbol, side, said, id, kind, qty };
  learn(record, order);
  return record;
}

/** An order of which the first thing heard is that it has executed. */
export function recordOfExecution(execution: Execution, id: string, said: Said | undefined): OrderRecord {
  const { orderId: venueId, cliOrdId, symbol, side, orderKind: kind, qty, remaining } = execution;
  return { ...fresh, venueId, cliOrdId, symbol, side, said, id, kind, qty: add(qty, remaining) };
}

/** Takes over how the order stands now. */
export function learn(record: OrderRecord, order: VenueOrder): void {
  record.kind = order.kind;
  record.qty = order.quantity;
  record.limitPrice = order.limitPrice;
  record.stopPrice = order.stopPrice;
  record.signal = order.signal;
  record.trailing = order.trailing;
  record.hasLimitOffset = order.limitOffset !== undefined;
  record.reduceOnly = order.reduceOnly;
  record.isTrigger = order.isTrigger;
}

/** Counts one execution. */
export function tally(record: OrderRecord, { qty, price, fee, remaining }: Execution): void {
  record.cumQty = add(record.cumQty, qty);
  record.cumCost = add(record.cumCost, notional(price, qty));
  record.fees = add(record.fees, fee);
  record.qty = add(record.cumQty, remaining);
}
