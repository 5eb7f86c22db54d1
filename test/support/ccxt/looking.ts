import { expect } from 'vitest';
import { btc } from './bench.ts';
import type { Call } from './bench.ts';

const number = expect.any(Number) as number;
const text = expect.any(String) as string;
const hour = 3_600_000;

/** Public calls and the account, with what ccxt reads of each answer. */
export const looking: readonly Call[] = [
  {
    name: 'fetchMarkets',
    request: /^\/derivatives\/api\/v3\/instruments$/,
    ask: async ({ client }) => (await client.fetchMarkets()).find(({ symbol }: { symbol: string }) => symbol === btc),
    wanted: {
      id: 'PF_XBTUSD',
      base: 'BTC',
      quote: 'USD',
      swap: true,
      linear: true,
      active: true,
      contractSize: 1,
      precision: { amount: 0.0001, price: 1 },
      created: number,
    },
  },
  {
    name: 'fetchTickers',
    request: /^\/derivatives\/api\/v3\/tickers$/,
    ask: async ({ client }) => (await client.fetchTickers())[btc],
    wanted: { symbol: btc, last: number, bid: number, bidVolume: number, ask: number, askVolume: number, open: number },
  },
  {
    name: 'fetchTicker',
    request: /^\/derivatives\/api\/v3\/tickers\/PF_XBTUSD$/,
    ask: ({ client }) => client.fetchTicker(btc),
    wanted: { symbol: btc, last: number, baseVolume: number, markPrice: number, indexPrice: number, timestamp: number },
  },
  {
    name: 'fetchOrderBook',
    request: /^\/derivatives\/api\/v3\/orderbook\?symbol=PF_XBTUSD$/,
    ask: ({ client }) => client.fetchOrderBook(btc),
    wanted: {
      symbol: btc,
      bids: expect.arrayContaining([[number, number]]),
      asks: expect.any(Array),
      timestamp: number,
    },
  },
  {
    name: 'fetchTrades',
    request: /^\/api\/history\/v3\/market\/PF_XBTUSD\/executions/,
    ask: async ({ client, long }) => {
      await long();
      return (await client.fetchTrades(btc)).at(-1);
    },
    wanted: {
      id: text,
      symbol: btc,
      price: number,
      amount: number,
      side: expect.stringMatching(/^(buy|sell)$/),
      timestamp: number,
    },
  },
  {
    name: 'fetchTrades, of the last hundred',
    request: /^\/derivatives\/api\/v3\/history\?symbol=PF_XBTUSD$/,
    ask: async ({ client, long }) => {
      await long();
      return (await client.fetchTrades(btc, undefined, undefined, { method: 'publicGetHistory' })).at(-1);
    },
    wanted: { id: text, price: number, amount: number, timestamp: number },
  },
  ...['trade', 'mark', 'spot'].map((price): Call => ({
    name: `fetchOHLCV of ${price}`,
    request: new RegExp(`^/api/charts/v1/${price}/PF_XBTUSD/1h\\?from=\\d+&to=\\d+$`),
    ask: async ({ client, now }) => {
      const words = price === 'trade' ? {} : { price: price === 'spot' ? 'index' : price };
      const since = Math.floor((await now()) / hour) * hour - 10 * hour;
      return client.fetchOHLCV(btc, '1h', since, 3, words);
    },
    wanted: [[number, number, number, number, number, number], expect.any(Array), expect.any(Array)],
  })),
  {
    name: 'fetchFundingRates',
    request: /^\/derivatives\/api\/v3\/tickers$/,
    ask: async ({ client }) => (await client.fetchFundingRates())[btc],
    wanted: { symbol: btc, markPrice: number, indexPrice: number, timestamp: number },
  },
  {
    name: 'fetchFundingRateHistory',
    request: /^\/derivatives\/api\/v4\/historicalfundingrates\?symbol=PF_XBTUSD$/,
    ask: async ({ client }) => (await client.fetchFundingRateHistory(btc)).at(-1),
    wanted: { symbol: btc, fundingRate: number, timestamp: number },
  },
  {
    name: 'fetchLeverageTiers',
    request: /^\/derivatives\/api\/v3\/instruments$/,
    ask: async ({ client }) => (await client.fetchLeverageTiers())[btc],
    wanted: [
      { minNotional: 0, maxLeverage: 100, maintenanceMarginRate: 0.005 },
      ...Array<object>(7).fill({ minNotional: number }),
    ],
  },
  {
    name: 'fetchTradingFees',
    request: /^\/derivatives\/api\/v3\/feeschedules(\/volumes)?$/,
    ask: async ({ client }) => (await client.fetchTradingFees())[btc],
    wanted: { maker: 0.0002, taker: 0.0005 },
  },
  {
    name: 'fetchBalance',
    request: /^\/derivatives\/api\/v3\/accounts$/,
    ask: ({ client }) => client.fetchBalance(),
    wanted: {
      USD: { total: number, free: number },
      info: { accounts: { flex: { availableMargin: number, marginEquity: number, portfolioValue: number } } },
    },
  },
  {
    name: 'fetchBalance of cash',
    request: /^\/derivatives\/api\/v3\/accounts$/,
    ask: ({ client }) => client.fetchBalance({ type: 'cash' }),
    wanted: { total: {} },
  },
  {
    name: 'fetchPositions',
    request: /^\/derivatives\/api\/v3\/openpositions$/,
    ask: async ({ client, long }) => {
      await long();
      return client.fetchPositions();
    },
    wanted: [
      {
        symbol: btc,
        side: 'long',
        contracts: number,
        entryPrice: number,
        timestamp: number,
        unrealizedPnl: number,
        marginType: expect.any(String),
      },
    ],
  },
  {
    name: 'fetchMyTrades',
    request: /^\/derivatives\/api\/v3\/fills$/,
    ask: async ({ client, long }) => {
      const { id } = await long();
      return (await client.fetchMyTrades()).find(({ order }: { order: string }) => order === id);
    },
    wanted: { symbol: btc, side: 'buy', amount: 0.001, price: number, takerOrMaker: 'taker', timestamp: number },
  },
  {
    name: 'fetchLedger',
    request: /^\/api\/history\/v3\/account-log/,
    ask: async ({ client, long }) => {
      await long();
      // Funding has rows of its own there.
      return (await client.fetchLedger()).findLast(({ type }: { type: string }) => type === 'trade');
    },
    wanted: { id: text, type: 'trade', currency: 'USD', before: number, after: number, timestamp: number },
  },
  {
    name: 'fetchFundingHistory, filtered by the server',
    request: /^\/api\/history\/v3\/account-log\?info=funding%20rate%20change/,
    ask: async ({ client, long }) => {
      await long();
      return (await client.fetchFundingHistory(btc)).filter(
        ({ info }: { info: { info: string } }) => info.info !== 'funding rate change',
      );
    },
    wanted: [],
  },
  {
    name: 'fetchPositionsHistory',
    request: /^\/api\/history\/v3\/positions\?closed=true/,
    ask: async ({ client }) => {
      await client.createOrder('ETH/USD:USD', 'market', 'buy', 0.01);
      await client.createOrder('ETH/USD:USD', 'market', 'sell', 0.01, undefined, { reduceOnly: true });
      return client.fetchPositionsHistory();
    },
    wanted: expect.arrayContaining([expect.objectContaining({ symbol: 'ETH/USD:USD' })]),
  },
];
