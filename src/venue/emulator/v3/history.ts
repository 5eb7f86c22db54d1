import { formatFixed, notional, sub } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import type { Execution } from '../account-view.ts';
import type { HistoryEntry } from '../happening.ts';
import type { VenueOrder } from '../order-view.ts';
import type { Desk } from './desk.ts';
import type { Element } from './page.ts';
import { historyKind, historyReason, isAbove, signalWord } from './words.ts';

const side = { buy: 'Buy', sell: 'Sell' } as const;

type OrderEntry = Extract<HistoryEntry, { order: VenueOrder }>;
type Names = Partial<Record<HistoryEntry['type'], string>>;

const orderNames: Names = {
  'order.placed': 'OrderPlaced',
  'order.updated': 'OrderUpdated',
  'order.cancelled': 'OrderCancelled',
  'order.rejected': 'OrderRejected',
};
const triggerNames: Names = {
  'trigger.placed': 'OrderTriggerPlaced',
  'trigger.cancelled': 'OrderTriggerCancelled',
  'trigger.activated': 'OrderTriggerActivated',
  'trigger.updated': 'OrderTriggerUpdated',
};

/** What became of orders, oldest first; its numbers are text, '' is nothing. Gotcha 54. */
export function orderElements(desk: Desk): readonly Element[] {
  const json = (order: VenueOrder): unknown => orderJson(desk, order);
  return elements(desk, orderNames, json);
}

/** Of stops and take-profits; they are not among the orders. Gotcha 58. */
export function triggerElements(desk: Desk): readonly Element[] {
  const json = (order: VenueOrder): unknown => triggerJson(desk, order);
  return elements(desk, triggerNames, json);
}

function elements(desk: Desk, names: Names, json: (order: VenueOrder) => unknown): readonly Element[] {
  return desk.exchange.history().flatMap((entry) => {
    const name = names[entry.type];
    if (name === undefined || !('order' in entry)) return [];
    const { uid, at, order } = entry;
    return [
      { uid, timestamp: at, tradeable: order.symbol, event: { [name]: { ...bodies(entry, json), ...extras(entry) } } },
    ];
  });
}

function bodies(entry: OrderEntry, json: (order: VenueOrder) => unknown): Readonly<Record<string, unknown>> {
  return 'old' in entry ? { oldOrder: json(entry.old), newOrder: json(entry.order) } : { order: json(entry.order) };
}

function extras(entry: OrderEntry): Readonly<Record<string, unknown>> {
  if (entry.type === 'order.rejected') return { orderError: entry.reason, reason: entry.reason.toLowerCase() };
  const reason = historyReason(entry.reason);
  if (entry.type === 'order.placed') return { reason, reducedQuantity: '', algoId: '' };
  return entry.type === 'order.updated' ? { reason, reducedQuantity: '' } : { reason };
}

/** `quantity` is what remains. */
function orderJson({ account, spell }: Desk, order: VenueOrder): Readonly<Record<string, unknown>> {
  return {
    uid: order.orderId,
    accountUid: account,
    tradeable: spell(order.symbol),
    direction: side[order.side],
    quantity: formatFixed(sub(order.quantity, order.filled)),
    filled: formatFixed(order.filled),
    timestamp: order.receivedAt,
    limitPrice: order.limitPrice === undefined ? '' : formatFixed(order.limitPrice),
    orderType: historyKind(order),
    clientId: order.cliOrdId ?? '',
    reduceOnly: order.reduceOnly,
    lastUpdateTimestamp: order.updatedAt,
  };
}

function triggerJson(desk: Desk, order: VenueOrder): unknown {
  const { stopPrice, trailing, limitOffset } = order;
  const unit = (name: 'PERCENT' | 'QUOTE_CURRENCY'): string => (name === 'PERCENT' ? 'Percent' : 'QuoteCurrency');
  return {
    ...orderJson(desk, order),
    filled: '',
    orderType: historyKind({ ...order, isTrigger: true }),
    triggerOptions: {
      triggerPrice: stopPrice === undefined ? '' : formatFixed(stopPrice),
      triggerSide: isAbove(order) ? 'Above' : 'Below',
      triggerSignal: signalWord(order.signal).camel,
      trailingStopOptions:
        trailing === undefined ? null : { maxDeviation: formatFixed(trailing.value), unit: unit(trailing.unit) },
      limitPriceOffset:
        limitOffset === undefined
          ? null
          : { priceOffset: formatFixed(limitOffset.value), unit: unit(limitOffset.unit) },
    },
  };
}

/** With fees and position: the only place of REST that has them. */
export function executionElements(desk: Desk): readonly Element[] {
  return desk.exchange.history().flatMap((entry, index, all) => {
    if (entry.type !== 'execution') return [];
    const order = orderOf(all, index, entry.execution);
    return [
      {
        uid: entry.uid,
        timestamp: entry.at,
        tradeable: entry.execution.symbol,
        event: { Execution: { execution: executionJson(desk, entry.execution, order), takerReducedQuantity: '' } },
      },
    ];
  });
}

/** How the order was last known before it executed. */
function orderOf(all: readonly HistoryEntry[], index: number, { orderId }: Execution): VenueOrder | undefined {
  for (let i = index; i >= 0; i -= 1) {
    const entry = all[i];
    if (entry !== undefined && 'order' in entry && entry.order.orderId === orderId) return entry.order;
  }
  return undefined;
}

function executionJson(desk: Desk, execution: Execution, known: VenueOrder | undefined): unknown {
  const isTaker = execution.type !== 'maker';
  const text = (value: Fixed<string>): string => formatFixed(value);
  const own = {
    uid: execution.orderId,
    tradeable: desk.spell(execution.symbol),
    direction: side[execution.side],
    quantity: text(execution.remaining),
    timestamp: known?.receivedAt ?? execution.at,
    limitPrice: text(known?.limitPrice ?? execution.price),
    orderType: known === undefined ? 'IoC' : historyKind(known),
    reduceOnly: known?.reduceOnly ?? false,
    lastUpdateTimestamp: execution.at,
    accountUid: desk.account,
    filled: text(known?.filled ?? execution.qty),
    clientId: execution.cliOrdId ?? '',
  };
  const other = {
    ...own,
    uid: execution.id,
    direction: side[execution.side === 'buy' ? 'sell' : 'buy'],
    quantity: text(execution.qty),
    limitPrice: text(execution.price),
    orderType: isTaker ? 'Limit' : 'IoC',
    reduceOnly: false,
    accountUid: '',
    filled: '0',
    clientId: '',
  };
  const paid = { fee: text(execution.fee), positionSize: text(execution.qty) };
  const nothing = { fee: '', positionSize: '' };
  return {
    uid: execution.id,
    makerOrder: isTaker ? other : own,
    takerOrder: isTaker ? own : other,
    timestamp: execution.at,
    quantity: text(execution.qty),
    price: text(execution.price),
    markPrice: text(execution.mark),
    limitFilled: execution.remaining === 0n,
    usdValue: (Number(notional(execution.price, execution.qty)) / 1e10).toFixed(2),
    oldTakerOrder: null,
    makerOrderData: isTaker ? nothing : paid,
    takerOrderData: isTaker ? paid : nothing,
  };
}
