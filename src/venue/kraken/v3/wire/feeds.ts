import { z } from 'zod';
import type { Price, Qty, Usd } from '../../../../core/units.ts';
import { exact, known, maybeExact, maybeName, maybeNumber } from './common.ts';
import { logEntry } from './history.ts';
import type { LogRow } from './history.ts';

/** What is said about the connection, not about the market. */
export type Control = Readonly<{
  event: string;
  message?: string | undefined;
  feed?: string | undefined;
  product_ids?: readonly string[] | undefined;
}>;
export const control: z.ZodType<Control> = z.object({
  event: z.string(),
  message: z.string().optional(),
  feed: z.string().optional(),
  product_ids: z.array(z.string()).optional(),
  ...known('version api_key original_challenge signed_challenge'),
});

export type FeedFill = Readonly<{
  instrument: string;
  time: number;
  price: Price;
  seq: number;
  buy: boolean;
  qty: Qty;
  remaining_order_qty?: Qty | undefined;
  order_id: string;
  cli_ord_id?: string | undefined;
  fill_id: string;
  fill_type: string;
  fee_paid: Usd;
  fee_currency?: string | undefined;
}>;
const fill: z.ZodType<FeedFill> = z.object({
  instrument: z.string(),
  time: z.number(),
  price: exact<Price>(),
  seq: z.number(),
  buy: z.boolean(),
  qty: exact<Qty>(),
  remaining_order_qty: maybeExact<Qty>(),
  order_id: z.string(),
  cli_ord_id: maybeName,
  fill_id: z.string(),
  fill_type: z.string(),
  fee_paid: exact<Usd>(),
  fee_currency: maybeName,
  ...known('order_type taker_order_type'),
});
/** The account is `account` in the snapshot and `username` afterwards. */
export const fillsFrame: z.ZodType<Readonly<{ fills: readonly FeedFill[] }>> = z.object({
  fills: z.array(fill),
  ...known('feed account username'),
});

export type FeedOrder = Readonly<{
  instrument: string;
  qty: Qty;
  filled: Qty;
  order_id: string;
  cli_ord_id?: string | undefined;
}>;
const order: z.ZodType<FeedOrder> = z.object({
  instrument: z.string(),
  qty: exact<Qty>(),
  filled: exact<Qty>(),
  order_id: z.string(),
  cli_ord_id: maybeName,
  ...known('time last_update_time limit_price stop_price type direction reduce_only triggerSignal'),
  ...known('trailing_stop_options max_fixed_leverage'),
});
export const ordersSnapshot: z.ZodType<Readonly<{ orders: readonly FeedOrder[] }>> = z.object({
  orders: z.array(order),
  ...known('feed account'),
});
/** With the order in newer frames, with its ids alone in older ones. */
export type OrderFrame = Readonly<{
  order?: FeedOrder | undefined;
  order_id?: string | undefined;
  cli_ord_id?: string | undefined;
  is_cancel: boolean;
  reason: string;
}>;
export const orderFrame: z.ZodType<OrderFrame> = z.object({
  order: order.optional(),
  order_id: z.string().optional(),
  cli_ord_id: maybeName,
  is_cancel: z.boolean(),
  reason: z.string(),
  ...known('feed'),
});

export const positionsFrame: z.ZodType<
  Readonly<{ positions: readonly Readonly<{ instrument: string; balance: Qty }>[] }>
> = z.object({
  positions: z.array(
    z.object({
      instrument: z.string(),
      balance: exact<Qty>(),
      ...known(
        'pnl entry_price mark_price index_price liquidation_threshold effective_leverage return_on_equity greeks',
      ),
      ...known('unrealized_funding initial_margin initial_margin_with_orders maintenance_margin pnl_currency'),
      ...known('max_fixed_leverage'),
    }),
  ),
  ...known('feed account seq timestamp'),
});

/** Numbers as they stand: nothing of it is counted but the mark, which is decoded where it is heard. */
export type TickerFrame = Readonly<{
  product_id: string;
  markPrice?: number | undefined;
  relative_funding_rate?: number | undefined;
}>;
export const tickerFrame: z.ZodType<TickerFrame> = z.object({
  product_id: z.string(),
  markPrice: maybeNumber,
  relative_funding_rate: maybeNumber,
  ...known('time feed bid ask bid_size ask_size volume dtm leverage index last change suspended tag pair premium'),
  ...known('openInterest maturityTime post_only volumeQuote open high low funding_rate funding_rate_prediction'),
  ...known('relative_funding_rate_prediction next_funding_rate_time'),
});

const flex = known(
  'currencies balance_value portfolio_value collateral_value initial_margin initial_margin_without_orders ' +
    'maintenance_margin pnl unrealized_funding total_unrealized total_unrealized_as_margin margin_equity ' +
    'available_margin total_position_size unified_balances isolated cross portfolio_margin_breakdown',
);
export const balancesFrame: z.ZodType<unknown> = z.object({
  flex_futures: z.object(flex).optional(),
  ...known('feed account holding futures timestamp seq'),
});
export type LogFrame = Readonly<{ new_entry?: LogRow | undefined; logs?: readonly LogRow[] | undefined }>;
export const logFrame: z.ZodType<LogFrame> = z.object({
  new_entry: logEntry.optional(),
  logs: z.array(logEntry).optional(),
  ...known('feed account'),
});
export type Notice = Readonly<{ id: number; type: string; priority: string; note: string }>;
export const noticesFrame: z.ZodType<Readonly<{ notifications: readonly Notice[] }>> = z.object({
  notifications: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      priority: z.string(),
      note: z.string(),
      ...known('effective_time expected_downtime_minutes'),
    }),
  ),
  ...known('feed'),
});
export const heartbeat: z.ZodType<unknown> = z.object({ time: z.number(), ...known('feed') });
