import type { OrderReason, TriggerSignal, VenueOrder } from '../order-view.ts';

/** The words for one thing differ by endpoint; `index` comes back as `spot`. Gotcha 23. */
type SignalWords = Readonly<{ plain: string; price: string; upper: string; camel: string }>;
const signals: Readonly<Record<TriggerSignal, SignalWords>> = {
  mark: { plain: 'mark', price: 'mark_price', upper: 'MARK_PRICE', camel: 'MarkPrice' },
  index: { plain: 'spot', price: 'spot_price', upper: 'SPOT_PRICE', camel: 'SpotPrice' },
  last: { plain: 'last', price: 'last_price', upper: 'LAST_PRICE', camel: 'LastPrice' },
};

/** Absent is `last`, as when an order is sent without one. Gotcha 22. */
export function signalWord(signal: TriggerSignal | undefined): SignalWords {
  return signals[signal ?? 'last'];
}

/** Which way the price must go for a trigger: a buying stop and a selling take-profit wait above. */
export function isAbove({ kind, side }: VenueOrder): boolean {
  return (kind === 'take_profit') === (side === 'sell');
}

/** Reasons as `orders/status` words them; the private feed's are lower case. */
export function reasonWord(reason: OrderReason): string {
  const odd: Partial<Record<OrderReason, string>> = {
    new_placed_order_by_user: 'NEW_USER_ORDER',
    limit_order_from_stop: 'LIMIT_FROM_STOP',
    ioc_order_failed_because_it_would_not_be_executed: 'IOC_WOULD_NOT_EXECUTE_REASON',
    post_order_failed_because_it_would_filled: 'POST_WOULD_EXECUTE_REASON',
    would_execute_self: 'WOULD_EXECUTE_SELF_REASON',
    liquidation: 'LIQUIDATION_ORDER',
  };
  return odd[reason] ?? reason.toUpperCase();
}

/** The same in the history, where the first one is `new_user_order`. */
export function historyReason(reason: OrderReason): string {
  return reason === 'new_placed_order_by_user' ? 'new_user_order' : reason;
}

/** How the history calls the kinds of orders. */
export function historyKind({ kind, limitPrice, isTrigger }: VenueOrder): string {
  if (isTrigger) return limitPrice === undefined ? 'Market' : 'Limit';
  const kinds: Partial<Record<VenueOrder['kind'], string>> = { post: 'Post', ioc: 'IoC', mkt: 'IoC', fok: 'IoC' };
  return kinds[kind] ?? 'Limit';
}
