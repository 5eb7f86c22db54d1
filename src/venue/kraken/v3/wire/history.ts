import { z } from 'zod';
import type { Price, Qty, Usd } from '../../../../core/units.ts';
import { exact, known, maybeExact, maybeName } from './common.ts';

/** An order as History tells it: `quantity` is what remains. */
export type HistoryOrder = Readonly<{
  uid: string;
  tradeable: string;
  direction: string;
  quantity: Qty;
  filled?: Qty | undefined;
  clientId?: string | undefined;
  accountUid?: string | undefined;
}>;
const order: z.ZodType<HistoryOrder> = z.object({
  uid: z.string(),
  tradeable: z.string(),
  direction: z.string(),
  quantity: exact<Qty>(),
  filled: maybeExact<Qty>(),
  clientId: maybeName,
  accountUid: maybeName,
  ...known('timestamp limitPrice orderType reduceOnly lastUpdateTimestamp spotData regulatoryExternalUid algoId'),
  ...known('triggerOptions'),
});

const party = z.object({ fee: maybeExact<Usd>(), ...known('positionSize') });
export type Party = Readonly<{ fee?: Usd | undefined }>;
export type Execution = Readonly<{
  uid: string;
  makerOrder: HistoryOrder;
  takerOrder: HistoryOrder;
  timestamp: number;
  quantity: Qty;
  price: Price;
  makerOrderData?: Party | null | undefined;
  takerOrderData?: Party | null | undefined;
}>;
const execution: z.ZodType<Execution> = z.object({
  uid: z.string(),
  makerOrder: order,
  takerOrder: order,
  oldTakerOrder: order.nullish(),
  timestamp: z.number(),
  quantity: exact<Qty>(),
  price: exact<Price>(),
  makerOrderData: party.nullish(),
  takerOrderData: party.nullish(),
  ...known('markPrice limitFilled usdValue'),
});

/** One event of an order; exactly one of the names is there. Public events of the market are named, and not read. */
export type HistoryEvent = Readonly<{
  OrderPlaced?: Placed | undefined;
  OrderUpdated?: Readonly<{ newOrder: HistoryOrder; reason?: string | undefined }> | undefined;
  OrderCancelled?: Placed | undefined;
  OrderRejected?: (Placed & Readonly<{ orderError?: string | undefined }>) | undefined;
  OrderTriggerPlaced?: Placed | undefined;
  OrderTriggerActivated?: Placed | undefined;
  OrderTriggerCancelled?: Placed | undefined;
  Execution?: Readonly<{ execution: Execution }> | undefined;
  execution?: Readonly<{ execution: Execution }> | undefined;
}>;
type Placed = Readonly<{ order: HistoryOrder; reason?: string | undefined }>;
const placed = z.object({ order, reason: maybeName, ...known('reducedQuantity algoId') });
const updated = z.object({ oldOrder: order, newOrder: order, reason: maybeName, ...known('reducedQuantity') });
const executed = z.object({ execution, ...known('takerReducedQuantity') });
const event: z.ZodType<HistoryEvent> = z.object({
  OrderPlaced: placed.optional(),
  OrderUpdated: updated.optional(),
  OrderCancelled: placed.optional(),
  OrderRejected: z.object({ order, reason: maybeName, orderError: maybeName }).optional(),
  OrderTriggerPlaced: placed.optional(),
  OrderTriggerActivated: placed.optional(),
  OrderTriggerCancelled: placed.optional(),
  OrderTriggerUpdated: z.unknown().optional(),
  Execution: executed.optional(),
  execution: executed.optional(),
  ...known('OrderNotFound OrderEditRejected OrderTriggerEditRejected PositionUpdate MarkPriceChanged'),
});

export type HistoryPage = Readonly<{
  elements: readonly Readonly<{ uid: string; timestamp: number; event: HistoryEvent }>[];
  continuationToken?: string | undefined;
}>;
export const historyPage: z.ZodType<HistoryPage> = z.object({
  elements: z.array(z.object({ uid: z.string(), timestamp: z.number(), event })),
  continuationToken: maybeName,
  ...known('accountUid len serverTime'),
});

const logRow = z.object({
  ...known('id date asset contract info booking_uid execution margin_account collateral trade_price mark_price'),
  ...known('old_balance new_balance old_average_entry_price new_average_entry_price fee realized_pnl realized_funding'),
  ...known('funding_rate conversion_spread_percentage liquidation_fee position_uid'),
});
export const accountLog: z.ZodType<unknown> = z.object({ accountUid: z.string(), logs: z.array(logRow) });
export const logEntry: z.ZodType<unknown> = logRow;

export type RawCandle = Readonly<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>;
const estimate = z.union([z.number(), z.string().transform(Number)]).refine(Number.isFinite);
export const candlePage: z.ZodType<Readonly<{ candles: readonly RawCandle[]; more_candles: boolean }>> = z.object({
  candles: z.array(
    z.object({ time: z.number(), open: estimate, high: estimate, low: estimate, close: estimate, volume: estimate }),
  ),
  more_candles: z.boolean(),
});
