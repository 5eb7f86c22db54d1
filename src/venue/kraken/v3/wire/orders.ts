import { z } from 'zod';
import type { Ms, Price, Qty } from '../../../../core/units.ts';
import { envelope, exact, known, maybeExact, maybeName, moment } from './common.ts';
import type { Answered } from './common.ts';

/** An order inside an event: `order` and `orderTrigger` name the same things differently. */
export type EventOrder = Readonly<{
  orderId?: string | undefined;
  uid?: string | undefined;
  cliOrdId?: string | undefined;
  clientId?: string | undefined;
  quantity: Qty;
  filled?: Qty | undefined;
}>;
const eventOrder: z.ZodType<EventOrder> = z.object({
  orderId: z.string().optional(),
  uid: z.string().optional(),
  cliOrdId: maybeName,
  clientId: maybeName,
  quantity: exact<Qty>(),
  filled: maybeExact<Qty>(),
  ...known('type symbol side limitPrice stopPrice reduceOnly timestamp lastUpdateTimestamp triggerPrice triggerSide'),
  ...known('triggerSignal startTime limitPriceOffset limitPriceOffsetValue limitPriceOffsetUnit'),
  ...known('trailingStopMaxDeviation trailingStopDeviationUnit trailingStopOptions'),
});

export type OrderEvent = Readonly<{
  type: string;
  executionId?: string | undefined;
  price?: Price | undefined;
  amount?: Qty | undefined;
  order?: EventOrder | null | undefined;
  orderTrigger?: EventOrder | null | undefined;
}>;
const orderEvent: z.ZodType<OrderEvent> = z.object({
  type: z.string(),
  executionId: z.string().optional(),
  price: maybeExact<Price>(),
  amount: maybeExact<Qty>(),
  order: eventOrder.nullish(),
  orderTrigger: eventOrder.nullish(),
  orderPriorEdit: eventOrder.nullish(),
  orderPriorExecution: eventOrder.nullish(),
  old: eventOrder.nullish(),
  new: eventOrder.nullish(),
  ...known('uid reason reducedQuantity takerReducedQuantity'),
});

export type OrderStatus = Readonly<{
  status: string;
  order_id?: string | undefined;
  orderEvents?: readonly OrderEvent[] | undefined;
}>;
const status: z.ZodType<OrderStatus> = z.object({
  status: z.string(),
  order_id: z.string().optional(),
  orderEvents: z.array(orderEvent).optional(),
  ...known('orderId cliOrdId receivedTime order_tag dateTimeReceived cancelOnly cancelledOrders'),
});

export const sendAnswer: z.ZodType<Answered & Readonly<{ sendStatus: OrderStatus }>> = z.object({
  ...envelope,
  sendStatus: status,
});
export const cancelAnswer: z.ZodType<Answered & Readonly<{ cancelStatus: OrderStatus }>> = z.object({
  ...envelope,
  cancelStatus: status,
});
export const editAnswer: z.ZodType<Answered> = z.object({ ...envelope, editStatus: status });
export const batchAnswer: z.ZodType<Answered> = z.object({ ...envelope, batchStatus: z.array(status) });
export const deadManAnswer: z.ZodType<Answered> = z.object({
  ...envelope,
  status: z.object(known('currentTime triggerTime')),
});

export type OpenOrder = Readonly<{
  order_id: string;
  cliOrdId?: string | undefined;
  symbol: string;
  side: string;
  orderType: string;
  limitPrice?: Price | undefined;
  stopPrice?: Price | undefined;
  filledSize: Qty;
  unfilledSize?: Qty | undefined;
  reduceOnly: boolean;
  receivedTime: Ms;
  triggerSignal?: string | undefined;
}>;
const openOrder: z.ZodType<OpenOrder> = z.object({
  order_id: z.string(),
  cliOrdId: maybeName,
  symbol: z.string(),
  side: z.string(),
  orderType: z.string(),
  limitPrice: maybeExact<Price>(),
  stopPrice: maybeExact<Price>(),
  filledSize: exact<Qty>(),
  unfilledSize: maybeExact<Qty>(),
  reduceOnly: z.boolean(),
  receivedTime: moment,
  triggerSignal: z.string().optional(),
  ...known('status lastUpdateTime'),
});
export const openOrders: z.ZodType<Answered & Readonly<{ openOrders: readonly OpenOrder[] }>> = z.object({
  ...envelope,
  openOrders: z.array(openOrder),
});

export type StatusRow = Readonly<{
  status: string;
  updateReason?: string | undefined;
  error?: string | undefined;
  order: Readonly<{ orderId: string; cliOrdId?: string | undefined; quantity: Qty; filled?: Qty | undefined }>;
}>;
const statusRow: z.ZodType<StatusRow> = z.object({
  status: z.string(),
  updateReason: maybeName,
  error: maybeName,
  order: z.object({
    orderId: z.string(),
    cliOrdId: maybeName,
    quantity: exact<Qty>(),
    filled: maybeExact<Qty>(),
    ...known('type symbol side limitPrice reduceOnly timestamp lastUpdateTimestamp priceTriggerOptions triggerTime'),
  }),
});
export const ordersStatus: z.ZodType<Answered & Readonly<{ orders: readonly StatusRow[] }>> = z.object({
  ...envelope,
  orders: z.array(statusRow),
});

export type RestFill = Readonly<{
  fill_id: string;
  order_id: string;
  cliOrdId?: string | undefined;
  symbol: string;
  side: string;
  size: Qty;
  price: Price;
  fillTime: Ms;
  fillType: string;
}>;
const restFill: z.ZodType<RestFill> = z.object({
  fill_id: z.string(),
  order_id: z.string(),
  cliOrdId: maybeName,
  symbol: z.string(),
  side: z.string(),
  size: exact<Qty>(),
  price: exact<Price>(),
  fillTime: moment,
  fillType: z.string(),
});
export const fills: z.ZodType<Answered & Readonly<{ fills: readonly RestFill[] }>> = z.object({
  ...envelope,
  fills: z.array(restFill),
});
