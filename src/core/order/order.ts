import type { ClientOrderId, InstrumentId, Ms, Price, Qty, Usd } from '../units.ts';

/** What an order is for. Entries add risk; every other role is reduce-only. */
export type OrderRole = 'entry' | 'stop' | TargetRole | 'exit';
/** Take-profits, nearest first; the third closes what would otherwise run. */
export type TargetRole = 'tp1' | 'tp2' | 'tp3';
export type OrderSide = 'buy' | 'sell';

/** How it executes. Triggers are on the mark price. */
export type OrderForm =
  | Readonly<{ type: 'market' }>
  | Readonly<{ type: 'limit'; price: Price }>
  | Readonly<{ type: 'stop'; trigger: Price }>
  | Readonly<{ type: 'take-profit'; trigger: Price }>;

/** Everything the venue needs to know; fixed when the intent is journaled. */
export type OrderTicket = Readonly<{
  id: ClientOrderId;
  instrument: InstrumentId;
  side: OrderSide;
  qty: Qty;
  form: OrderForm;
  reduceOnly: boolean;
}>;

/** One execution, once: `id` is the venue's, and the same id never counts twice. */
export type Fill = Readonly<{
  id: string;
  order: ClientOrderId;
  instrument: InstrumentId;
  side: OrderSide;
  qty: Qty;
  price: Price;
  /** Positive is paid. */
  fee: Usd;
  liquidity: 'maker' | 'taker';
  /** The venue's clock. */
  venueAt: Ms;
}>;

export type OrderEnd = 'filled' | 'canceled' | 'expired' | 'rejected' | 'denied' | 'absent';

/**
 * What we know of an order: the fold of all reports of it, in whatever order and however often they came.
 * `denied` is ours, `rejected` the venue's; `absent` means that the venue provably never had it.
 */
export type Order = Readonly<{
  ticket: OrderTicket;
  role: OrderRole;
  /** Number of the position that it serves. */
  position: number;
  sentAt: Ms;
  venueOrderId?: string;
  /** Executed so far, by the fills we have. */
  filled: Qty;
  fillIds: readonly string[];
  /** The venue has spoken of it, or it has not (`unresolved`: we asked, or gave up waiting, and do not know). */
  status: 'in-flight' | 'open' | 'unresolved' | 'done';
  /** How it ended, as soon as known; it is `done` only when the fills that the end implies are here too. */
  end?: Readonly<{ how: OrderEnd; filled: Qty; at: Ms; reason?: string }>;
  cancelSentAt?: Ms;
  /** Sources that said they do not know it, since it became unresolved. */
  absentFrom: readonly string[];
}>;

/** Sent or working: it may still execute. */
export function isLive(order: Order): boolean {
  return order.status !== 'done';
}
