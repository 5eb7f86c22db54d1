import { expect } from 'vitest';
import { btc } from './bench.ts';
import type { Answer } from './client.ts';
import type { Bench, Call } from './bench.ts';

const number = expect.any(Number) as number;
const text = expect.any(String) as string;

type Params = Readonly<Record<string, unknown>>;
const open = { id: text, symbol: btc, status: 'open', filled: 0, timestamp: number };
const gtc = { ...open, side: 'buy', amount: 0.01, remaining: 0.01 };

const limit =
  (factor: number, params: Params) =>
  async ({ client, near }: Bench): Promise<Answer> =>
    client.createOrder(btc, 'limit', 'buy', 0.01, await near(factor), params);
const sell =
  (params: (bench: Bench) => Promise<Params>) =>
  async (bench: Bench): Promise<Answer> => {
    await bench.long();
    return bench.client.createOrder(btc, 'market', 'sell', 0.001, undefined, await params(bench));
  };
const query = (parts: string): RegExp => new RegExp(`^/derivatives/api/v3/sendorder\\?symbol=PF_XBTUSD&${parts}$`);

/** `client-expectations` 1.5: what each unified order becomes on the wire, and what is read of the answer. */
const sending: readonly Call[] = [
  {
    name: 'limit',
    request: query('side=buy&size=0.01&orderType=lmt&limitPrice=\\d+'),
    ask: limit(0.8, {}),
    wanted: gtc,
  },
  {
    name: 'market',
    request: query('side=buy&size=0.001&orderType=mkt'),
    ask: ({ long }) => long(),
    wanted: {
      status: 'closed',
      filled: 0.001,
      remaining: 0,
      average: number,
      trades: [{ amount: 0.001, price: number }],
    },
  },
  {
    name: 'postOnly',
    request: query('side=buy&size=0.01&orderType=post&limitPrice=\\d+'),
    ask: limit(0.8, { postOnly: true }),
    wanted: { ...gtc, postOnly: true },
  },
  {
    name: 'timeInForce PO',
    request: query('side=buy&size=0.01&orderType=post&limitPrice=\\d+'),
    ask: limit(0.8, { timeInForce: 'PO' }),
    wanted: { ...gtc, postOnly: true },
  },
  {
    name: 'timeInForce ioc',
    request: query('side=buy&size=0.01&orderType=ioc&limitPrice=\\d+'),
    ask: limit(1.005, { timeInForce: 'ioc' }),
    wanted: { status: 'closed', filled: 0.01 },
  },
  {
    name: 'timeInForce IOC, which ccxt makes a lmt',
    request: query('side=buy&size=0.01&orderType=lmt&limitPrice=\\d+'),
    ask: limit(0.8, { timeInForce: 'IOC' }),
    wanted: gtc,
  },
  {
    name: 'timeInForce FOK, which ccxt makes a lmt',
    request: query('side=buy&size=0.01&orderType=lmt&limitPrice=\\d+'),
    ask: limit(0.8, { timeInForce: 'FOK' }),
    wanted: gtc,
  },
  {
    name: 'orderType fok',
    request: query('side=buy&size=0.01&orderType=fok&limitPrice=\\d+'),
    ask: limit(1.005, { orderType: 'fok' }),
    wanted: { status: 'closed', filled: 0.01 },
  },
  {
    name: 'clientOrderId, escaped',
    request: /cliOrdId=my%20id%2F1%2B2%3D\d+&/,
    ask: async (bench) => limit(0.8, { clientOrderId: `my id/1+2=${await bench.now()}` })(bench),
    wanted: { ...gtc, clientOrderId: expect.stringMatching(/^my id\/1\+2=\d+$/) },
  },
  {
    name: 'triggerPrice, whose signal is last',
    request: query('side=sell&size=0.001&triggerSignal=last&stopPrice=\\d+&orderType=stp'),
    ask: sell(async ({ near }) => ({ triggerPrice: await near(0.8) })),
    wanted: { ...open, side: 'sell', triggerPrice: number, reduceOnly: false },
  },
  {
    name: 'triggerPrice on mark',
    request: query('side=sell&size=0.001&triggerSignal=mark&stopPrice=\\d+&reduceOnly=true&orderType=stp'),
    ask: sell(async ({ near }) => ({ triggerPrice: await near(0.8), triggerSignal: 'mark', reduceOnly: true })),
    wanted: { ...open, side: 'sell', triggerPrice: number, reduceOnly: true },
  },
  {
    name: 'stopLossPrice, which is reduce-only',
    request: query('side=sell&size=0.001&triggerSignal=last&stopPrice=\\d+&reduceOnly=true&orderType=stp'),
    ask: sell(async ({ near }) => ({ stopLossPrice: await near(0.8) })),
    wanted: { ...open, reduceOnly: true, triggerPrice: number },
  },
  {
    name: 'takeProfitPrice, which is reduce-only',
    request: query('side=sell&size=0.001&triggerSignal=last&stopPrice=\\d+&reduceOnly=true&orderType=take_profit'),
    ask: sell(async ({ near }) => ({ takeProfitPrice: await near(1.2) })),
    wanted: { ...open, reduceOnly: true, triggerPrice: number },
  },
  {
    name: 'trailing_stop',
    request: /orderType=trailing_stop&trailingStopMaxDeviation=5&trailingStopDeviationUnit=PERCENT&triggerSignal=mark$/,
    ask: async ({ client, long }) => {
      await long();
      const params = { trailingStopMaxDeviation: 5, trailingStopDeviationUnit: 'PERCENT', triggerSignal: 'mark' };
      return client.createOrder(btc, 'trailing_stop', 'sell', 0.001, undefined, params);
    },
    wanted: open,
  },
  {
    name: 'createOrders',
    request: /^\/derivatives\/api\/v3\/batchorder$/,
    ask: async ({ client, near }) => {
      const price = await near(0.8);
      const order = { symbol: btc, type: 'limit', side: 'buy', amount: 0.01 };
      return client.createOrders([
        { ...order, price },
        { ...order, price: price + 1 },
      ]);
    },
    wanted: [gtc, gtc],
  },
];

/** Edits, cancels and what is asked of orders. */
const afterwards: readonly Call[] = [
  {
    name: 'editOrder',
    request: /^\/derivatives\/api\/v3\/editorder\?orderId=[^&]+&size=0.02&limitPrice=\d+$/,
    ask: async ({ client, rest, near }) =>
      client.editOrder((await rest()).id, btc, 'limit', 'buy', 0.02, await near(0.81)),
    wanted: { ...open, amount: 0.02 },
  },
  {
    name: 'cancelOrder',
    request: /^\/derivatives\/api\/v3\/cancelorder\?order_id=/,
    ask: async ({ client, rest }) => client.cancelOrder((await rest()).id),
    wanted: { id: text, status: 'canceled' },
  },
  {
    name: 'cancelOrder by client id',
    request: /^\/derivatives\/api\/v3\/cancelorder\?cliOrdId=/,
    ask: async ({ client, rest, now }) => {
      const cliOrdId = `mine-${await now()}`;
      await rest({ clientOrderId: cliOrdId });
      return client.cancelOrder(undefined, undefined, { cliOrdId });
    },
    wanted: { status: 'canceled' },
  },
  {
    name: 'cancelOrders',
    request: /^\/derivatives\/api\/v3\/batchorder$/,
    ask: async ({ client, rest }) => client.cancelOrders([(await rest()).id, (await rest()).id]),
    wanted: [{ status: 'canceled' }, { status: 'canceled' }],
  },
  {
    name: 'cancelAllOrders, of which ccxt reads the first again and again',
    request: /^\/derivatives\/api\/v3\/cancelallorders\?symbol=PF_XBTUSD$/,
    ask: async ({ client, rest }) => {
      await client.cancelAllOrders(btc);
      await rest();
      await rest();
      return (await client.cancelAllOrders(btc)).length;
    },
  },
  {
    name: 'cancelAllOrdersAfter',
    request: /^\/derivatives\/api\/v3\/cancelallordersafter\?timeout=60$/,
    ask: ({ client }) => client.cancelAllOrdersAfter(60_000),
    wanted: { result: 'success', status: { currentTime: text, triggerTime: text } },
  },
  {
    name: 'cancelAllOrdersAfter off',
    request: /^\/derivatives\/api\/v3\/cancelallordersafter\?timeout=0$/,
    ask: ({ client }) => client.cancelAllOrdersAfter(0),
    wanted: { status: { triggerTime: '0' } },
  },
  {
    name: 'fetchOpenOrders',
    request: /^\/derivatives\/api\/v3\/openorders$/,
    ask: async ({ client, rest }) => {
      const { id } = await rest();
      return (await client.fetchOpenOrders()).find((order: Answer) => order.id === id);
    },
    wanted: { ...gtc, lastUpdateTimestamp: number, reduceOnly: false },
  },
  {
    name: 'fetchOrder',
    request: /^\/derivatives\/api\/v3\/orders\/status\?orderIds=/,
    ask: async ({ client, rest }) => client.fetchOrder((await rest()).id),
    wanted: gtc,
  },
  {
    name: 'fetchOrders, without any parameter',
    request: /^\/derivatives\/api\/v3\/orders\/status$/,
    ask: async ({ client, rest }) => {
      await rest();
      return client.fetchOrders();
    },
    wanted: expect.arrayContaining([expect.objectContaining({ status: 'open' })]),
  },
  {
    name: 'fetchClosedOrders',
    request: /^\/api\/history\/v2\/orders/,
    ask: async ({ client, long }) => {
      const { id } = await long();
      return (await client.fetchClosedOrders()).find((order: Answer) => order.id === id);
    },
    wanted: { symbol: btc, status: 'closed', filled: 0.001, side: 'buy' },
  },
  {
    name: 'fetchClosedOrders of triggers',
    request: /^\/api\/history\/v2\/triggers/,
    ask: async ({ client, near, emulator, long }) => {
      await long();
      const price = await near(0.99);
      const params = { triggerPrice: price, triggerSignal: 'mark', reduceOnly: true };
      const { id } = await client.createOrder(btc, 'market', 'sell', 0.001, undefined, params);
      const back = await near(1);
      await emulator.practise('price', { symbol: 'PF_XBTUSD', price: String(price - 50) });
      const found = (await client.fetchClosedOrders(undefined, undefined, undefined, { trigger: true })).find(
        (order: Answer) => order.id === id,
      );
      await emulator.practise('price', { symbol: 'PF_XBTUSD', price: String(back) });
      return found;
    },
    wanted: { symbol: btc, side: 'sell', status: 'closed' },
  },
  {
    name: 'fetchCanceledOrders',
    request: /^\/api\/history\/v2\/orders/,
    ask: async ({ client, rest }) => {
      const { id } = await rest();
      await client.cancelOrder(id);
      return (await client.fetchCanceledOrders()).filter((order: Answer) => order.id === id).at(-1);
    },
    wanted: { symbol: btc, status: 'canceled' },
  },
  {
    name: 'setLeverage, which isolates',
    request: /^\/derivatives\/api\/v3\/leveragepreferences\?maxLeverage=5&symbol=PF_ETHUSD$/,
    ask: ({ client }) => client.setLeverage(5, 'ETH/USD:USD'),
    wanted: { result: 'success' },
  },
  {
    name: 'fetchLeverage, of the symbol that was asked for',
    request: /^\/derivatives\/api\/v3\/leveragepreferences\?symbol=PF_ETHUSD$/,
    ask: async ({ client }) => {
      await client.setLeverage(5, 'SOL/USD:USD');
      await client.setLeverage(7, 'ETH/USD:USD');
      return client.fetchLeverage('ETH/USD:USD');
    },
    wanted: { symbol: 'ETH/USD:USD', longLeverage: 7 },
  },
  {
    name: 'fetchLeverages',
    request: /^\/derivatives\/api\/v3\/leveragepreferences$/,
    ask: async ({ client }) => {
      await client.setLeverage(5, 'SOL/USD:USD');
      return client.fetchLeverages();
    },
    wanted: { 'SOL/USD:USD': { longLeverage: 5 } },
  },
];

export const trading: readonly Call[] = [...sending, ...afterwards];
