import { noQty } from '../../../core/units.ts';
import type { Execution } from '../account-view.ts';
import type { Exchange } from '../api.ts';
import type { ExchangeEvent, HistoryEntry } from '../happening.ts';
import type { OrderStatus, VenueOrder } from '../order-view.ts';
import type { Faults } from './faults.ts';

/**
 * The exchange as a venue tells of it that gets orders wrong: one that has executed wholly is, where the fault strikes, told
 * as cancelled with nothing filled, by its status, its updates and its history. Executions, positions and money stay true.
 * An occasion is such an order; its text is contract, side and client id.
 *
 * @see https://github.com/freqtrade/freqtrade/pull/13037
 */
export function misreporting(exchange: Exchange, faults: Faults): Exchange {
  const liedAbout = new Set<string>();
  // Before all other listeners, so that whatever they ask is answered alike.
  exchange.listen((event) => {
    if (event.type !== 'execution' || event.execution.remaining > 0n) return;
    const { orderId, symbol, side, cliOrdId = '' } = event.execution;
    if (faults.strikes('misreport', `${symbol} ${side} ${cliOrdId}`)) liedAbout.add(orderId);
  });
  const orderOf = ({ orderId }: Execution): VenueOrder | undefined => exchange.orderStatus([{ orderId }])[0]?.order;
  const isLie = ({ orderId }: Readonly<{ orderId: string }>): boolean => liedAbout.has(orderId);
  const told = (event: ExchangeEvent): readonly ExchangeEvent[] => {
    if (liedAbout.size === 0) return [event];
    if (event.type === 'execution' && event.execution.remaining === 0n && isLie(event.execution))
      return [...falseEnd(event.execution, orderOf(event.execution)), event];
    if (event.type === 'order' && event.gone && isLie(event.order)) return [];
    return event.type === 'history' ? [{ ...event, entry: falseEntry(event.entry, isLie) }] : [event];
  };
  return {
    ...exchange,
    listen: (listener) => exchange.listen((event) => told(event).forEach(listener)),
    orderStatus: (names) => exchange.orderStatus(names).map((row) => (isLie(row.order) ? falseStatus(row) : row)),
    history: () =>
      liedAbout.size === 0 ? exchange.history() : exchange.history().map((entry) => falseEntry(entry, isLie)),
  };
}

/** It came to rest and was cancelled, says the venue before it says what executed. */
function falseEnd({ at }: Execution, order: VenueOrder | undefined): readonly ExchangeEvent[] {
  if (order === undefined) return [];
  const lie = unfilled(order);
  return [
    { type: 'order', order: lie, gone: false, reason: 'new_placed_order_by_user', at },
    { type: 'order', order: lie, gone: true, reason: 'cancelled_by_user', at },
  ];
}

function falseStatus({ order }: OrderStatus): OrderStatus {
  return { order: unfilled(order), status: 'CANCELLED', reason: 'cancelled_by_user' };
}

function falseEntry(entry: HistoryEntry, isLie: (order: VenueOrder) => boolean): HistoryEntry {
  const isEnd = entry.type === 'order.placed' || entry.type === 'order.updated';
  if (!isEnd || entry.order.filled < entry.order.quantity || !isLie(entry.order)) return entry;
  const { seq, at, uid, order } = entry;
  return { seq, at, uid, type: 'order.cancelled', order: unfilled(order), reason: 'cancelled_by_user' };
}

function unfilled(order: VenueOrder): VenueOrder {
  return { ...order, filled: noQty };
}
