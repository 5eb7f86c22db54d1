import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientOf } from '../support/standing-venue.ts';
import type { Client } from '../support/standing-venue.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { reference } from '../reference.ts';

const v3 = '/derivatives/api/v3';

/** One call, and the newest real or documented answer to it that is known. */
export type Model = Readonly<{ call: string; fixture: string; answer: () => Promise<unknown> }>;

export function fixture(name: string): unknown {
  const path = reference('kraken', 'fixtures', name);
  if (path === undefined) throw new Error(`no fixture ${name}`);
  const text = readFileSync(path, 'utf8');
  return name.endsWith('.ndjson')
    ? text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown)
    : JSON.parse(text);
}

/** Every REST call with its model, in an order in which each has something to answer. */
export function restModels(standing: Standing): readonly Model[] {
  const client = clientOf(standing, standing.keys.pairs.full);
  const get = (path: string, model: string, query = ''): Model => ({
    call: `GET ${path}`,
    fixture: model,
    answer: async () => (await client.get(path, query)).json,
  });
  return [...orderModels(client), ...readModels(get), ...endModels(client)];
}

type Get = (path: string, model: string, query?: string) => Model;

function orderModels(client: Client): readonly Model[] {
  const post = (path: string, body: string, model: string): Model => ({
    call: `POST ${path} (${model.slice(model.lastIndexOf('/') + 1, -5)})`,
    fixture: join('rest', model),
    answer: async () => (await client.post(`${v3}/${path}`, body)).json,
  });
  const bid = 'orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.02&limitPrice=80000';
  const raw = JSON.stringify({
    batchOrder: [
      { order: 'send', order_tag: '1', orderType: 'mkt', symbol: 'PF_XBTUSD', side: 'buy', size: '400' },
      {
        order: 'send',
        order_tag: '2',
        orderType: 'stp',
        symbol: 'PF_XBTUSD',
        side: 'buy',
        size: '0.1',
        stopPrice: '99000',
        limitPrice: '99100',
      },
      { order: 'cancel', order_id: '00000000-0000-4000-8000-000000000000' },
      { order: 'cancel', cliOrdId: 'nobody' },
    ],
  });
  return [
    post('sendorder', 'orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01', 'sendorder/market-executed.json'),
    post(
      'sendorder',
      'orderType=lmt&symbol=PF_ETHUSD&side=buy&size=0.1&limitPrice=3100&cliOrdId=x',
      'sendorder/limit-crossing-executed.json',
    ),
    post('sendorder', `${bid}&cliOrdId=bid`, 'sendorder/limit-placed.json'),
    post(
      'sendorder',
      'orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=80000&triggerSignal=mark&reduceOnly=true&cliOrdId=sl',
      'sendorder/stop-market-placed.json',
    ),
    post(
      'sendorder',
      'orderType=take_profit&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=90000&limitPrice=90000',
      'sendorder/take-profit-limit-placed.json',
    ),
    post(
      'sendorder',
      'orderType=trailing_stop&symbol=PF_XBTUSD&side=sell&size=0.01&trailingStopMaxDeviation=2&trailingStopDeviationUnit=PERCENT&triggerSignal=mark',
      'sendorder/trailing-stop-placed.json',
    ),
    post(
      'sendorder',
      `orderType=post&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=85000&cliOrdId=post`,
      'sendorder/rejected-post-would-execute.json',
    ),
    post('sendorder', `${bid}5&cliOrdId=odd`.replace('800005', '80000.5'), 'sendorder/rejected-invalidPrice.json'),
    post('sendorder', 'orderType=mkt&symbol=PF_XBTUSD&side=buy&size=100', 'sendorder/rejected-insufficient-funds.json'),
    post(
      'sendorder',
      'orderType=mkt&symbol=PF_DOGEUSD&side=buy&size=10&reduceOnly=true',
      'sendorder/rejected-would-not-reduce.json',
    ),
    post('editorder', 'cliOrdId=bid&limitPrice=80100', 'editorder/edited.json'),
    post('editorder', 'cliOrdId=bid&limitPrice=80100', 'editorder/no-effect.json'),
    post('editorder', 'orderId=fc589be9-5095-48f0-b6f1-a2dfad6d9677&size=1', 'editorder/not-found.json'),
    post('batchorder', `json=${raw}`, 'batchorder/mixed-real-2023.json'),
    post('batchorder', 'json={"batchOrder":[{"order":"send","orderType":"mkt"}]}', 'batchorder/missing-argument.json'),
    post('sendorder', `${bid}&cliOrdId=brief`, 'sendorder/limit-placed.json'),
    post('cancelorder', 'cliOrdId=brief', 'cancelorder/cancelled.json'),
    post('cancelallordersafter', 'timeout=60', 'cancelallordersafter/set.json'),
    post('cancelallordersafter', 'timeout=0', 'cancelallordersafter/off.json'),
  ];
}

function readModels(get: Get): readonly Model[] {
  return [
    get(`${v3}/instruments`, 'rest/instruments.min.json'),
    get(`${v3}/instruments/status`, 'rest/instruments-status.json'),
    get(`${v3}/instruments/PF_XBTUSD/status`, 'rest/instrument-status-single.json'),
    get(`${v3}/tickers`, 'rest/tickers.real-rows.json'),
    get(`${v3}/tickers/PF_XBTUSD`, 'rest/ticker-single.json'),
    get(`${v3}/orderbook`, 'rest/orderbook.pf.json', 'symbol=PF_XBTUSD'),
    get(`${v3}/history`, 'rest/trade-history.json', 'symbol=PF_XBTUSD'),
    get('/derivatives/api/v4/historicalfundingrates', 'rest/historicalfundingrates.json', 'symbol=PF_XBTUSD'),
    get(`${v3}/feeschedules`, 'rest/feeschedules.json'),
    get(`${v3}/feeschedules/volumes`, 'rest/feeschedules-volumes.json'),
    get(`${v3}/accounts`, 'rest/accounts.flex-with-position.json'),
    get(`${v3}/openpositions`, 'rest/openpositions.with-upnl.json'),
    get(`${v3}/openorders`, 'rest/openorders.synth-all-kinds.json'),
    get(`${v3}/orders/status`, 'rest/orders-status.json', 'cliOrdIds=bid'),
    get(`${v3}/orders/status`, 'rest/orders-status.trigger.json', 'cliOrdIds=sl'),
    get(`${v3}/fills`, 'rest/fills.synth-pf.json'),
    get(`${v3}/leveragepreferences`, 'rest/leveragepreferences.json'),
    get(`${v3}/pnlpreferences`, 'rest/pnlpreferences.json', 'symbol=PF_XBTUSD'),
    get(`${v3}/self-trade-strategy`, 'rest/self-trade-strategy.json'),
    get(`${v3}/notifications`, 'rest/notifications.json'),
    get(`${v3}/unwindqueue`, 'rest/unwindqueue.json'),
    get(`${v3}/subaccounts`, 'rest/subaccounts.json'),
    get('/api/auth/v1/api-keys/v3/check', 'rest/api-key-check.json'),
    get('/api/charts/v1/', 'charts/tick-types.json'),
    get('/api/charts/v1/trade/PF_XBTUSD', 'charts/resolutions.json'),
    get('/api/charts/v1/trade/PF_XBTUSD/5m', 'charts/trade-PF_XBTUSD-5m.json'),
    get('/api/charts/v1/mark/PF_XBTUSD/5m', 'charts/mark-PF_XBTUSD-5m.json'),
    get('/api/history/v2/orders', 'history/orders.json'),
    get('/api/history/v2/triggers', 'history/triggers.json'),
    get('/api/history/v2/executions', 'history/executions.json', 'count=1'),
    get('/api/history/v3/positions', 'history/positions.json'),
    get('/api/history/v3/account-log', 'history/account-log.json'),
    get('/api/history/v3/market/PF_XBTUSD/executions', 'history/market-executions.json'),
    get('/api/history/v3/market/PF_XBTUSD/price', 'history/market-price.json'),
  ];
}

function endModels(client: Client): readonly Model[] {
  const post = (path: string, body: string, model: string): Model => ({
    call: `POST ${path} (${model.slice(model.lastIndexOf('/') + 1, -5)})`,
    fixture: join('rest', model),
    answer: async () => (await client.post(`${v3}/${path}`, body)).json,
  });
  return [
    post('cancelorder', 'cliOrdId=brief', 'cancelorder/not-found.json'),
    post('cancelorder', 'cliOrdId=x', 'cancelorder/filled.json'),
    post('cancelallorders', 'symbol=PF_XBTUSD', 'cancelallorders/cancelled-symbol.json'),
    post('cancelallorders', '', 'cancelallorders/none.json'),
  ];
}
