import { afterEach, expect, test } from 'vitest';
import { fixed, ms } from '../../src/core/units.ts';
import type { Qty } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import { hangUp, now, silence, standStub, success } from '../support/v3-stub.ts';
import type { Script, Stub } from '../support/v3-stub.ts';
import { btc, listenTo, testOptions } from '../support/v3-client.ts';
import type { Listened } from '../support/v3-client.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const qty: Qty = fixed('0.01');
const at = Date.parse(now);
type Scene = Listened &
  Readonly<{ stub: Stub; pass: (forMs: number) => void; passUntil: (isSo: () => boolean) => Promise<void> }>;

async function scene(
  script: Script,
  spoken?: () => readonly unknown[],
  options: Partial<typeof testOptions> = {},
): Promise<Scene> {
  const stub = await standStub(script, spoken);
  closers.push(stub.close);
  const { clock, advanceTo } = virtualClock(ms(at));
  const one = listenTo(
    { ...testOptions, ...options, urls: stub.urls, key: { apiKey: 'k', apiSecret: 'c2VjcmV0' } },
    clock,
  );
  closers.push(one.venue.close);
  const pass = (forMs: number): void => advanceTo(ms(clock.now() + forMs));
  // Time passes in small steps while the loopback does its part.
  const passUntil = async (isSo: () => boolean): Promise<void> => {
    for (let n = 0; n < 20_000 && !isSo(); n += 1) {
      pass(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isSo()).toBe(true);
  };
  expect(await one.venue.open([btc])).toMatchObject({ ok: true });
  return { ...one, stub, pass, passUntil };
}

type Ticket = Parameters<Listened['place']>[1];
const stop: Ticket = { side: 'sell', qty, form: { type: 'stop', trigger: fixed('80000') } };
const entry: Ticket = { side: 'buy', qty, form: { type: 'market' } };
const sent = (status: string, more: object = {}): object =>
  success({ sendStatus: { status, receivedTime: now, orderEvents: [], ...more } });
const sends = ({ asked }: Stub): number => asked.filter((call) => call.startsWith('POST sendorder')).length;

const unknowns: readonly (readonly [string, unknown])[] = [
  ['a hang-up', hangUp],
  ['an empty reply', { status: 200, text: '' }],
  ['gibberish', { status: 200, text: '<html>' }],
  ['a gateway in trouble', { status: 502, text: '<html>bad gateway</html>' }],
  ['a server error', { result: 'error', error: 'Server Error', serverTime: now }],
  ['maintenance', { result: 'error', error: 'Unavailable', serverTime: now }],
  ['a word that nobody knows', { result: 'error', error: 'somethingNew', serverTime: now }],
  ['a fault of the engine', { status: 500, text: '{"errors":[{"code":7,"message":"oops"}],"result":"error"}' }],
  ['an attempt', sent('attempted', { order_id: 'x' })],
  ['a status that nobody knows', sent('somethingNew')],
  ['a success without a status', success({})],
  ['a placement without an id', sent('placed')],
  ['an id that is taken', sent('clientOrderIdAlreadyExist')],
];

test.each(unknowns)('%s leaves the order unresolved, and it is sent once', async (_, said) => {
  const { place, heard, of, stub } = await scene(({ path }) => (path === 'sendorder' ? said : undefined));
  const id = place('stop', stop);
  await heard('order.unresolved', id);
  expect([sends(stub), of('order.accepted').length, of('order.rejected').length]).toEqual([1, 0, 0]);
});

test('silence leaves it unresolved when its time is up, and the venue is told not to process it later', async () => {
  const { place, stub, passUntil, of } = await scene(({ path }) => (path === 'sendorder' ? silence : undefined));
  const id = place('entry', entry);
  await passUntil(() => of('order.unresolved', id).length > 0);
  expect(of('order.unresolved', id)).toMatchObject([{ cause: 'timeout' }]);
  const call = stub.asked.find((asked) => asked.startsWith('POST sendorder')) ?? '';
  const form = new URLSearchParams(call.split(' ')[2]);
  expect(Object.fromEntries(form)).toMatchObject({ orderType: 'mkt', size: '0.01', reduceOnly: 'false', cliOrdId: id });
  expect(Date.parse(form.get('processBefore') ?? '') - at).toBe(testOptions.timing.orderLifeMs);
});

test('a breach of the limit was not processed: it waits, and is sent again', async () => {
  let left = 2;
  const { place, stub, passUntil, of } = await scene(({ path }) => {
    if (path !== 'sendorder') return undefined;
    left -= 1;
    return left >= 0
      ? { result: 'error', error: 'apiLimitExceeded', serverTime: now }
      : sent('placed', { order_id: 'o-1' });
  });
  const id = place('stop', stop);
  await passUntil(() => of('order.accepted', id).length > 0);
  expect([sends(stub), of('order.unresolved').length]).toEqual([3, 0]);
});

test('candles that do not come say nothing of whether orders are heard: the entry is sent', async () => {
  const script: Script = ({ path }) =>
    path.startsWith('trade/') ? hangUp : path === 'sendorder' ? sent('placed', { order_id: 'o-1' }) : undefined;
  const few = { breaker: { failuresMax: 2, restMs: 600_000 }, retry: { times: 0, firstMs: 1 } };
  const { venue, place, heard, told } = await scene(script, undefined, few);
  const question = { instrument: btc, timeframe: '15m', from: ms(at - 9_000_000), to: ms(at - 1_800_000) } as const;
  for (let n = 0; n < 3; n += 1) expect((await venue.candles(question)).ok).toBe(false);
  expect(told.map(({ name, details }) => [name, details['what']])).toContainEqual(['VENUE_CIRCUIT', 'charts']);
  await heard('order.accepted', place('entry', entry));
});

test('a limit that never ends is bounded, and says that nothing was sent', async () => {
  const limited = { result: 'error', error: 'apiLimitExceeded', serverTime: now };
  const { place, passUntil, of } = await scene(({ path }) => (path === 'sendorder' ? limited : undefined));
  const id = place('stop', stop);
  await passUntil(() => of('order.denied', id).length > 0);
  expect([of('order.rejected').length, of('order.unresolved').length]).toEqual([0, 0]);
});

test.each([
  ['insufficientAvailableFunds', sent('insufficientAvailableFunds', { order_id: 'x' })],
  ['wouldNotReducePosition', sent('wouldNotReducePosition')],
  ['insufficientAvailableFunds', { status: 500, text: '{"errors":[{"code":92,"message":"INSUFFICIENT_MARGIN"}]}' }],
  ['authenticationError', { result: 'error', error: 'authenticationError', serverTime: now }],
  ['invalidArgument: size', { result: 'error', error: 'invalidArgument: size', serverTime: now }],
])('%s is a refusal in the venue’s word', async (word, said) => {
  const { place, heard, of } = await scene(({ path }) => (path === 'sendorder' ? said : undefined));
  const id = place('entry', entry);
  await heard('order.rejected', id);
  expect(of('order.rejected', id)).toMatchObject([{ reason: word }]);
});

const executed = sent('placed', {
  order_id: 'o-1',
  orderEvents: [{ type: 'EXECUTION', executionId: 'f-1', price: 84_000, amount: 0.01, orderPriorExecution: null }],
});
const fill = (id: string, seq: number, more: object = {}): object => ({
  instrument: btc,
  time: at + seq,
  price: 84_000,
  seq,
  buy: true,
  qty: 0.01,
  remaining_order_qty: 0,
  order_id: 'o-1',
  fill_id: id,
  fill_type: 'taker',
  fee_paid: 0.42,
  fee_currency: 'USD',
  ...more,
});
const inHistory = (id: string, clientId: string): object => ({
  elements: [
    {
      uid: 'e-1',
      timestamp: at + 5,
      event: {
        Execution: {
          execution: {
            uid: id,
            timestamp: at + 5,
            quantity: '0.01',
            price: '84000',
            makerOrder: { uid: 'm', tradeable: btc, direction: 'Sell', quantity: '1', clientId: '' },
            takerOrder: { uid: 'o-1', accountUid: 'a', tradeable: btc, direction: 'Buy', quantity: '0', clientId },
            takerOrderData: { fee: '0.42', positionSize: '' },
          },
        },
      },
    },
  ],
});

test('an execution is reported by the stream, with its fee, once; the answer that told of it first is not enough', async () => {
  const { place, heard, of, stub, pass } = await scene(({ path }) => (path === 'sendorder' ? executed : undefined));
  const id = place('entry', entry);
  await heard('order.ended', id);
  expect(of('order.filled')).toEqual([]);
  stub.push({ feed: 'fills', username: 'a', fills: [fill('f-1', 1, { cli_ord_id: id })] });
  await heard('order.filled', id);
  stub.push({ feed: 'fills', username: 'a', fills: [fill('f-1', 1), fill('f-2', 2)] });
  await heard('order.filled');
  pass(1_000);
  expect(of('order.filled', id)[0]).toMatchObject({ fill: { id: 'f-1', fee: fixed('0.42'), liquidity: 'taker', qty } });
});

test('where the stream does not bring it, History does, fee and all', async () => {
  const told = { id: '' };
  const { place, of, passUntil } = await scene(({ path }) => {
    if (path === 'sendorder') return executed;
    return path === 'executions' ? inHistory('f-1', told.id) : undefined;
  });
  told.id = place('entry', entry);
  await passUntil(() => of('order.filled').length > 0);
  expect(of('order.filled')).toMatchObject([{ fill: { id: 'f-1', order: told.id, fee: fixed('0.42') } }]);
});

test('a hole in the stream, and a lost connection, are filled from History; nothing comes twice', async () => {
  const state = { id: '', hasMissed: false };
  const { place, heard, of, stub, passUntil, told, ask } = await scene(({ path }) => {
    if (path === 'sendorder') return sent('placed', { order_id: 'o-1' });
    return path === 'executions' && state.hasMissed ? inHistory('f-2', state.id) : undefined;
  });
  state.id = place('entry', { ...entry, qty: fixed('0.03'), form: { type: 'limit', price: fixed('84000') } });
  await heard('order.accepted');
  stub.push({ feed: 'fills', username: 'a', fills: [fill('f-1', 1, { remaining_order_qty: 0.02 })] });
  await heard('order.filled');
  state.hasMissed = true;
  stub.push({ feed: 'fills', username: 'a', fills: [fill('f-3', 3, { remaining_order_qty: 0.01 })] });
  await passUntil(() => of('order.filled').length === 3);
  stub.cut();
  await passUntil(() => stub.connections() === 2 && told.some(({ name }) => name === 'VENUE_CONNECTION_LOST'));
  await passUntil(() => stub.asked.filter((call) => call.startsWith('GET executions')).length >= 2);
  // Behind the snapshot, all that there was to be told has been told.
  ask(ms(at));
  await passUntil(() => of('venue.snapshot').length > 0);
  expect(new Set(of('order.filled').map((report) => report.fill.id))).toEqual(new Set(['f-1', 'f-2', 'f-3']));
  expect(of('order.filled')).toHaveLength(3);
  expect(told.filter(({ name }) => name === 'FILLS_GAP')).toHaveLength(1);
});

test('frames of both shapes end an order: with its body, and with its ids alone', async () => {
  let n = 0;
  const { place, heard, of, stub } = await scene(({ path }) => {
    if (path !== 'sendorder') return undefined;
    n += 1;
    return sent('placed', { order_id: `o-${n}` });
  });
  const first = place('tp1', stop);
  await heard('order.accepted', first);
  const call = stub.asked.find((asked) => asked.startsWith('POST sendorder')) ?? '';
  const terms = { orderType: 'stp', stopPrice: '80000', triggerSignal: 'mark', reduceOnly: 'true', symbol: btc };
  expect(Object.fromEntries(new URLSearchParams(call.split(' ')[2]))).toMatchObject(terms);
  const second = place('tp2', stop);
  await heard('order.accepted', second);
  stub.push({ feed: 'open_orders', order_id: 'o-1', is_cancel: true, reason: 'full_fill' });
  const order = { instrument: 'pf_xbtusd', qty: 0, filled: 0.004, order_id: 'o-2', cli_ord_id: second };
  stub.push({ feed: 'open_orders', order, is_cancel: true, reason: 'cancelled_by_user' });
  await heard('order.ended', first);
  await heard('order.ended', second);
  expect(of('order.ended', first)).toMatchObject([{ how: 'filled', filled: qty }]);
  expect(of('order.ended', second)).toMatchObject([{ how: 'canceled', filled: fixed('0.004') }]);
});

test('a source that does not answer is not one that says no: nobody is called absent', async () => {
  const broken = { status: 502, text: 'no' };
  const { place, ask, passUntil, of, told } = await scene(({ path }) => {
    if (path === 'sendorder') return hangUp;
    return path === 'executions' ? broken : undefined;
  });
  const id = place('entry', entry);
  await passUntil(() => of('order.unresolved', id).length > 0);
  ask(id);
  await passUntil(() => told.some(({ name }) => name === 'ORDER_UNPROVEN'));
  expect(of('order.absent')).toEqual([]);
});

test('an account of which a part is missing is no snapshot', async () => {
  const { ask, passUntil, of, told } = await scene(({ path }) => (path === 'openpositions' ? success({}) : undefined));
  ask(ms(at));
  await passUntil(() => told.some(({ name }) => name === 'VENUE_SNAPSHOT_INCOMPLETE'));
  expect(of('venue.snapshot')).toEqual([]);
});

test('an executed order that its status calls cancelled with nothing filled is what its executions say', async () => {
  const told = { id: '' };
  const { place, ask, passUntil, of } = await scene(({ path }) => {
    if (path === 'sendorder') return hangUp;
    if (path === 'executions') return inHistory('f-1', told.id);
    if (path !== 'orders/status') return undefined;
    const order = { type: 'ORDER', orderId: 'o-1', cliOrdId: told.id, quantity: 0.01, filled: 0 };
    return success({ orders: [{ order, status: 'CANCELLED', updateReason: null, error: null }] });
  });
  const id = place('entry', entry);
  told.id = id;
  await passUntil(() => of('order.unresolved', id).length > 0);
  ask(id);
  await passUntil(() => of('order.ended', id).length > 0);
  expect(of('order.filled', id)).toMatchObject([{ fill: { id: 'f-1', qty } }]);
  expect(of('order.ended', id)).toMatchObject([{ filled: qty }]);
});

const lie = (id: string): object => {
  const order = { type: 'ORDER', orderId: 'o-1', cliOrdId: id, quantity: 0.01, filled: 0 };
  return success({ orders: [{ order, status: 'CANCELLED', updateReason: 'CANCELLED_BY_USER', error: null }] });
};
const goneFrame = { feed: 'open_orders', order_id: 'o-1', is_cancel: true, reason: 'cancelled_by_user' };

test('an entry that a frame and its status call cancelled is not over while fills and History do not answer', async () => {
  const told = { id: '', isBroken: true };
  const broken = { status: 502, text: 'no' };
  const one = await scene(({ path }) => {
    if (path === 'sendorder') return sent('placed', { order_id: 'o-1' });
    if (path === 'orders/status') return lie(told.id);
    if (path === 'executions') return told.isBroken ? broken : inHistory('f-1', told.id);
    return path === 'fills' && told.isBroken ? broken : undefined;
  });
  const { of, stub, passUntil, ask } = one;
  const id = one.place('entry', { ...entry, form: { type: 'limit', price: fixed('84000') } });
  told.id = id;
  await one.heard('order.accepted', id);
  stub.push(goneFrame);
  await passUntil(() => one.told.some(({ name }) => name === 'ORDER_UNPROVEN'));
  expect(of('order.ended')).toEqual([]);
  told.isBroken = false;
  ask(id);
  await passUntil(() => of('order.ended', id).length > 0);
  expect(of('order.filled', id)).toMatchObject([{ fill: { id: 'f-1', qty } }]);
  expect(of('order.ended', id)).toMatchObject([{ how: 'filled', filled: qty }]);
});

test('nor while a position may be its work and History may lag; when nothing shows afterwards, it is cancelled', async () => {
  const told = { id: '' };
  const held = { side: 'long', symbol: btc, price: 84_000, size: 0.01, fillTime: now, unrealizedFunding: null };
  const options = { timing: { ...testOptions.timing, historyLagMs: 10_000 } };
  const script: Script = ({ path }) => {
    if (path === 'sendorder') return sent('placed', { order_id: 'o-1' });
    if (path === 'orders/status') return lie(told.id);
    return path === 'openpositions' ? success({ openPositions: [held] }) : undefined;
  };
  const one = await scene(script, undefined, options);
  const { of, stub, passUntil, pass, ask } = one;
  const id = one.place('entry', { ...entry, form: { type: 'limit', price: fixed('84000') } });
  told.id = id;
  await one.heard('order.accepted', id);
  stub.push(goneFrame);
  await passUntil(() => one.told.some(({ name }) => name === 'ORDER_UNPROVEN'));
  expect(of('order.ended')).toEqual([]);
  pass(10_000);
  ask(id);
  await passUntil(() => of('order.ended', id).length > 0);
  expect(of('order.ended', id)).toMatchObject([{ how: 'canceled', filled: 0n }]);
});

test('History alone does not end an entry with nothing executed; a stop that a frame calls cancelled is gone at once', async () => {
  const told = { id: '' };
  const one = await scene(({ path }) => {
    if (path === 'sendorder') return sent('placed', { order_id: 'o-1' });
    if (path !== 'orders') return path === 'executions' ? { status: 502, text: 'no' } : undefined;
    const order = { uid: 'o-1', tradeable: btc, direction: 'Buy', quantity: '0.01', filled: '0', clientId: told.id };
    const event = { OrderCancelled: { order, reason: 'cancelled_by_user' } };
    return { elements: [{ uid: 'h-1', timestamp: at + 5, event }] };
  });
  const { of, stub, passUntil, ask, heard } = one;
  told.id = one.place('entry', { ...entry, form: { type: 'limit', price: fixed('84000') } });
  await heard('order.accepted');
  ask(ms(at));
  await passUntil(() => one.told.some(({ name }) => name === 'VENUE_SNAPSHOT_INCOMPLETE'));
  expect(of('order.ended')).toEqual([]);
  const id = one.place('stop', stop);
  await heard('order.accepted', id);
  stub.push(goneFrame);
  await heard('order.ended', id);
  expect(of('order.ended', id)).toMatchObject([{ how: 'canceled', filled: 0n }]);
});

test.each([
  ['cancelled', true],
  ['unknown', false],
])('an entry that is called %s is not over where History, asked once more, has its execution', async (_, isLie) => {
  const told = { id: '', asked: 0, isAsking: false };
  const one = await scene(({ path }) => {
    if (path === 'sendorder') return hangUp;
    if (path === 'orders/status' && isLie) return lie(told.id);
    if (path !== 'executions' || !told.isAsking) return undefined;
    told.asked += 1;
    // Empty by mistake, the first time.
    return told.asked === 1 ? undefined : inHistory('f-1', told.id);
  });
  const { of, passUntil, ask } = one;
  const id = one.place('entry', entry);
  told.id = id;
  await passUntil(() => of('order.unresolved', id).length > 0);
  told.isAsking = true;
  ask(id);
  await passUntil(() => one.told.some(({ name }) => name === 'ORDER_UNPROVEN'));
  expect([...of('order.ended'), ...of('order.absent')]).toEqual([]);
  ask(id);
  await passUntil(() => of('order.ended', id).length > 0);
  expect(of('order.ended', id)).toMatchObject([{ how: 'filled', filled: qty }]);
  expect(of('order.absent')).toEqual([]);
});
