import { pointAtFutures } from './client.ts';
import type { Answer, Client } from './client.ts';
import { btc } from './bench.ts';
import type { Bench, Call } from './bench.ts';

type Params = Readonly<Record<string, unknown>>;
const send =
  (what: Readonly<{ side?: string; amount?: number; factor: number; params?: Params }>) =>
  async ({ client, near }: Bench): Promise<Answer> =>
    client.createOrder(
      btc,
      'limit',
      what.side ?? 'buy',
      what.amount ?? 0.01,
      await near(what.factor),
      what.params ?? {},
    );

const withKey = ({ ccxt, emulator }: Bench, pair: Readonly<{ apiKey?: string; apiSecret?: string }>): Client =>
  pointAtFutures(new ccxt.krakenfutures(), { ...emulator, ...pair });

const during =
  (phase: string, ask: (bench: Bench) => Promise<Answer>) =>
  async (bench: Bench): Promise<Answer> => {
    await bench.emulator.practise('phase', { phase });
    try {
      return await ask(bench);
    } finally {
      await bench.emulator.practise('phase', { phase: 'online' });
    }
  };
const faulty =
  (name: string, ask: (bench: Bench) => Promise<Answer>) =>
  async (bench: Bench): Promise<Answer> => {
    await bench.emulator.practise('fault', { name, probability: 1 });
    try {
      return await ask(bench);
    } finally {
      await bench.emulator.practise('clear', { name });
    }
  };

/** `client-expectations` 1.6: which of ccxt's errors each refusal becomes, and which it does not know. */
export const refusing: readonly Call[] = [
  {
    name: 'postWouldExecute',
    ask: send({ factor: 1.01, params: { postOnly: true } }),
    fails: 'OrderImmediatelyFillable',
  },
  { name: 'iocWouldNotExecute', ask: send({ factor: 0.8, params: { timeInForce: 'ioc' } }), fails: 'OrderNotFillable' },
  { name: 'insufficientAvailableFunds', ask: send({ factor: 0.8, amount: 150 }), fails: 'InsufficientFunds' },
  {
    name: 'wouldNotReducePosition',
    ask: ({ client }) => client.createOrder('ADA/USD:USD', 'market', 'sell', 10, undefined, { reduceOnly: true }),
    fails: 'ExchangeError',
  },
  {
    name: 'selfFill',
    ask: async ({ client }) => {
      const inside = (await client.fetchTicker(btc)).ask - 1;
      const { id } = await client.createOrder(btc, 'limit', 'sell', 0.01, inside, { postOnly: true });
      const taking = client.createOrder(btc, 'limit', 'buy', 0.02, inside + 100);
      return taking.finally(() => client.cancelOrder(id));
    },
    fails: 'ExchangeError',
  },
  {
    name: 'clientOrderIdAlreadyExist',
    ask: async ({ rest, now }) => {
      const clientOrderId = `twice-${await now()}`;
      await rest({ clientOrderId });
      return rest({ clientOrderId });
    },
    fails: 'DuplicateOrderId',
  },
  { name: 'outsidePriceCollar', ask: send({ factor: 1.5 }), fails: 'InvalidOrder' },
  {
    name: 'invalidSize',
    ask: ({ client }) =>
      client
        .privatePostSendorder({
          symbol: 'PF_XBTUSD',
          side: 'buy',
          size: '0.00001',
          orderType: 'lmt',
          limitPrice: '40000',
        })
        .then((answer: Answer) => client.verifyOrderActionSuccess(answer.sendStatus.status, 'createOrder')),
    fails: 'InvalidOrder',
  },
  { name: 'marketSuspended', ask: during('cancel_only', send({ factor: 0.8 })), fails: 'ExchangeNotAvailable' },
  {
    name: 'orderForEditNotFound',
    ask: async ({ client, near }) =>
      client.editOrder('00000000-0000-4000-8000-000000000000', btc, 'limit', 'buy', 0.02, await near(0.8)),
    fails: 'OrderNotFound',
  },
  {
    name: 'notFound',
    ask: ({ client }) => client.cancelOrder('00000000-0000-4000-8000-000000000000'),
    fails: 'OrderNotFound',
  },
  {
    name: 'a cancel that comes too late',
    ask: async ({ client, long }) => client.cancelOrder((await long()).id),
    fails: 'OrderNotFound',
  },
  {
    name: 'an order that nobody knows',
    ask: ({ client }) => client.fetchOrder('00000000-0000-4000-8000-000000000000'),
    fails: 'OrderNotFound',
  },
  {
    name: 'authenticationError of an unknown key',
    ask: (bench) => withKey(bench, bench.emulator.keys['bad'] ?? {}).fetchBalance(),
    fails: 'AuthenticationError',
  },
  {
    name: 'authenticationError of a wrong signature',
    ask: (bench) => withKey(bench, { apiSecret: Buffer.alloc(64, 7).toString('base64') }).fetchBalance(),
    fails: 'AuthenticationError',
  },
  {
    name: 'authenticationError without permission',
    ask: async (bench) => withKey(bench, bench.emulator.keys['readOnly'] ?? {}).cancelAllOrders(),
    fails: 'AuthenticationError',
  },
  {
    name: 'marketIsPostOnly, which ccxt does not know: an order of that status',
    ask: during('post_only', async ({ client }) => client.createOrder(btc, 'market', 'buy', 0.001)),
    wanted: { status: 'marketIsPostOnly' },
  },
  {
    name: 'wouldProcessAfterSpecifiedTime, which ccxt does not know',
    ask: async (bench) => bench.rest({ processBefore: new Date((await bench.now()) - 60_000).toISOString() }),
    // Without an event ccxt calls it rejected; the word is only in what it got.
    wanted: { info: { status: 'wouldProcessAfterSpecifiedTime' } },
  },
  { name: 'HTTP 503', ask: faulty('5xx', ({ client }) => client.fetchBalance()), fails: 'ExchangeNotAvailable' },
  {
    name: 'Unavailable, in maintenance',
    ask: during('maintenance', ({ rest }) => rest()),
    fails: 'ExchangeNotAvailable',
  },
  {
    name: 'transferOut with a key that may',
    ask: (bench) => withKey(bench, bench.emulator.keys['withdrawal'] ?? {}).transferOut('USD', 1),
    wanted: { info: { result: 'success' } },
  },
  {
    name: 'apiLimitExceeded, when the account has spent its 500 units',
    ask: ({ client }) => Promise.all(Array.from({ length: 80 }, () => client.cancelAllOrders(btc))),
    fails: 'RateLimitExceeded',
  },
];
