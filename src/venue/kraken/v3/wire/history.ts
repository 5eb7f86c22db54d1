import { z } from 'zod';
import type { Fixed, Ms, Price, Qty, Usd } from '../../../../core/units.ts';
import { exact, known, maybeExact, maybeName, moment } from './common.ts';

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
  PositionUpdate?: PositionUpdate | undefined;
  Execution?: Readonly<{ execution: Execution }> | undefined;
  execution?: Readonly<{ execution: Execution }> | undefined;
}>;
/** `realizedFunding` was settled with the change, to the last decimal: positive was received. */
export type PositionUpdate = Readonly<{
  tradeable: string;
  realizedFunding?: Usd | undefined;
  fundingRealizationTime?: number | null | undefined;
}>;
const positionUpdate: z.ZodType<PositionUpdate> = z.object({
  tradeable: z.string(),
  realizedFunding: maybeExact<Usd>(),
  fundingRealizationTime: z.number().nullish(),
  ...known('accountUid oldPosition oldAverageEntryPrice newPosition newAverageEntryPrice fillTime fee feeCurrency'),
  ...known('realizedPnL positionChange executionUid executionPrice executionSize tradeType settlementPrice timestamp'),
  ...known('updateReason'),
});
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
  PositionUpdate: positionUpdate.optional(),
  ...known('OrderNotFound OrderEditRejected OrderTriggerEditRejected MarkPriceChanged'),
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

/** One change of one balance, of a currency or of a position; sums of dollars are rounded to 0.0001. */
export type LogRow = Readonly<{
  id: number;
  date: Ms;
  asset?: string | undefined;
  contract?: string | undefined;
  info: string;
  booking_uid: string;
  margin_account?: string | undefined;
  old_balance?: Fixed<string> | undefined;
  new_balance?: Fixed<string> | undefined;
  realized_funding?: Usd | undefined;
  liquidation_fee?: Usd | undefined;
}>;
export const logEntry: z.ZodType<LogRow> = z.object({
  id: z.number(),
  date: moment,
  asset: maybeName,
  contract: maybeName,
  info: z.string(),
  booking_uid: z.string(),
  margin_account: maybeName,
  old_balance: maybeExact<Fixed<string>>(),
  new_balance: maybeExact<Fixed<string>>(),
  realized_funding: maybeExact<Usd>(),
  liquidation_fee: maybeExact<Usd>(),
  ...known('execution collateral trade_price mark_price old_average_entry_price new_average_entry_price fee'),
  ...known('realized_pnl funding_rate conversion_spread_percentage position_uid'),
});
export const accountLog: z.ZodType<Readonly<{ logs: readonly LogRow[] }>> = z.object({
  accountUid: z.string(),
  logs: z.array(logEntry),
});

export type RawCandle = Readonly<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>;
const estimate = z.union([z.number(), z.string().transform(Number)]).refine(Number.isFinite);
export const candlePage: z.ZodType<Readonly<{ candles: readonly RawCandle[]; more_candles: boolean }>> = z.object({
  candles: z.array(
    z.object({ time: z.number(), open: estimate, high: estimate, low: estimate, close: estimate, volume: estimate }),
  ),
  more_candles: z.boolean(),
});
