import { formatFixed, notional, toNumber } from '../../../core/units.ts';
import type { Contract, PublicTrade } from '../market-view.ts';
import type { Reply } from '../standing/service.ts';
import { logRows } from './account-log.ts';
import type { Call, Desk, Route, Routes } from './desk.ts';
import { failure, iso } from './envelope.ts';
import { executionElements, orderElements, triggerElements } from './history.ts';
import { pageOf } from './page.ts';
import type { Element, Page } from './page.ts';
import { readTime } from './params.ts';
import type { Params } from './params.ts';
import { positionElements } from './positions-history.ts';

type Elements = (desk: Desk, params: Params) => readonly Element[];

/** A private history: the account, how many, and the elements; the token stands in a header as well. */
function account(elements: Elements): Route {
  return {
    access: 'read',
    answer: (desk, { at, params }) => {
      const page = pageOf(elements(desk, params), params);
      return paged({ accountUid: desk.account, len: page.elements.length, serverTime: iso(at), ...page }, page);
    },
  };
}

function paged(body: object, { continuationToken }: Page): Reply {
  const reply = { status: 200, body: JSON.stringify(body) };
  return continuationToken === undefined
    ? reply
    : { ...reply, headers: { 'next-continuation-token': continuationToken } };
}

const questions: Routes = {
  orders: account(orderElements),
  triggers: account(triggerElements),
  executions: account(executionElements),
  positions: account(positionElements),
  'account-log': { access: 'read', answer: accountLog },
};

/** @see https://docs.kraken.com/api/docs/futures-api/history/account-history */
export const historyRoutes: Routes = {
  ...Object.fromEntries(
    ['v2', 'v3'].flatMap((version) =>
      Object.entries(questions).map(([name, route]) => [`GET /api/history/${version}/${name}`, route]),
    ),
  ),
  'GET /api/history/v2/accountlogcsv': { access: 'read', answer: accountLogCsv },
  'GET /api/history/v2/market/': { access: 'public', answer: market },
  'GET /api/history/v3/market/': { access: 'public', answer: market },
};

/** `info` filters, and may be repeated: ccxt relies on it. Gotcha 93. */
function accountLog(desk: Desk, { params }: Call): Reply {
  const infos = params.all('info');
  const [since, before] = [readTime(params.get('since')) ?? -Infinity, readTime(params.get('before')) ?? Infinity];
  const [from, to] = [Number(params.get('from') ?? -Infinity), Number(params.get('to') ?? Infinity)];
  const rows = logRows(desk, 0).filter(
    ({ id, at, info }) =>
      at >= since && at <= before && id >= from && id <= to && (infos.length === 0 || infos.includes(info)),
  );
  const sorted = params.get('sort') === 'asc' ? rows : rows.toReversed();
  const count = Math.max(1, Number(params.get('count') ?? 500) || 500);
  const body = { accountUid: desk.account, logs: sorted.slice(0, count).map(({ json }) => json) };
  return { status: 200, body: JSON.stringify(body) };
}

function accountLogCsv(desk: Desk): Reply {
  const rows = logRows(desk, 0).map(({ json }) => json);
  const head = Object.keys(rows[0] ?? {});
  const lines = [head, ...rows.map((row) => head.map((name) => JSON.stringify(row[name] ?? '')))];
  return { status: 200, body: `${lines.map((cells) => cells.join(',')).join('\n')}\n`, type: 'text/csv' };
}

/** `/market/{symbol}/executions`, newest first; the makers and takers of others have no account. */
function market(desk: Desk, { at, params, rest }: Call): Reply {
  const [name, what] = rest;
  const contract = desk.listed(name);
  if (contract === undefined) return failure(at, 'contractNotFound');
  if (what === 'executions') return publicPage(executions(desk, contract), params);
  if (what === 'price') return publicPage(prices(desk, contract), params);
  return what === 'orders' ? publicPage([], params) : failure(at, 'notFound');
}

function publicPage(elements: readonly Element[], params: Params): Reply {
  const page = pageOf(elements, params);
  return paged({ len: page.elements.length, ...page }, page);
}

function executions({ exchange, spell }: Desk, { symbol }: Contract): readonly Element[] {
  const mark = exchange.ticker(symbol)?.mark;
  return exchange
    .trades(symbol)
    .toReversed()
    .map((trade) => ({
      uid: trade.uid,
      timestamp: trade.at,
      tradeable: symbol,
      event: { Execution: { execution: tradeJson(trade, spell(symbol), mark), takerReducedQuantity: '' } },
    }));
}

function tradeJson(trade: PublicTrade, tradeable: string, mark: number | undefined): unknown {
  const price = formatFixed(trade.price);
  const order = (isTaker: boolean): unknown => ({
    uid: `${trade.uid.slice(0, -1)}${isTaker ? '1' : '0'}`,
    tradeable,
    direction: (trade.side === 'buy') === isTaker ? 'Buy' : 'Sell',
    quantity: formatFixed(trade.qty),
    timestamp: trade.at,
    limitPrice: price,
    orderType: isTaker ? 'IoC' : 'Limit',
    reduceOnly: false,
    lastUpdateTimestamp: trade.at,
  });
  return {
    uid: trade.uid,
    makerOrder: order(false),
    takerOrder: order(true),
    timestamp: trade.at,
    quantity: formatFixed(trade.qty),
    price,
    markPrice: String(mark ?? price),
    limitFilled: false,
    usdValue: toNumber(notional(trade.price, trade.qty)).toFixed(2),
  };
}

function prices({ exchange }: Desk, { symbol }: Contract): readonly Element[] {
  const ticker = exchange.ticker(symbol);
  if (ticker?.mark === undefined) return [];
  const event = { MarkPriceChanged: { price: String(ticker.mark) } };
  return [{ uid: `${symbol}-${ticker.at}`, timestamp: ticker.at, tradeable: symbol, event }];
}
