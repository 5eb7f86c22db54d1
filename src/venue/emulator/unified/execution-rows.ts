import { noQty, notional, priceOf } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import type { Execution } from '../account-view.ts';
import type { OrderKind, OrderReason } from '../order-view.ts';
import { stamp } from './frame.ts';
import type { Row } from './frame.ts';
import { uuidOf } from './order-names.ts';
import type { OrderRecord } from './order-record.ts';

type ExecType = 'new' | 'trade' | 'filled' | 'canceled' | 'expired' | 'amended' | 'restated' | 'status';
type OrderState = 'new' | 'partially_filled' | 'filled' | 'canceled' | 'expired';

/** What executed before a row was written; a row of the past has its own. */
export type Sums = Readonly<Pick<OrderRecord, 'cumQty' | 'cumCost' | 'fees' | 'qty'>>;

const triggerTypes: Readonly<Partial<Record<OrderKind, string>>> = {
  stp: 'stop-loss',
  take_profit: 'take-profit',
  trailing_stop: 'trailing-stop',
};

/** The order type in this dialect; after the trigger it is how the order executes. */
export function typeOf(record: OrderRecord): string {
  const { kind, said, triggeredAt, isTrigger, limitPrice, hasLimitOffset } = record;
  if (isTrigger) {
    const isLimit = limitPrice !== undefined || hasLimitOffset;
    return `${triggerTypes[kind] ?? 'stop-loss'}${isLimit ? '-limit' : ''}`;
  }
  if (triggeredAt !== undefined) return kind === 'lmt' || kind === 'post' ? 'limit' : 'market';
  return said?.type ?? (kind === 'mkt' ? 'market' : 'limit');
}

/** Where the order stands: the columns of every row. */
function head(record: OrderRecord, switches: UnifiedSwitches): Row {
  const type = typeOf(record);
  const word = record.said?.timeInForce ?? (record.kind === 'ioc' || record.kind === 'fok' ? record.kind : 'gtc');
  return {
    order_id: record.id,
    cl_ord_id: record.cliOrdId,
    symbol: record.symbol,
    side: record.side,
    order_type: type,
    order_qty: record.qty,
    limit_price: type.includes('limit') ? record.limitPrice : undefined,
    time_in_force: switches.timeInForceCase === 'lower' ? word : word.toUpperCase(),
    post_only: record.kind === 'post' ? true : undefined,
    reduce_only: record.reduceOnly ? true : undefined,
    expire_time: record.said?.expireAt === undefined ? undefined : stamp(record.said.expireAt),
    triggers: triggersOf(record),
  };
}

function triggersOf(record: OrderRecord): Row | undefined {
  const { stopPrice, signal, said, triggeredAt, trailing, lastPrice, isAnnounced } = record;
  const isWaiting = triggeredAt === undefined;
  if (stopPrice === undefined) return undefined;
  const relative = trailing === undefined ? {} : { price: trailing.value };
  return {
    reference: signal ?? 'last',
    price: stopPrice,
    price_type: trailing === undefined ? 'static' : trailing.unit === 'PERCENT' ? 'pct' : 'quote',
    ...relative,
    ...said?.triggers,
    actual_price: isWaiting ? stopPrice : undefined,
    // The highest since it was placed is not kept; when it is placed it is the price of then.
    peak_price: isWaiting && !isAnnounced ? lastPrice : undefined,
    last_price: lastPrice,
    status: isWaiting ? 'untriggered' : 'triggered',
    timestamp: isWaiting ? undefined : stamp(triggeredAt),
  };
}

function sumsOf({ cumQty, cumCost }: Sums): Row {
  const average = cumQty === 0n ? undefined : priceOf(cumCost, cumQty);
  return { cum_qty: cumQty, cum_cost: cumCost, avg_price: average };
}

/** How an open order stands. */
export function openState({ cumQty }: Sums): OrderState {
  return cumQty === noQty ? 'new' : 'partially_filled';
}

/** What later rows leave out: the terms that the first one has said, where they are as they were. */
const settled: Readonly<Record<ExecType, readonly string[]>> = {
  new: [],
  trade: ['limit_price', 'time_in_force', 'triggers', 'expire_time'],
  filled: ['limit_price', 'time_in_force', 'triggers', 'expire_time'],
  canceled: ['limit_price', 'time_in_force', 'triggers', 'expire_time'],
  expired: ['limit_price', 'time_in_force', 'triggers'],
  amended: ['time_in_force', 'cum_cost'],
  restated: ['time_in_force', 'triggers'],
  status: [
    'order_qty',
    'limit_price',
    'time_in_force',
    'reduce_only',
    'expire_time',
    'cum_qty',
    'cum_cost',
    'avg_price',
  ],
};

function sparse(row: Row, type: ExecType): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !settled[type].includes(key)));
}

/** A row that says where an order stands, and why. */
export function stateRow(
  record: OrderRecord,
  event: Readonly<{ type: ExecType; state?: OrderState; reason?: OrderReason; at: Ms }>,
  switches: UnifiedSwitches,
): Row {
  const { type, state = openState(record), reason, at } = event;
  return {
    ...sparse({ ...head(record, switches), ...sumsOf(record) }, type),
    exec_type: type,
    order_status: state,
    amended: type === 'amended' ? true : undefined,
    reason: reason === undefined ? undefined : switches.reasonWords === 'v3' ? reason : spotReasons[reason],
    timestamp: stamp(at),
  };
}

/** One execution. Whether the last one says `filled` is a switch. */
export function tradeRow(
  record: OrderRecord,
  execution: Execution,
  given: Readonly<{ sums: Sums; switches: UnifiedSwitches }>,
): Row {
  const { sums, switches } = given;
  const isLast = sums.cumQty >= sums.qty && switches.executionsEnd === 'trade';
  const isLiquidation = execution.type === 'liquidation' || execution.type === 'partialLiquidation';
  return {
    ...sparse(head(record, switches), 'trade'),
    order_qty: sums.qty,
    exec_type: 'trade',
    order_status: isLast ? 'filled' : 'partially_filled',
    exec_id: uuidOf(execution.id),
    trade_id: execution.seq,
    last_qty: execution.qty,
    last_price: execution.price,
    cost: notional(execution.price, execution.qty),
    liquidity_ind: execution.type === 'maker' ? 'm' : 't',
    fees: [{ asset: 'USD', qty: execution.fee }],
    fee_usd_equiv: sums.fees,
    ...sumsOf(sums),
    liquidated: isLiquidation && switches.liquidated === 'flagged' ? true : undefined,
    timestamp: stamp(execution.at),
  };
}

/** Reasons as Spot words them. */
const spotReasons: Readonly<Record<OrderReason, string>> = {
  new_placed_order_by_user: 'New order',
  liquidation: 'Liquidation',
  stop_order_triggered: 'Stop order triggered',
  limit_order_from_stop: 'Stop order triggered',
  partial_fill: 'Immediate or cancel order',
  full_fill: 'Order filled',
  cancelled_by_user: 'User requested',
  contract_expired: 'Market expired',
  not_enough_margin: 'Insufficient margin',
  market_inactive: 'Market inactive',
  dead_man_switch: 'Cancel all orders after',
  ioc_order_failed_because_it_would_not_be_executed: 'Immediate or cancel order',
  post_order_failed_because_it_would_filled: 'Post only order',
  would_execute_self: 'Self trade prevention',
  would_not_reduce_position: 'Reduce only order',
  edited_by_user: 'User requested',
};
