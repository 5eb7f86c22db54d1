import { expect } from 'vitest';
import { btc } from './bench.ts';
import type { Bench } from './bench.ts';
import type { Answer, Client } from './client.ts';

const number = expect.any(Number) as number;
const text = expect.any(String) as string;

/** A subscription of ccxt pro, what makes it speak, and what must be in what it then says. */
export type Watch = Readonly<{
  name: string;
  watch: (pro: Client) => Promise<Answer>;
  /** After the first subscription, where a feed without news says nothing. */
  stir?: (bench: Bench) => Promise<unknown>;
  read?: (said: Answer, pro: Client) => Answer;
  wanted?: unknown;
  fails?: string;
  /** It is known never to answer. */
  silent?: boolean;
}>;

const level = [number, number];

/** `client-expectations` 1.7. */
export const watching: readonly Watch[] = [
  {
    name: 'watchTicker',
    watch: (pro) => pro.watchTicker(btc),
    wanted: {
      symbol: btc,
      last: number,
      bid: number,
      ask: number,
      markPrice: number,
      indexPrice: number,
      baseVolume: number,
    },
  },
  {
    name: 'watchTickers',
    watch: (pro) => pro.watchTickers([btc, 'ETH/USD:USD']),
    read: (said) => Object.values(said)[0],
    wanted: { last: number },
  },
  {
    name: 'watchBidsAsks',
    watch: (pro) => pro.watchBidsAsks([btc]),
    read: (said) => said[btc],
    wanted: { symbol: btc, bid: number, ask: number },
  },
  {
    name: 'watchOrderBook',
    watch: (pro) => pro.watchOrderBook(btc),
    wanted: { symbol: btc, bids: expect.arrayContaining([level]), asks: expect.arrayContaining([level]) },
  },
  {
    name: 'watchTrades',
    watch: (pro) => pro.watchTrades(btc),
    stir: ({ long }) => long(),
    read: (said) => said.at(-1),
    wanted: { symbol: btc, price: number, amount: number, side: expect.stringMatching(/^(buy|sell)$/) },
  },
  {
    name: 'watchOHLCV, which ccxt does not have here',
    watch: (pro) => pro.watchOHLCV(btc, '1m'),
    fails: 'NotSupported',
  },
  {
    name: 'watchOrders',
    watch: (pro) => pro.watchOrders(),
    stir: ({ rest }) => rest(),
    read: (said) => said.at(-1),
    wanted: { id: text, symbol: btc, side: 'buy', price: number, amount: 0.01, filled: 0, remaining: 0.01 },
  },
  {
    name: 'watchMyTrades',
    watch: (pro) => pro.watchMyTrades(),
    stir: ({ long }) => long(),
    read: (said) => said.at(-1),
    wanted: { id: text, order: text, symbol: btc, side: text, price: number, amount: number, fee: { cost: number } },
  },
  {
    name: 'watchBalance, whose flex part stands beside the holding part',
    watch: (pro) => pro.watchBalance(),
    read: (_, pro) => pro.balance.flex,
    wanted: { USD: { total: number } },
  },
  {
    name: 'watchBalance of flex_futures, which never answers in this ccxt',
    watch: (pro) => pro.watchBalance({ account: 'flex_futures' }),
    silent: true,
  },
  {
    name: 'watchPositions',
    watch: (pro) => pro.watchPositions(),
    stir: ({ long }) => long(),
    read: (said) => said.find(({ symbol }: Answer) => symbol === btc),
    wanted: { symbol: btc, side: 'long', contracts: number, entryPrice: number },
  },
];
