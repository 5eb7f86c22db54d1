import { assert } from '../../core/assert.ts';
import { isSound } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import { ms, noUsd, scale } from '../../core/units.ts';
import { createAgenda } from './agenda.ts';
import { fundingHistory } from './accrual.ts';
import type { Exchange, ExchangeApi } from './api.ts';
import { snapshotOf } from './book.ts';
import { cancel, cancelAll, cancelAllAfter } from './cancelling.ts';
import { createControls } from './controls.ts';
import type { Core, ExchangeOptions, Market } from './core.ts';
import { edit } from './editing.ts';
import { createHolding } from './holding.ts';
import { createIds } from './ids.ts';
import { untouched } from './ladder.ts';
import type { BookView, Contract } from './market-view.ts';
import { createNews } from './news.ts';
import { volumeNow } from './fees.ts';
import { linesPerOrder } from './remembering.ts';
import { prefer } from './preferring.ts';
import { executionsOf, openOrders, orderStatus, positionsOf, tradesOf } from './queries.ts';
import { send } from './sending.ts';
import { tickerOf } from './ticker.ts';
import { walletView } from './wallet.ts';
import { begin } from './walking.ts';
import { watch } from './watching.ts';

export type { Books } from './books.ts';
export type { ExchangeOptions } from './core.ts';

/**
 * Kraken Futures in this process: its contracts, its book, its rules and one account, on virtual time. It reads no clock and
 * draws no luck but from what it is given: the same options, candles and requests lead to the same history, ids included.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const core = createCore(options);
  return {
    ...apiOf(core),
    nextAt: core.agenda.nextAt,
    advance: () => advance(core),
    reach: (at) => {
      assert(at <= (core.agenda.nextAt() ?? Infinity), 'time does not pass over what is due');
      core.now = ms(Math.max(core.now, at));
    },
    open: (candle) => open(core, candle),
    schedule: (at, task) => core.agenda.add(at, task),
  };
}

function createCore(options: ExchangeOptions): Core {
  const nextId = createIds(options.rng.fork('ids'));
  const { remembers = Infinity } = options;
  const core: Core = {
    options,
    remembers,
    markets: new Map(options.contracts.map((contract) => [contract.symbol, marketFor(contract)])),
    delisted: new Set(),
    busy: new Set(),
    orders: new Map(),
    clients: new Map(),
    past: [],
    executions: [],
    executed: 0,
    forgotten: { orders: 0, executions: 0 },
    wallet: new Map(Object.entries({ USD: noUsd, ...options.deposits })),
    volume: { parts: [], sum: noUsd },
    preferences: new Map(),
    agenda: createAgenda(),
    news: createNews(
      () => core.now,
      () => nextId('history'),
      remembers * linesPerOrder,
    ),
    nextId,
    phase: 'online',
    deadline: undefined,
    now: ms(0),
  };
  return core;
}

function marketFor(contract: Contract): Market {
  const exact = (contract.tick * contract.lot) % scale === 0n;
  assert(exact, `${contract.symbol}: the value of a lot at one tick has more than ten decimals`);
  return {
    contract,
    candle: undefined,
    path: undefined,
    depth: undefined,
    price: undefined,
    wakeAt: undefined,
    updateAt: undefined,
    hourAt: undefined,
    told: undefined,
    shownAt: undefined,
    holding: createHolding(contract.symbol, ms(0)),
    orders: [],
    cursor: 0,
    walked: false,
    moved: 1,
    turn: 0,
    waits: false,
    taken: untouched(),
    given: untouched(),
    takenAt: ms(0),
    reserved: noUsd,
    day: [],
    hours: [],
    trades: [],
    tradeSeq: 0,
    bookSeq: 0,
    watchers: 0,
  };
}

/** Does all that is due at the next moment, and what it leads to at that same moment. */
function advance(core: Core): void {
  const { agenda } = core;
  const at = agenda.nextAt();
  if (at === undefined) return;
  core.now = at;
  while (agenda.nextAt() === at) agenda.take()?.();
}

/** A candle whose prices contradict each other opens nothing: it is a hole in the data. */
function open(core: Core, candle: Candle): void {
  assert(candle.timeframe === '15m', 'a market moves by 15m candles');
  const market = core.markets.get(candle.instrument);
  // Of a contract that has been delisted candles may go on: nobody trades on them.
  if (market === undefined)
    return assert(
      core.delisted.has(candle.instrument),
      `a candle is of a listed contract, not of ${candle.instrument}`,
    );
  if (isSound(candle)) begin(core, market, candle);
}

function apiOf(core: Core): ExchangeApi {
  const market = (symbol: Contract['symbol']): Market | undefined => core.markets.get(symbol);
  return {
    now: () => core.now,
    contracts: () => [...core.markets.values()].map(({ contract }) => contract),
    ticker: (symbol) => map(market(symbol), (found) => tickerOf(core, found)),
    book: (symbol, depth) => map(market(symbol), (found) => cut(snapshotOf(core, found), depth)),
    trades: (symbol, before) => map(market(symbol), (found) => tradesOf(core, found, before)) ?? [],
    fundingRates: (symbol) => map(market(symbol), (found) => fundingHistory(core, found)) ?? [],
    watch: (symbol) => watch(core, symbol),
    send: (terms) => send(core, terms),
    edit: (change) => edit(core, change),
    cancel: (which) => cancel(core, which),
    cancelAll: (symbol) => cancelAll(core, symbol),
    cancelAllAfter: (timeoutMs) => cancelAllAfter(core, timeoutMs),
    prefer: (symbol, maxLeverage) => prefer(core, symbol, maxLeverage),
    preferences: () => core.preferences,
    openOrders: () => openOrders(core),
    orderStatus: (names) => orderStatus(core, names),
    executions: (count, before) => executionsOf(core, count, before),
    positions: () => positionsOf(core),
    wallet: () => walletView(core),
    history: core.news.history,
    volume: () => volumeNow(core),
    forgotten: () => ({ ...core.forgotten, history: core.news.forgotten() }),
    listen: core.news.listen,
    control: createControls(core),
  };
}

function cut(book: BookView, depth: number | undefined): BookView {
  return depth === undefined ? book : { ...book, bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) };
}

function map<T, R>(value: T | undefined, then: (value: T) => R): R | undefined {
  return value === undefined ? undefined : then(value);
}
