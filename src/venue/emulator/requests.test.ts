import { expect, test } from 'vitest';
import type { Event } from '../../core/events.ts';
import type { OrderTicket } from '../../core/order/order.ts';
import { fixed, formatFixed, instrumentId, later } from '../../core/units.ts';
import { candleOf, luck, orderId, scene, sol, start } from './scene.ts';
import type { Scene } from './scene.ts';

const span = 900_000;
const far: Pick<OrderTicket, 'form'> = { form: { type: 'limit', price: fixed('50') } };

const kinds = (events: readonly Event[]): readonly string[] => events.map(({ type }) => type);
const reasons = (events: readonly Event[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'order.rejected' ? event.reason : []));

const anyId: unknown = expect.stringMatching(/^[0-9a-f]{8}-0000-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);

function flat(options: Parameters<typeof scene>[0]): Scene {
  const one = scene(options);
  one.open(0, [100, 100, 100, 100], 1e6);
  return one;
}

test('what is malformed is refused in the words of Kraken', () => {
  const one = flat({});
  one.place(0, 'a', { qty: fixed('0.15') });
  one.place(0, 'b', { qty: fixed('0') });
  one.place(0, 'c', { qty: fixed('-1') });
  one.place(0, 'd', { form: { type: 'limit', price: fixed('99.995') } });
  one.place(0, 'e', { form: { type: 'stop', trigger: fixed('0') } });
  one.place(0, 'f', { instrument: instrumentId('PF_NONEUSD') });
  const words = ['invalidSize', 'invalidSize', 'invalidSize', 'invalidPrice', 'invalidPrice', 'contractNotFound'];
  expect(reasons(one.until(0))).toEqual(words);
  expect(one.venue.books().orders).toEqual([]);
});

test('a client id is taken once, also after its order has ended; a refused one is free', () => {
  const one = flat({});
  one.place(0, 'bad', { qty: fixed('0.15') });
  one.place(0, 'bad', far);
  one.place(0, 'a', {});
  one.place(1, 'a', {});
  const events = one.until(1);
  expect(reasons(events)).toEqual(['invalidSize']);
  // The id is that of a living order, for all that the sender knows: its fate is in doubt, it is not refused.
  expect(events.at(-1)).toMatchObject({ type: 'order.unresolved', cause: 'clientOrderIdAlreadyExist' });
  expect(one.venue.books().fills.length).toBe(1);
});

test('the margin seam sees the books and refuses in its own words', () => {
  const admit = (_: unknown, { balance }: { balance: bigint }): string | undefined =>
    balance < fixed('10000') ? 'insufficientAvailableFunds' : undefined;
  const one = flat({ admit });
  one.place(0, 'a', {});
  one.place(1, 'b', {});
  expect(reasons(one.until(1))).toEqual(['insufficientAvailableFunds']);
});

test('a cancel ends an open order once, and repeats the end of one that has ended', () => {
  const one = flat({});
  one.place(0, 'open', far);
  one.place(0, 'done', {});
  one.until(0);
  for (const id of ['open', 'open', 'done', 'unknown']) one.cancel(1, id);
  const ended = { at: start + 1, type: 'order.ended' };
  expect(one.until(1)).toEqual([
    { ...ended, order: 'open', how: 'canceled', filled: fixed('0') },
    { ...ended, order: 'open', how: 'canceled', filled: fixed('0') },
    { ...ended, order: 'done', how: 'filled', filled: fixed('1') },
    { at: start + 1, type: 'order.absent', order: 'unknown', source: 'open-orders' },
  ]);
});

test('asked about an order it repeats all it said, or denies it from every source', () => {
  const one = flat({});
  one.place(0, 'done', {});
  one.place(0, 'open', far);
  const said = one.until(0);
  for (const id of ['done', 'open', 'unknown']) one.ask(5, id);
  const answers = one.until(5);
  expect(answers.slice(0, 4)).toEqual(said.map((event) => ({ ...event, at: start + 5 })));
  expect(answers.slice(4).map((event) => event.type === 'order.absent' && event.source)).toEqual([
    'open-orders',
    'order-status',
    'fills',
    'history',
  ]);
});

test('asked about the account it tells fills and ends since then, and what is open', () => {
  const one = flat({ latencyMs: 10 });
  one.place(0, 'old', {});
  one.place(100, 'new', {});
  one.place(100, 'open', { ...far, qty: fixed('2') });
  one.until(200);
  one.account(300, 110);
  const answers = one.until(400);
  expect(kinds(answers)).toEqual(['order.filled', 'order.ended', 'venue.snapshot']);
  expect(answers[0]).toMatchObject({ at: start + 320, fill: { order: 'new', venueAt: start + 110 } });
  const ticket = { id: 'open', instrument: sol.id, side: 'buy', qty: fixed('2'), reduceOnly: false, ...far };
  expect(answers[2]).toEqual({
    at: start + 320,
    type: 'venue.snapshot',
    venueAt: start + 310,
    orders: [{ venueOrderId: anyId, ticket, filled: 0n, placedAt: start + 110 }],
    positions: [{ instrument: sol.id, side: 'long', qty: fixed('2'), entryPrice: fixed('100') }],
    money: { cash: fixed('9999.9'), collateral: 0n },
  });
  one.account(500, 111);
  expect(kinds(one.until(600))).toEqual(['venue.snapshot']);
});

test('a lost request never happened; a lost reply hides only the answer', () => {
  const lost = new Map([
    ['request', 'lose-request'],
    ['reply', 'lose-reply'],
  ] as const);
  const one = flat({
    accept: (effect) => (effect.type === 'order.place' && lost.get(effect.ticket.id as never)) || 'accept',
  });
  one.place(0, 'request', {});
  one.place(0, 'reply', {});
  expect(kinds(one.until(0))).toEqual(['order.filled', 'order.ended']);
  one.ask(1, 'request');
  one.ask(1, 'reply');
  const absent = Array.from({ length: 4 }, () => 'order.absent');
  // Every order has an outcome in bounded time: none is one of them.
  expect(kinds(one.until(1))).toEqual([...absent, 'order.accepted', 'order.filled', 'order.ended']);
  expect(kinds(one.until(4_999))).toEqual([]);
  expect(kinds(one.until(5_000))).toEqual(['order.unresolved', 'order.unresolved']);
});

test('a connection may drop, double and delay reports; the books do not care', () => {
  const deliver = (event: Event): readonly Event[] => {
    if (event.type === 'order.accepted') return [];
    return event.type === 'order.filled' ? [event, { ...event, at: later(event.at, 50) }] : [event];
  };
  const one = flat({ deliver });
  one.place(0, 'a', {});
  expect(one.until(100).map(({ type, at }) => [type, at - start])).toEqual([
    ['order.filled', 0],
    ['order.ended', 0],
    ['order.filled', 50],
  ]);
  expect(one.venue.books().fills.length).toBe(1);
});

test('a report that would reach Keel before it was sent is a broken connection', () => {
  const one = flat({ deliver: (event) => [{ ...event, at: later(event.at, -1) }] });
  one.place(0, 'a', {});
  expect(() => one.until(0)).toThrow('never early');
});

test('latency may depend on what travels, and has luck of its own', () => {
  const asked: string[] = [];
  const one = flat({
    latency: (cargo, rng) => {
      asked.push(cargo.type);
      return cargo.type === 'order.place' ? 7 : Math.floor(rng.next() * 100);
    },
    rng: luck(5),
  });
  one.place(0, 'a', far);
  const events = one.until(200);
  expect(asked).toEqual(['order.place', 'order.accepted']);
  expect(events[0]?.at).toBe(start + 7 + Math.floor(luck(5).fork('latency').next() * 100));
});

test('a market refuses candles of other contracts, other timeframes, and of the past', () => {
  const one = flat({});
  const candle = candleOf(start, [1, 1, 1, 1], 1);
  expect(() => one.venue.open(candle)).toThrow('in order of time');
  expect(() => one.venue.open({ ...candle, timeframe: '1h' })).toThrow('15m candles');
  expect(() => one.venue.open({ ...candle, instrument: instrumentId('PF_NONEUSD') })).toThrow('a listed contract');
  one.place(0, 'a', {});
  one.until(0);
  expect(() => one.open(span, [1, 1, 1, 1], 1)).toThrow('run up to a candle');
});

test('an instrument whose lot at one tick is not exact is refused', () => {
  expect(() => scene({ instruments: [{ ...sol, tick: fixed('0.0000000001') }] })).toThrow('ten decimals');
});

test('an order that has no fill and no end is told as accepted only, with its venue id', () => {
  const one = flat({});
  one.place(0, 'a', far);
  expect(one.until(0)).toEqual([{ at: start, type: 'order.accepted', order: orderId('a'), venueOrderId: anyId }]);
  expect(formatFixed(one.venue.books().equity)).toBe('10000');
});
