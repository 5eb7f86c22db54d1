import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/venue/emulator/standing/faults.ts';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, control, standVenue, startAt } from '../support/standing-venue.ts';
import type { Answer, Client } from '../support/standing-venue.ts';
import { wsClient } from '../support/ws-client.ts';
import type { Frame } from '../support/ws-client.ts';

const v3 = '/derivatives/api/v3';
const bid = 'orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=80000&cliOrdId=one';
let standing: Standing;
let client: Client;
let sent = 0;

afterEach(() => standing.close());

/** In lockstep, with 50 ms each way: what is lost is seen to be lost, without waiting. */
async function stand(...faults: readonly FaultRule[]): Promise<void> {
  standing = await standVenue({ latencyMs: 50, faults });
  client = clientOf(standing, standing.keys.pairs.full);
  sent = 0;
}
const strike = (name: FaultRule['name'], part: string, ...on: readonly number[]): FaultRule => ({
  name,
  part,
  probability: 0,
  on,
});

/** The answer of a call if it came within ten seconds of emulated time, and when. */
async function ask(call: Promise<Answer>): Promise<Readonly<{ answer: Answer; afterMs: number }> | undefined> {
  call.catch(() => undefined);
  sent += 1;
  const [from, before] = [standing.exchange.now(), (await control(standing, 'time'))['http']];
  const turn = await control(standing, 'turn', { until: from + 10_000, sent });
  if (turn['http'] === before) return undefined;
  return { answer: await call, afterMs: Number(turn['at']) - from };
}

describe('a request', () => {
  it('that is dropped was never there', async () => {
    await stand(strike('drop', 'sendorder', 1));
    expect(await ask(client.post(`${v3}/sendorder`, bid))).toBeUndefined();
    expect(standing.exchange.openOrders()).toEqual([]);
  });

  it('that is accepted without a reply is live all the same, and its id is taken', async () => {
    await stand(strike('accepted-but-no-reply', 'sendorder', 1));
    expect(await ask(client.post(`${v3}/sendorder`, bid))).toBeUndefined();
    expect(standing.exchange.openOrders()).toMatchObject([{ cliOrdId: 'one' }]);
    const again = await ask(client.post(`${v3}/sendorder`, bid));
    expect(again?.answer.json['sendStatus']).toMatchObject({ status: 'clientOrderIdAlreadyExist' });
    expect(standing.exchange.openOrders()).toHaveLength(1);
  });

  it('that is delayed comes two seconds later', async () => {
    await stand(strike('delay', 'sendorder', 1));
    const late = await ask(client.post(`${v3}/sendorder`, bid));
    expect([late?.afterMs, late?.answer.status]).toEqual([2_100, 200]);
    expect((await ask(client.get(`${v3}/accounts`)))?.afterMs).toBe(100);
  });

  it('that meets a broken gateway was executed or not, and the page does not say which', async () => {
    await stand({ name: '5xx', part: 'sendorder', probability: 1, on: [] });
    const outcomes = new Set<boolean>();
    for (let i = 0; i < 12; i += 1) {
      const open = standing.exchange.openOrders().length;
      const page = await ask(client.post(`${v3}/sendorder`, bid.replace('one', `n${i}`)));
      expect([502, 503, 520]).toContain(page?.answer.status);
      expect(page?.answer.type).toBe('text/html');
      outcomes.add(standing.exchange.openOrders().length > open);
    }
    expect(outcomes.size).toBe(2);
  });

  it('that reads may get empty lists, which are not the truth', async () => {
    await stand(strike('empty-reply', 'openorders', 1));
    await ask(client.post(`${v3}/sendorder`, bid));
    expect((await ask(client.get(`${v3}/openorders`)))?.answer.json).toMatchObject({
      result: 'success',
      openOrders: [],
    });
    expect((await ask(client.get(`${v3}/openorders`)))?.answer.json['openOrders']).toHaveLength(1);
  });

  it('for a book may get the old one', async () => {
    await stand(strike('stale-book', 'orderbook', 2));
    const book = async (): Promise<unknown> =>
      (await ask(client.get(`${v3}/orderbook`, 'symbol=PF_XBTUSD')))?.answer.json['orderBook'];
    const first = await book();
    await control(standing, 'price', { symbol: 'PF_XBTUSD', price: '90000' });
    expect(await book()).toEqual(first);
    await control(standing, 'turn', { until: standing.exchange.now() + 31_000, sent });
    expect(await book()).not.toEqual(first);
  });
});

describe('a connection', () => {
  const trades = { event: 'subscribe', feed: 'trade', product_ids: ['PF_XBTUSD'] };

  it('may bring a frame twice, or two in the wrong order', async () => {
    await stand(strike('duplicate', '"subscribed"', 1), strike('reorder', 'info', 1));
    const socket = await wsClient(standing.urls.futures.ws);
    socket.say(trades);
    const turn = await control(standing, 'turn', { until: null, sent: 1 });
    expect(turn['frames']).toEqual({ [socket.id()]: 4 });
    const heard = await socket.until((frame: Frame) => frame['feed'] === 'trade_snapshot');
    expect(heard.map((frame) => frame['event'] ?? frame['feed'])).toEqual([
      'subscribed',
      'subscribed',
      'info',
      'trade_snapshot',
    ]);
    socket.close();
  });

  it('that hears of a book may hear nothing of it for half a minute, and the numbers of its frames tell', async () => {
    await stand(strike('stale-book', '"feed":"book"', 1));
    const socket = await wsClient(standing.urls.futures.ws);
    socket.say({ event: 'subscribe', feed: 'book', product_ids: ['PF_XBTUSD'] });
    const books = async (price: string, until: number): Promise<readonly number[]> => {
      await control(standing, 'price', { symbol: 'PF_XBTUSD', price });
      await control(standing, 'turn', { until: startAt + until, sent: 1 });
      await socket.ping();
      return socket.heard
        .filter(({ feed, event }) => feed === 'book' && event === undefined)
        .map(({ seq }) => Number(seq));
    };
    await control(standing, 'turn', { until: startAt + 1_000, sent: 1 });
    const [snapshot] = (await socket.until(({ feed }) => feed === 'book_snapshot')).slice(-1);
    expect(await books('90000', 20_000)).toEqual([]);
    await control(standing, 'turn', { until: startAt + 35_000, sent: 1 });
    const [first = 0] = await books('84000', 40_000);
    expect(first).toBeGreaterThan(Number(snapshot?.['seq']) + 1);
    expect((await control(standing, 'clear'))['counts']).toMatchObject({ 'stale-book': 1 });
    socket.close();
  });

  it('may break without a farewell, one or all of them', async () => {
    await stand(strike('disconnect', 'trade_snapshot', 1));
    const socket = await wsClient(standing.urls.futures.ws);
    socket.say(trades);
    await control(standing, 'turn', { until: startAt + 5_000, sent: 1 });
    expect(await socket.closed).toBe(1006);
    const others = await Promise.all([wsClient(standing.urls.futures.ws), wsClient(standing.urls.futures.ws)]);
    await control(standing, 'fault', { name: 'disconnect', times: 1 });
    expect(await Promise.all(others.map(({ closed }) => closed))).toEqual([1006, 1006]);
  });

  it('ends with a maintenance, of a quarter of an hour and a few minutes of post-only', async () => {
    await stand();
    const socket = await wsClient(standing.urls.futures.ws);
    await control(standing, 'fault', { name: 'maintenance', times: 1 });
    expect(await socket.closed).toBe(1001);
    const order = 'orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01';
    expect((await ask(client.post(`${v3}/sendorder`, order)))?.answer.json['error']).toBe('Unavailable');
    await control(standing, 'turn', { until: startAt + 900_000, sent });
    const status = async (): Promise<unknown> =>
      (await ask(client.post(`${v3}/sendorder`, order)))?.answer.json['sendStatus'];
    expect(await status()).toMatchObject({ status: 'marketIsPostOnly' });
    await control(standing, 'turn', { until: startAt + 1_080_000, sent });
    expect(await status()).toMatchObject({ status: 'placed' });
    expect((await control(standing, 'faults'))['counts']).toMatchObject({ maintenance: 1 });
  });
});
