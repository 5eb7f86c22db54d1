import { afterEach, beforeEach, expect, test } from 'vitest';
import { standVenue } from '../support/standing-venue.ts';
import { labOf, rowsOf } from '../support/unified-talk.ts';
import type { Lab, Talker } from '../support/unified-talk.ts';
import type { Frame } from '../support/ws-client.ts';

let lab: Lab;
let talk: Talker;
beforeEach(async () => {
  lab = labOf(await standVenue());
  await lab.pass(1_000);
  talk = await lab.open('/v2');
});
afterEach(() => lab.standing.close());
const subscribe = (channel: string, more: object = { symbol: ['BTC/USD'] }): Promise<readonly Frame[]> =>
  talk.ask({ method: 'subscribe', params: { channel, ...more }, req_id: 1 });

test('greets with the status, answers ping, and sends heartbeats', async () => {
  expect(await talk.news()).toMatchObject([{ channel: 'status', data: [{ system: 'online', version: '2.0.10' }] }]);
  const [pong] = await talk.ask({ method: 'ping', req_id: 101 });
  expect(Object.keys(pong ?? {}).toSorted()).toEqual(['method', 'req_id', 'time_in', 'time_out']);
  await subscribe('instrument', {});
  await lab.pass(1_000);
  expect(await talk.news()).toEqual([{ channel: 'heartbeat' }]);
});

test('knows BTC/USD and DOGE/USD, and refuses XBT/USD in the venue’s words', async () => {
  const frames = await subscribe('ticker', { symbol: ['XBT/USD', 'DOGE/USD'], event_trigger: 'bbo' });
  expect(frames[0]).toMatchObject({
    method: 'subscribe',
    success: false,
    error: 'Currency pair not supported XBT/USD',
    symbol: 'XBT/USD',
  });
  expect(frames[1]).toMatchObject({ success: true, result: { channel: 'ticker', snapshot: true, symbol: 'DOGE/USD' } });
  expect(rowsOf(frames, 'ticker')[0]).toMatchObject({ symbol: 'DOGE/USD', last: 0.1, bid: 0.09999 });
});

test('has no asset class, nothing private and no orders', async () => {
  expect((await subscribe('ticker', { symbol: ['BTC/USD'], asset_class: 'spot' }))[0]).toMatchObject({
    error: "'params.asset_class' is not valid for the ticker channel",
  });
  const error = 'Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com';
  expect((await subscribe('executions', { token: 'x' }))[0]).toMatchObject({ error });
  expect((await talk.ask({ method: 'add_order', params: {} }))[0]).toMatchObject({ method: 'add_order', error });
});

test('instrument, trade and ohlc follow the index of the same base', async () => {
  const [ack, snapshot] = await subscribe('instrument', {});
  expect(ack).toMatchObject({ success: true, result: { channel: 'instrument' } });
  const { pairs } = (snapshot?.['data'] ?? { pairs: [] }) as { pairs: Frame[] };
  expect(pairs.find(({ symbol }) => symbol === 'BTC/USD')).toMatchObject({
    base: 'BTC',
    qty_precision: 8,
    price_precision: 1,
    price_increment: 0.1,
  });
  const candles = rowsOf(await subscribe('ohlc', { symbol: ['BTC/USD'], interval: 15 }), 'ohlc');
  expect(candles.at(-1)).toMatchObject({
    symbol: 'BTC/USD',
    open: 84_000,
    interval: 15,
    interval_begin: '2026-01-02T00:00:00.000000000Z',
  });
  await subscribe('trade', { symbol: ['BTC/USD'] });
  await lab.pass(2_000);
  const trades = rowsOf(await talk.news(), 'trade');
  expect(trades.map((row) => Number(row['price']))).toEqual([84_000, 84_000]);
});
