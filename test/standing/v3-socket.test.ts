import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyPair } from '../../src/venue/emulator/standing/keys.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, control, standVenue } from '../support/standing-venue.ts';
import type { Client } from '../support/standing-venue.ts';
import { wsClient } from '../support/ws-client.ts';
import type { Frame, WsClient } from '../support/ws-client.ts';

let standing: Standing;
let socket: WsClient;
let client: Client;

beforeEach(async () => {
  standing = await standVenue({ speed: 100 });
  client = clientOf(standing, standing.keys.pairs.full);
  socket = await wsClient(standing.urls.futures.ws);
});
afterEach(async () => {
  socket.close();
  await standing.close();
});

const feed = (name: string) => (frame: Frame) => frame['feed'] === name && frame['event'] === undefined;
const event = (name: string) => (frame: Frame) => frame['event'] === name;
const order = async (body: string): Promise<unknown> => (await client.post('/derivatives/api/v3/sendorder', body)).json;

async function proof(pair: KeyPair): Promise<Frame> {
  socket.say({ event: 'challenge', api_key: pair.apiKey });
  const challenge = String((await socket.until(event('challenge'))).at(-1)?.['message']);
  const digest = createHash('sha256').update(challenge).digest();
  const signed = createHmac('sha512', Buffer.from(pair.apiSecret, 'base64')).update(digest).digest('base64');
  return { api_key: pair.apiKey, original_challenge: challenge, signed_challenge: signed };
}

describe('public feeds', () => {
  it('greet, acknowledge each product in upper case before any snapshot, and then go on without holes. Gotchas 81, 82', async () => {
    socket.say({ event: 'subscribe', feed: 'book', product_ids: ['pf_xbtusd', 'PF_ETHUSD'] });
    const [info, first, second, snapshot, other] = await socket.until((frame) => frame['product_id'] === 'PF_ETHUSD');
    expect(info).toEqual({ event: 'info', version: 1 });
    expect(first).toEqual({ event: 'subscribed', feed: 'book', product_ids: ['PF_XBTUSD'] });
    expect(second).toEqual({ event: 'subscribed', feed: 'book', product_ids: ['PF_ETHUSD'] });
    expect([snapshot?.['feed'], other?.['feed']]).toEqual(['book_snapshot', 'book_snapshot']);
    let seq = Number(snapshot?.['seq']);
    for (let i = 0; i < 20; i += 1) {
      const delta = (await socket.until((frame) => feed('book')(frame) && frame['product_id'] === 'PF_XBTUSD')).at(-1);
      expect(delta?.['seq']).toBe((seq += 1));
    }
  });

  it('show every field of a ticker, at most once a second of emulated time', async () => {
    socket.say({ event: 'subscribe', feed: 'ticker', product_ids: ['PF_XBTUSD'] });
    const tickers: Frame[] = [];
    for (let i = 0; i < 5; i += 1) tickers.push(...(await socket.until(feed('ticker'))).slice(-1));
    expect(tickers[0]).toMatchObject({
      product_id: 'PF_XBTUSD',
      pair: 'XBT:USD',
      tag: 'perpetual',
      leverage: '100x',
      suspended: false,
    });
    const times = tickers.map(({ time }) => Number(time));
    times.slice(1).forEach((time, index) => expect(time - Number(times[index])).toBeGreaterThanOrEqual(1_000));
  });

  it('say what they do not know, and a second subscription brings a fresh snapshot', async () => {
    socket.say({ event: 'subscribe', feed: 'trade', product_ids: ['PF_XBTUSD'] });
    await socket.until(feed('trade_snapshot'));
    socket.say({ event: 'subscribe', feed: 'trade', product_ids: ['PF_XBTUSD'] });
    const again = await socket.until(feed('trade_snapshot'));
    expect(again.filter(event('alert'))).toEqual([
      { event: 'alert', message: 'Already subscribed to feed, re-requesting' },
    ]);
    socket.say({ event: 'subscribe', feed: 'ticker', product_ids: ['PF_NONEUSD'] });
    expect((await socket.until(event('error'))).at(-1)).toEqual({ event: 'error', message: 'Invalid product id' });
    socket.say('{');
    expect((await socket.until(event('error'))).at(-1)).toEqual({ event: 'error', message: 'Json Error' });
    socket.say({ event: 'subscribe', feed: 'weather' });
    expect((await socket.until(event('alert'))).at(-1)?.['message']).toBe("Couldn't subscribe to invalid feed");
    socket.say({ event: 'unsubscribe', feed: 'trade', product_ids: ['PF_XBTUSD'] });
    expect((await socket.until(event('unsubscribed'))).at(-1)).toMatchObject({
      feed: 'trade',
      product_ids: ['PF_XBTUSD'],
    });
    socket.say({ event: 'unsubscribe', feed: 'trade', product_ids: ['PF_XBTUSD'] });
    await socket.until(event('unsubscribed_failed'));
  });

  it('beat once a second, and answer pings', async () => {
    socket.say({ event: 'subscribe', feed: 'heartbeat' });
    const beats = [...(await socket.until(feed('heartbeat'))), ...(await socket.until(feed('heartbeat')))].filter(
      feed('heartbeat'),
    );
    expect(Number(beats[1]?.['time']) - Number(beats[0]?.['time'])).toBe(1_000);
    await socket.ping();
  });
});

describe('private feeds', () => {
  it("need the connection's own challenge, signed by a key that may read", async () => {
    const { pairs } = standing.keys;
    const refused = { event: 'alert', message: 'Failed to subscribe to authenticated feed' };
    const good = await proof(pairs.full);
    for (const wrong of [
      { ...good, original_challenge: '226aee50-88fc-4618-a42a-34f7709570b2' },
      { ...good, signed_challenge: 'x' },
      await proof(pairs.bad),
    ]) {
      socket.say({ event: 'subscribe', feed: 'fills', ...wrong });
      expect((await socket.until(event('alert'))).at(-1)).toEqual(refused);
    }
    socket.say({ event: 'subscribe', feed: 'fills', ...(await proof(pairs.readOnly)) });
    expect((await socket.until(event('subscribed'))).at(-1)).toMatchObject({
      feed: 'fills',
      api_key: pairs.readOnly.apiKey,
    });
  });

  it('tell the life of an order: placed, filled with the body, fees on the fill. Gotchas 49, 50, 53', async () => {
    const signed = await proof(standing.keys.pairs.full);
    for (const name of ['open_orders', 'fills']) socket.say({ event: 'subscribe', feed: name, ...signed });
    expect((await socket.until(feed('open_orders_snapshot'))).at(-1)?.['orders']).toEqual([]);
    expect((await socket.until(feed('fills_snapshot'))).at(-1)).toMatchObject({
      fills: [],
      account: expect.any(String) as string,
    });
    await order('orderType=lmt&symbol=PF_ETHUSD&side=buy&size=0.1&limitPrice=2900&cliOrdId=rest');
    const placed = (await socket.until(feed('open_orders'))).at(-1);
    expect(placed).toMatchObject({ is_cancel: false, reason: 'new_placed_order_by_user' });
    expect(placed?.['order']).toMatchObject({
      instrument: 'PF_ETHUSD',
      qty: 0.1,
      filled: 0,
      stop_price: 0,
      type: 'limit',
      direction: 0,
      cli_ord_id: 'rest',
    });
    await control(standing, 'price', { symbol: 'PF_ETHUSD', price: '2890' });
    const frames = [...(await socket.until((frame) => frame['reason'] === 'full_fill'))];
    if (!frames.some(feed('fills'))) frames.push(...(await socket.until(feed('fills'))));
    expect(frames.find((frame) => frame['reason'] === 'full_fill')).toMatchObject({
      is_cancel: true,
      order: { qty: 0, filled: 0.1 },
    });
    const delta = frames.find(feed('fills'));
    expect(delta).toHaveProperty('username');
    expect(delta?.['fills']).toMatchObject([
      { instrument: 'PF_ETHUSD', buy: true, qty: 0.1, remaining_order_qty: 0, fee_currency: 'USD', cli_ord_id: 'rest' },
    ]);
    const [fill] = (delta?.['fills'] ?? []) as readonly Frame[];
    expect(Number(fill?.['fee_paid'])).toBeGreaterThan(0);
  });

  it('show a cancelled order by its ids, a stop with its signal, and positions as the whole list. Gotcha 61', async () => {
    const signed = await proof(standing.keys.pairs.full);
    for (const name of ['open_orders', 'open_positions', 'balances', 'account_log', 'notifications_auth'])
      socket.say({ event: 'subscribe', feed: name, ...signed });
    expect((await socket.until(feed('open_positions'))).at(-1)?.['positions']).toEqual([]);
    const snapshot = (await socket.until(feed('balances_snapshot'))).at(-1);
    expect(snapshot).toMatchObject({
      seq: 0,
      flex_futures: { currencies: { USD: { quantity: 10_000 } }, margin_equity: 10_000 },
    });
    await socket.until(feed('notifications_auth'));
    await order('orderType=mkt&symbol=PF_XBTUSD&side=sell&size=0.01');
    const after = await socket.until(
      (frame) => feed('open_positions')(frame) && (frame['positions'] as readonly Frame[]).length > 0,
    );
    expect(after.at(-1)?.['positions']).toMatchObject([
      { instrument: 'PF_XBTUSD', balance: -0.01, pnl_currency: 'USD' },
    ]);
    await order('orderType=stp&symbol=PF_XBTUSD&side=buy&size=0.01&stopPrice=90000&triggerSignal=mark&reduceOnly=true');
    const stop = (await socket.until((frame) => frame['is_cancel'] === false)).at(-1)?.['order'] as Frame;
    expect(stop).toMatchObject({
      type: 'stop',
      triggerSignal: 'mark',
      limit_price: 0,
      stop_price: 90_000,
      direction: 1 - 1,
    });
    await client.post('/derivatives/api/v3/cancelorder', `order_id=${String(stop['order_id'])}`);
    expect((await socket.until((frame) => frame['is_cancel'] === true)).at(-1)).toEqual({
      feed: 'open_orders',
      order_id: stop['order_id'],
      is_cancel: true,
      reason: 'cancelled_by_user',
    });
    expect(socket.heard.filter(feed('account_log')).length).toBeGreaterThanOrEqual(2);
    const seqs = socket.heard.filter(feed('balances')).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });
});

describe('a connection', () => {
  it('ends with maintenance, and there is none to be had until it is over', async () => {
    await control(standing, 'phase', { phase: 'maintenance' });
    expect(await socket.closed).toBe(1001);
    const late = await wsClient(standing.urls.futures.ws);
    expect(await late.closed).toBe(1013);
    await control(standing, 'phase', { phase: 'online' });
    const back = await wsClient(standing.urls.futures.ws);
    expect((await back.until(event('info'))).at(-1)).toEqual({ event: 'info', version: 1 });
    back.close();
  });
});
