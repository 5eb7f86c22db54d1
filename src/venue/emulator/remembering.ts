import type { Core, Order } from './core.ts';

/**
 * Lines of the history for each order that is remembered: one that is filled at once writes four. The other way round, an order
 * that is remembered has normally still all of its lines.
 */
export const linesPerOrder = 4;

const none: readonly never[] = [];

/**
 * Takes the oldest away, many at a time, once there are a quarter more than are to be kept: for each that is added that
 * costs next to nothing, however many are kept.
 *
 * @returns What was taken.
 */
export function surplus<T>(rows: T[], most: number): readonly T[] {
  return rows.length <= most * 1.25 ? none : rows.splice(0, rows.length - most);
}

/** An order has ended: from here on it is remembered only as long as it is among the newest that have. */
export function remember(core: Core, order: Order): void {
  const { past, orders, clients, remembers, forgotten } = core;
  past.push(order);
  for (const { orderId, cliOrdId } of surplus(past, remembers)) {
    orders.delete(orderId);
    if (cliOrdId !== undefined) clients.delete(cliOrdId);
    forgotten.orders += 1;
  }
}
