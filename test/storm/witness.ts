import type { Ms } from '../../src/core/units.ts';
import type { ExchangeApi } from '../../src/venue/emulator/api.ts';
import type { Execution } from '../../src/venue/emulator/account-view.ts';
import type { ExchangeEvent } from '../../src/venue/emulator/happening.ts';
import type { Ticker } from '../../src/venue/emulator/market-view.ts';
import type { OrderReason, VenueOrder } from '../../src/venue/emulator/order-view.ts';
import { D, of, zero } from '../support/naive-exchange/decimal.ts';
import type { NaiveExchange } from '../support/naive-exchange/naive-exchange.ts';
import { reducible, remaining } from '../support/naive-exchange/state.ts';
import type { Order } from '../support/naive-exchange/state.ts';
import { crosses } from '../support/naive-exchange/taking.ts';
import type { Marks, Worth } from '../support/naive-exchange/margin.ts';
import { afterDeadMan, deserved, due, holds } from './duties.ts';
import type { Prices } from './duties.ts';
import { marksOf, worthOf } from './sight.ts';

/** An event, and what was known at its moment. */
type Heard = Readonly<{
  event: ExchangeEvent;
  at: Ms;
  prices?: Prices;
  account?: Readonly<{ worth: Worth; marks: Marks }>;
}>;

/**
 * What the market did, which the model is told: which order it came to, at what price and for how much. That it was
 * allowed to is checked: limits, signals of triggers, reasons of cancels, fees.
 */
export type Witness = Readonly<{
  /** Events since the last call, as far as the market and not a request made them: everything but of these orders. */
  digest: (requested: ReadonlySet<string>) => readonly string[];
  /** The same of what happened before the first event of that order: time had to catch up with the request. */
  prelude: (orderId: string) => readonly string[] | undefined;
  stop: () => void;
}>;

export function createWitness(exchange: ExchangeApi, model: NaiveExchange): Witness {
  let heard: Heard[] = [];
  const stop = exchange.listen((event) => {
    const note = noted(exchange, event);
    if (note !== undefined) heard.push({ event, at: exchange.now(), ...note });
  });

  const prelude = (orderId: string): readonly string[] | undefined => {
    const first = heard.findIndex(({ event }) => orderOf(event) === orderId);
    const isEventful = heard
      .slice(0, Math.max(first, 0))
      .some(({ event }) => event.type === 'execution' || event.type === 'order');
    if (!isEventful) return undefined;
    const later = heard.splice(first);
    const faults = digest(new Set());
    heard = later;
    return faults;
  };
  const digest = (requested: ReadonlySet<string>): readonly string[] => {
    const faults: string[] = [];
    const { state } = model;
    const owed = new Set<Order>();
    for (const { event, at, prices = {}, account } of heard) {
      model.reach(at);
      if (event.type === 'ticker') for (const order of due(state, event.symbol, { at, prices })) owed.add(order);
      if (event.type === 'execution' && account !== undefined && !state.open.has(event.execution.orderId))
        faults.push(...deserved(state, event.execution.symbol, account));
      if (event.type === 'history' && event.entry.type === 'trigger.activated')
        faults.push(...activated(state.open.get(event.entry.order.orderId), event.entry.order, prices));
      if (event.type === 'history' && event.entry.type === 'cash') faults.push(...cash(model, event.entry));
      if (event.type === 'execution' && !requested.has(event.execution.orderId))
        faults.push(...traded(model, event.execution));
      if (event.type === 'order' && !requested.has(event.order.orderId)) faults.push(...moved(model, event));
    }
    heard = [];
    const waiting = [...owed].filter((order) => state.open.get(order.id) === order && order.isTrigger);
    return [
      ...faults,
      ...waiting.map(({ id, kind }) => `${id}: a ${kind} whose condition was told to hold waits on`),
      ...exchange.openOrders().flatMap((shown) => trailed(state.open.get(shown.orderId), shown)),
      ...afterDeadMan(state, exchange.now()),
    ];
  };
  return { digest, prelude, stop };
}

/** The order that an event is about. */
function orderOf(event: ExchangeEvent): string | undefined {
  if (event.type === 'execution') return event.execution.orderId;
  if (event.type === 'order' || event.type === 'refused') return event.order.orderId;
  if (event.type !== 'history') return undefined;
  const { entry } = event;
  if (entry.type === 'execution') return entry.execution.orderId;
  return 'order' in entry ? entry.order.orderId : undefined;
}

/** In a gap of the data, where nobody offers anything, prices move no trigger. */
function pricesOf(ticker: Ticker | undefined): Prices {
  return ticker?.bid === undefined && ticker?.ask === undefined ? {} : ticker;
}

/** What of an event is looked at, with the prices that it goes by; undefined where it tells nothing new. */
function noted(exchange: ExchangeApi, event: ExchangeEvent): Omit<Heard, 'event' | 'at'> | undefined {
  if (event.type === 'ticker') return { prices: pricesOf(exchange.ticker(event.symbol)) };
  if (event.type === 'history' && event.entry.type === 'trigger.activated')
    return { prices: exchange.ticker(event.entry.order.symbol) ?? {} };
  if (event.type === 'execution' && /iquidation/.test(event.execution.type)) {
    const [now, { symbol, mark }] = [marksOf(exchange), event.execution];
    const seen = new Map(exchange.contracts().map((contract) => [contract.symbol, now(contract.symbol)]));
    seen.set(symbol, of(mark));
    return { account: { worth: worthOf(exchange), marks: (asked) => seen.get(asked) ?? zero } };
  }
  return event.type === 'execution' || event.type === 'order' || event.type === 'history' ? {} : undefined;
}

function activated(order: Order | undefined, now: VenueOrder, prices: Prices): readonly string[] {
  if (order === undefined || !order.isTrigger) return [`${now.orderId}: activated and not a trigger of the model`];
  const { trailing, stop: level = zero } = order;
  const stop = trailing === undefined || now.stopPrice === undefined ? level : of(now.stopPrice);
  const isRight = holds(order, stop, prices);
  order.isTrigger = false;
  if (order.limit === undefined) order.kind = 'ioc';
  else order.kind = 'lmt';
  return isRight
    ? []
    : [
        `${now.orderId}: ${now.kind} (${order.signal}, ${now.side}) activated at ${String(prices[order.signal])} with its stop at ${stop.toString()}`,
      ];
}

/** A trailing stop follows its signal, whose path between two looks only the market knows; it only ever comes closer. */
function trailed(order: Order | undefined, shown: VenueOrder): readonly string[] {
  if (order?.trailing === undefined || order.stop === undefined || shown.stopPrice === undefined) return [];
  const stop = of(shown.stopPrice);
  const isLooser = order.side === 'sell' ? stop.lt(order.stop) : stop.gt(order.stop);
  const was = order.stop;
  order.stop = stop;
  return isLooser ? [`${order.id}: a trailing stop loosened from ${was.toString()} to ${stop.toString()}`] : [];
}

type CashEntry = Readonly<{ currency: string; before: bigint; after: bigint; cause: string }>;
/** What no document gives the figure of is told; trades, funding and transfers the model books itself. */
function cash({ state }: NaiveExchange, { currency, before, after, cause }: CashEntry): readonly string[] {
  if (cause !== 'liquidation fee' && cause !== 'conversion') return [];
  state.cash.set(currency, (state.cash.get(currency) ?? zero).plus(of((after - before) as never)));
  return [];
}

function traded(model: NaiveExchange, told: Execution): readonly string[] {
  const { orderId, price, qty, type, fee, at, side } = told;
  const isLiquidation = type === 'liquidation' || type === 'partialLiquidation';
  const order = model.state.open.get(orderId);
  if (order === undefined && !isLiquidation) return [`${orderId}: traded and is not open in the model`];
  if (order === undefined) adopt(model, told);
  const limit = order?.limit;
  const isWithin = limit === undefined || (type === 'maker' ? limit.eq(of(price)) : crosses(side, limit, of(price)));
  const tooMuch = order !== undefined && of(qty).gt(remaining(order));
  const got = model.witness({ orderId, qty: of(qty), price: of(price), at, type, fee: of(fee) });
  return [
    ...(isWithin ? [] : [`${orderId}: traded at ${of(price).toString()} as ${type}, its limit is ${String(limit)}`]),
    ...(tooMuch ? [`${orderId}: traded more than was left of it`] : []),
    ...(got.fee.minus(of(fee)).abs().lte('1e-9')
      ? []
      : [`${orderId}: fee ${of(fee).toString()}, the model ${got.fee.toString()}`]),
  ];
}

/** The exchange's own order, by which it liquidates. */
function adopt({ state }: NaiveExchange, { orderId, symbol, side, qty, remaining: left, at }: Execution): void {
  state.open.set(orderId, {
    id: orderId,
    cliOrdId: undefined,
    symbol,
    side,
    kind: 'ioc',
    size: of(qty).plus(of(left)),
    filled: zero,
    limit: undefined,
    stop: undefined,
    signal: 'last',
    trailing: undefined,
    limitOffset: undefined,
    reduceOnly: true,
    isTrigger: false,
    placedAt: at,
  });
}

const freely: readonly OrderReason[] = [
  'not_enough_margin',
  'liquidation',
  'would_execute_self',
  'market_inactive',
  'contract_expired',
];

function moved(
  model: NaiveExchange,
  { order: now, gone, reason, at }: Extract<ExchangeEvent, { type: 'order' }>,
): readonly string[] {
  const { state } = model;
  const order = state.open.get(now.orderId);
  if (order === undefined) return [];
  const isShrunk = of(now.quantity).lt(order.size);
  const faults: string[] = [];
  if (isShrunk && !order.reduceOnly) faults.push(`${now.orderId}: shrunk and not reduce-only`);
  const room = reducible(state, order.symbol, order.side);
  const wasOversized = remaining(order).gt(room);
  if (isShrunk && !wasOversized) faults.push(`${now.orderId}: shrunk although the position is large enough`);
  order.size = D.min(order.size, of(now.quantity));
  if (!gone) return faults;
  const isFine =
    remaining(order).lte(0) ||
    (reason === 'would_not_reduce_position' && order.reduceOnly && wasOversized) ||
    (reason === 'dead_man_switch' && state.deadMan !== undefined && state.deadMan <= at) ||
    (order.kind === 'ioc' && !order.isTrigger) ||
    freely.includes(reason);
  model.end(now.orderId);
  return isFine ? faults : [...faults, `${now.orderId} (${order.kind}): gone, because of ${reason}`];
}
