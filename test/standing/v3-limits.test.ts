import { afterEach, describe, expect, it } from 'vitest';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, control, standVenue } from '../support/standing-venue.ts';
import type { Answer } from '../support/standing-venue.ts';

let standing: Standing;
afterEach(() => standing.close());

/** One call and the turns that bring its answer. */
async function turned(call: Promise<Answer>, sent: number): Promise<Answer> {
  await control(standing, 'turn', { until: null, sent });
  return call;
}

describe("rate limits, on the exchange's clock", () => {
  it('are 500 units that come back at 50 a second; what is over them is not processed. Gotcha 14', async () => {
    standing = await standVenue();
    const client = clientOf(standing, standing.keys.pairs.full);
    let sent = 0;
    const order = async (): Promise<unknown> => {
      sent += 1;
      const body = 'orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.0001&limitPrice=80000';
      return (await turned(client.post('/derivatives/api/v3/sendorder', body), sent)).json['error'];
    };
    for (let i = 0; i < 50; i += 1) expect(await order()).toBeUndefined();
    expect(await order()).toBe('apiLimitExceeded');
    expect(standing.exchange.openOrders()).toHaveLength(50);
    await control(standing, 'turn', { until: standing.exchange.now() + 200, sent });
    expect(await order()).toBeUndefined();
    expect(await order()).toBe('apiLimitExceeded');
    expect(standing.exchange.openOrders()).toHaveLength(51);
  });

  it('price old fills at 25, and a batch by its items. Gotcha 15', async () => {
    standing = await standVenue();
    const client = clientOf(standing, standing.keys.pairs.full);
    for (let sent = 1; sent <= 20; sent += 1) {
      const call = client.get('/derivatives/api/v3/fills', 'lastFillTime=2026-01-01T00:00:00.000Z');
      expect((await turned(call, sent)).json['result']).toBe('success');
    }
    expect((await turned(client.get('/derivatives/api/v3/accounts'), 21)).json['error']).toBe('apiLimitExceeded');
  });

  it('of history are 100 in ten minutes, and a breach is HTTP 429 in plain text', async () => {
    standing = await standVenue();
    const client = clientOf(standing, standing.keys.pairs.full);
    for (let sent = 1; sent <= 33; sent += 1)
      expect((await turned(client.get('/api/history/v3/account-log'), sent)).status).toBe(200);
    const over = await turned(client.get('/api/history/v3/account-log'), 34);
    expect([over.status, over.type]).toEqual([429, 'text/plain']);
    expect(Number(over.headers.get('rate-limit-reset'))).toBe(12);
  });
});
