import { sub, toNumber } from '../../../core/units.ts';
import type { Execution, PositionView } from '../account-view.ts';
import type { ExchangeEvent } from '../happening.ts';
import type { VenueOrder } from '../order-view.ts';
import { loggedUpTo, logRows } from './account-log.ts';
import type { LogRow } from './account-log.ts';
import { balancesFrame } from './balances-frame.ts';
import type { Desk } from './desk.ts';
import { num } from './envelope.ts';
import { signalWord } from './words.ts';

/** Frames of the private feeds. @see https://docs.kraken.com/api/docs/futures-api/websocket/open_orders */
export const privateFeeds = [
  'open_orders',
  'open_orders_verbose',
  'fills',
  'open_positions',
  'balances',
  'account_log',
  'notifications_auth',
] as const;
export type PrivateFeed = (typeof privateFeeds)[number];

/** The counters of frames that have one. */
export type Counter = (name: string) => number;

/** What follows an acknowledgement: all that there is, empty lists included. */
export function accountSnapshot(desk: Desk, feed: PrivateFeed, count: Counter): string {
  const { exchange, account } = desk;
  switch (feed) {
    case 'open_orders':
    case 'open_orders_verbose': {
      const orders = exchange.openOrders().map((order) => orderJson(desk, order));
      return JSON.stringify({ feed: `${feed}_snapshot`, account, orders });
    }
    case 'fills': {
      // `account` here and `username` later. Gotcha 53.
      const fills = exchange
        .executions(100)
        .toReversed()
        .map((execution) => fillJson(desk, execution));
      return JSON.stringify({ feed: 'fills_snapshot', account, fills });
    }
    case 'open_positions':
      return positionsFrame(desk, count);
    case 'balances':
      return balancesFrame(desk, count, 'all');
    case 'account_log':
      return JSON.stringify({
        feed: 'account_log_snapshot',
        logs: logRows(desk, Math.max(0, loggedUpTo(desk) - 500)).map(logJson),
      });
    case 'notifications_auth':
      return desk.notices.frame();
  }
}

/**
 * `is_cancel` means that it is no longer open, whatever the reason: a complete fill has the body with nothing left, and
 * everything else ids only. Gotcha 50.
 */
export function orderFrame(desk: Desk, feed: string, event: Extract<ExchangeEvent, { type: 'order' }>): string {
  const { order, gone, reason } = event;
  const isBare = gone && (reason !== 'full_fill' || desk.shapes.isFullFillBare);
  if (!isBare) return JSON.stringify({ feed, order: orderJson(desk, order), is_cancel: gone, reason });
  const client = order.cliOrdId === undefined ? {} : { cli_ord_id: order.cliOrdId };
  return JSON.stringify({ feed, order_id: order.orderId, ...client, is_cancel: true, reason });
}

/** Only verbose feeds show an order that was refused at once. */
export function refusedFrame(desk: Desk, { order, reason }: Extract<ExchangeEvent, { type: 'refused' }>): string {
  return JSON.stringify({ feed: 'open_orders_verbose', order: orderJson(desk, order), is_cancel: true, reason });
}

/** `qty` is what remains; a price of 0 is none; only `triggerSignal` is spelled in camel case. Gotchas 25, 28. */
function orderJson({ spell, exchange }: Desk, order: VenueOrder): unknown {
  const { kind, isTrigger, trailing } = order;
  const isolated = exchange.preferences().get(order.symbol);
  return {
    instrument: spell(order.symbol),
    time: order.receivedAt,
    last_update_time: order.updatedAt,
    qty: num(sub(order.quantity, order.filled)),
    filled: num(order.filled),
    limit_price: order.limitPrice === undefined ? 0 : num(order.limitPrice),
    stop_price: isTrigger && order.stopPrice !== undefined ? num(order.stopPrice) : 0,
    type: isTrigger ? (kind === 'stp' ? 'stop' : kind) : 'limit',
    order_id: order.orderId,
    ...(order.cliOrdId === undefined ? {} : { cli_ord_id: order.cliOrdId }),
    direction: order.side === 'buy' ? 0 : 1,
    reduce_only: order.reduceOnly,
    ...(isTrigger ? { triggerSignal: signalWord(order.signal).plain } : {}),
    ...(trailing === undefined
      ? {}
      : { trailing_stop_options: { max_deviation: num(trailing.value), unit: trailing.unit.toLowerCase() } }),
    ...(isolated === undefined ? {} : { max_fixed_leverage: isolated }),
  };
}

export function fillsFrame(desk: Desk, execution: Execution): string {
  return JSON.stringify({ feed: 'fills', username: desk.account, fills: [fillJson(desk, execution)] });
}

const kindWords: Partial<Record<VenueOrder['kind'], string>> = { mkt: 'market', ioc: 'ioc', post: 'post', fok: 'fok' };

/** The one live source of fees. */
function fillJson({ spell }: Desk, execution: Execution): unknown {
  const kind = kindWords[execution.orderKind] ?? 'limit';
  return {
    instrument: spell(execution.symbol),
    time: execution.at,
    price: num(execution.price),
    seq: execution.seq,
    buy: execution.side === 'buy',
    qty: num(execution.qty),
    remaining_order_qty: num(execution.remaining),
    order_id: execution.orderId,
    ...(execution.cliOrdId === undefined ? {} : { cli_ord_id: execution.cliOrdId }),
    fill_id: execution.id,
    fill_type: execution.type,
    fee_paid: num(execution.fee),
    fee_currency: 'USD',
    taker_order_type: execution.type === 'maker' ? 'market' : kind,
    order_type: kind,
  };
}

/** Always the complete list: what is closed is no longer in it. Gotcha 61. */
export function positionsFrame(desk: Desk, count: Counter): string {
  const { exchange, account } = desk;
  const positions = exchange.positions().map((position) => positionJson(desk, position));
  return JSON.stringify({
    feed: 'open_positions',
    account,
    positions,
    seq: count('open_positions'),
    timestamp: exchange.now(),
  });
}

function positionJson({ spell, exchange }: Desk, position: PositionView): unknown {
  const [size, margin, pnl] = [toNumber(position.qty), num(position.initialMargin), num(position.unrealised)];
  const value = size * num(position.mark);
  const equity = num(exchange.wallet().portfolioValue);
  return {
    instrument: spell(position.symbol),
    balance: position.side === 'long' ? size : -size,
    pnl,
    entry_price: num(position.entryPrice),
    mark_price: num(position.mark),
    index_price: exchange.ticker(position.symbol)?.index ?? num(position.mark),
    liquidation_threshold: position.liquidationPrice === undefined ? 0 : num(position.liquidationPrice),
    effective_leverage: equity > 0 ? value / equity : 0,
    return_on_equity: margin > 0 ? pnl / margin : 0,
    unrealized_funding: num(position.unrealisedFunding),
    initial_margin: margin,
    initial_margin_with_orders: num(position.initialMarginWithOrders),
    maintenance_margin: num(position.maintenanceMargin),
    pnl_currency: 'USD',
    ...(position.maxLeverage === undefined ? {} : { max_fixed_leverage: position.maxLeverage }),
  };
}

/** New rows of the account log, one frame each. */
export function logFrames(desk: Desk, from: number): readonly string[] {
  return logRows(desk, from).map((row) => JSON.stringify({ feed: 'account_log', new_entry: logJson(row) }));
}

/** Numbers that do not apply are 0 on this feed, and texts empty. */
function logJson({ json }: LogRow): unknown {
  const texts = ['execution', 'collateral', 'contract'];
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, value ?? (texts.includes(name) ? '' : 0)]),
  );
}
