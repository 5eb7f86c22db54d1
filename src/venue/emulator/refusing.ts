import type { Core, Order } from './core.ts';
import type { SendAnswer, SendStatus } from './order-view.ts';
import { viewOf } from './order.ts';

/** Refusals of what had become an order: what an answer calls them, and what the private feed does. */
const words: Readonly<Partial<Record<SendStatus, readonly [answer: string, feed: string]>>> = {
  clientOrderIdAlreadyExist: ['CLIENT_ORDER_ID_IN_USE', 'client_order_id_in_use'],
  insufficientAvailableFunds: ['INSUFFICIENT_MARGIN', 'not_enough_margin'],
  wouldCauseLiquidation: ['WOULD_CAUSE_LIQUIDATION', 'would_cause_liquidation'],
  maxPositionViolation: ['MAX_POSITION_EXCEEDED', 'max_position_exceeded'],
  outsidePriceCollar: ['PRICE_COLLAR', 'price_collar'],
  postWouldExecute: ['POST_WOULD_EXECUTE', 'post_order_failed_because_it_would_filled'],
  iocWouldNotExecute: ['IOC_WOULD_NOT_EXECUTE', 'ioc_order_failed_because_it_would_not_be_executed'],
  wouldNotReducePosition: ['WOULD_NOT_REDUCE_POSITION', 'would_not_reduce_position'],
  selfFill: ['WOULD_EXECUTE_SELF', 'would_execute_self'],
  marketIsPostOnly: ['MARKET_IS_POST_ONLY', 'market_is_post_only'],
  fixedLeverageTooHigh: ['FIXED_LEVERAGE_TOO_HIGH', 'fixed_leverage_too_high'],
};

/** Refuses what had become an order: it has an id, and leaves a trace. */
export function refuse(core: Core, order: Order, status: SendStatus): SendAnswer {
  const [reason, feed] = words[status] ?? [status, status];
  const view = viewOf(order);
  core.news.tell({ type: 'refused', order: view, reason: feed, at: core.now });
  core.news.record({ type: 'order.rejected', order: view, reason });
  return { status, orderId: order.orderId, at: core.now, events: [{ type: 'REJECT', order: view, reason }] };
}
