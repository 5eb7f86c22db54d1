import { later } from '../../core/units.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import type { Core } from './core.ts';
import { named } from './editing.ts';
import { cancelOrder } from './ending.ts';
import type { CancelAnswer, OrderName, OrderReason, VenueOrder } from './order-view.ts';
import { viewOf } from './order.ts';
import { catchUp, expect } from './walking.ts';

/** `filled` is too late: nothing of it is open any more. An order that ended otherwise is not found. */
export function cancel(core: Core, name: OrderName): CancelAnswer {
  const order = named(core, name);
  const market = order === undefined ? undefined : core.markets.get(order.symbol);
  if (market !== undefined) catchUp(core, market);
  if (order === undefined || market === undefined) return { status: 'notFound', at: core.now };
  if (order.end !== undefined) {
    const status = order.end.status === 'FULLY_EXECUTED' ? 'filled' : 'notFound';
    return { status, order: viewOf(order), at: core.now };
  }
  cancelOrder(core, market, order, 'cancelled_by_user');
  expect(core, market);
  return { status: 'cancelled', order: viewOf(order), at: core.now };
}

/** Everything that is open, stops included; of one contract where it is named. */
export function cancelAll(
  core: Core,
  symbol: InstrumentId | undefined,
  reason: OrderReason = 'cancelled_by_user',
): readonly VenueOrder[] {
  const cancelled: VenueOrder[] = [];
  for (const market of Array.from(core.busy)) {
    if (symbol !== undefined && market.contract.symbol !== symbol) continue;
    catchUp(core, market);
    for (const order of market.orders.slice()) {
      cancelOrder(core, market, order, reason);
      cancelled.push(viewOf(order));
    }
    expect(core, market);
  }
  return cancelled;
}

/** Winds up the dead man's switch, or turns it off with 0. It fires once. */
export function cancelAllAfter(core: Core, timeoutMs: number): Ms | undefined {
  core.deadline = undefined;
  if (timeoutMs <= 0) return undefined;
  const at = later(core.now, timeoutMs);
  core.deadline = at;
  core.agenda.add(at, () => fireDeadline(core));
  return at;
}

/** The time is up, unless it has been wound up again since. In maintenance nothing happens: it fires when that is over. */
export function fireDeadline(core: Core): void {
  if (core.deadline === undefined || core.deadline > core.now || core.phase === 'maintenance') return;
  core.deadline = undefined;
  cancelAll(core, undefined, 'dead_man_switch');
}
