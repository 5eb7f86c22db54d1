import { expect } from 'vitest';
import type { Answer, Client } from './client.ts';
import type { Addresses } from './emulator.ts';

/** The pair that is looked at, in the client's word. */
const pair = 'BTC/USD';

/** Pointed at the emulator's spot service, with the same practice key. */
export function pointAtSpot(client: Client, { spot, apiKey, apiSecret }: Addresses): Client {
  client.apiKey = apiKey;
  client.secret = apiSecret;
  client.enableRateLimit = false;
  const ws = { ...client.urls.api.ws, publicV2: spot.ws, privateV2: spot.ws, public: spot.ws, private: spot.ws };
  client.urls.api = { ...client.urls.api, public: spot.rest, private: spot.rest, ws };
  return client;
}

export type SpotCall = Readonly<{
  name: string;
  request?: RegExp;
  ask: (client: Client) => Promise<Answer>;
  wanted: unknown;
}>;

const number = expect.any(Number) as number;
const level = expect.arrayContaining([number, number]) as readonly number[];

/** What a bot reads of the spot market over REST. */
export const spotCalls: readonly SpotCall[] = [
  { name: 'fetchTime', request: /^\/0\/public\/Time$/, ask: (client) => client.fetchTime(), wanted: number },
  {
    name: 'fetchStatus',
    request: /^\/0\/public\/SystemStatus$/,
    ask: (client) => client.fetchStatus(),
    wanted: { status: 'ok' },
  },
  {
    name: 'fetchCurrencies',
    request: /^\/0\/public\/Assets$/,
    ask: async (client) => (await client.fetchCurrencies())['BTC'],
    wanted: { code: 'BTC', id: 'XXBT' },
  },
  {
    name: 'fetchMarkets',
    request: /^\/0\/public\/AssetPairs/,
    ask: async (client) => (await client.fetchMarkets()).find(({ symbol }: { symbol: string }) => symbol === pair),
    wanted: { symbol: pair, base: 'BTC', quote: 'USD', active: true, precision: { price: number, amount: number } },
  },
  {
    name: 'fetchTicker',
    request: /^\/0\/public\/Ticker\?pair=X?XBTZ?USD$/,
    ask: (client) => client.fetchTicker(pair),
    wanted: { symbol: pair, last: number, bid: number, ask: number, baseVolume: number },
  },
  {
    name: 'fetchTickers',
    request: /^\/0\/public\/Ticker/,
    ask: async (client) => (await client.fetchTickers([pair]))[pair],
    wanted: { symbol: pair, last: number },
  },
  {
    name: 'fetchOrderBook',
    request: /^\/0\/public\/Depth\?pair=X?XBTZ?USD/,
    ask: (client) => client.fetchOrderBook(pair),
    wanted: { symbol: pair, bids: expect.arrayContaining([level]), asks: expect.arrayContaining([level]) },
  },
  {
    name: 'fetchOHLCV',
    request: /^\/0\/public\/OHLC\?pair=X?XBTZ?USD&interval=60/,
    ask: async (client) => (await client.fetchOHLCV(pair, '1h')).at(-1),
    wanted: [number, number, number, number, number, number],
  },
  {
    name: 'fetchTrades',
    request: /^\/0\/public\/Trades\?pair=X?XBTZ?USD/,
    ask: (client) => client.fetchTrades(pair),
    wanted: expect.any(Array),
  },
];

export type SpotWatch = Readonly<{ name: string; watch: (pro: Client) => Promise<Answer>; wanted: unknown }>;

/** What a bot hears of it over WebSocket v2. */
export const spotWatches: readonly SpotWatch[] = [
  {
    name: 'watchTicker',
    watch: (pro) => pro.watchTicker(pair),
    wanted: { symbol: pair, last: number, bid: number, ask: number },
  },
  {
    name: 'watchOrderBook',
    watch: (pro) => pro.watchOrderBook(pair),
    wanted: { symbol: pair, bids: expect.arrayContaining([level]), asks: expect.arrayContaining([level]) },
  },
  {
    name: 'watchOHLCV',
    watch: async (pro) => (await pro.watchOHLCV(pair, '1m')).at(-1),
    wanted: [number, number, number, number, number, number],
  },
];
