import type { Core, Market, Order } from './core.ts';
import { objection } from './admission.ts';
import { cancelOrder, end } from './ending.ts';
import { clamp, protect } from './forming.ts';
import { planOf } from './ladder.ts';
import type { OrderReason, SendStatus } from './order-view.ts';
import { viewOf } from './order.ts';
import { act } from './taking.ts';
import { limitFromOffset } from './triggers.ts';

/** Why a triggered order came to nothing, in the words of the feed. */
const failures: Readonly<Partial<Record<SendStatus, OrderReason>>> = {
  iocWouldNotExecute: 'ioc_order_failed_because_it_would_not_be_executed',
  selfFill: 'would_execute_self',
};

/**
 * A trigger's condition holds: it becomes an order, under the id that it has. With a limit it takes and rests like any
 * limit order; without one it takes what stands within one percent, and the rest is cancelled.
 */
export function fire(core: Core, market: Market, order: Order): void {
  const { news } = core;
  news.record({ type: 'trigger.activated', order: viewOf(order), reason: 'stop_order_triggered' });
  market.orders.splice(market.orders.indexOf(order), 1);
  order.isTrigger = false;
  clamp(market, order);
  const limit = limitFromOffset(order, market.contract.tick);
  order.kind = limit === undefined ? 'ioc' : 'lmt';
  if (limit === undefined) protect(core, market, order);
  else order.limitPrice = limit;
  if (order.quantity === order.filled) return cancelOrder(core, market, order, 'would_not_reduce_position');
  const plan = planOf(core, market, order);
  const status = objection(core, market, order, plan);
  const reason = order.kind === 'lmt' ? 'limit_order_from_stop' : 'stop_order_triggered';
  if (status === undefined) return void act(core, market, order, { plan, cause: { reason } });
  fail(core, market, order, failures[status] ?? 'not_enough_margin');
}

function fail(core: Core, market: Market, order: Order, reason: OrderReason): void {
  const view = viewOf(order);
  end(core, market, order, { status: 'TRIGGER_ACTIVATION_FAILURE', reason });
  core.news.record({ type: 'trigger.cancelled', order: { ...view, updatedAt: core.now }, reason });
}
