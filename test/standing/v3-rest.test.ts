import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { clientOf, control, standVenue } from '../support/standing-venue.ts';
import type { Answer, Client } from '../support/standing-venue.ts';

const v3 = '/derivatives/api/v3';
let standing: Standing;
let client: Client;
let anybody: Client;

beforeAll(async () => {
  standing = await standVenue({ speed: 1 });
  client = clientOf(standing, standing.keys.pairs.full);
  anybody = clientOf(standing);
});
afterAll(() => standing.close());

type Row = Readonly<Record<string, unknown>>;
const rows = (answer: Answer, key: string): readonly Row[] => answer.json[key] as readonly Row[];
const inside = (answer: Answer, key: string): Row => answer.json[key] as Row;
const send = async (order: string): Promise<Row> => inside(await client.post(`${v3}/sendorder`, order), 'sendStatus');

describe('orders over REST', () => {
  it('executes a market order at once: placed, ioc, and what it was before. Gotchas 18, 19, 95', async () => {
    const status = await send('orderType=mkt&symbol=pf_xbtusd&side=buy&size=0.01&cliOrdId=one');
    expect(status).toMatchObject({ status: 'placed', cliOrdId: 'one' });
    const [event] = status['orderEvents'] as readonly Row[];
    expect(event).toMatchObject({
      type: 'EXECUTION',
      amount: 0.01,
      orderPriorEdit: null,
      orderPriorExecution: { type: 'ioc', symbol: 'PF_XBTUSD', quantity: 0.01, filled: 0, cliOrdId: 'one' },
    });
    const positions = rows(await client.get(`${v3}/openpositions`), 'openPositions');
    expect(positions).toMatchObject([{ symbol: 'PF_XBTUSD', side: 'long', size: 0.01 }]);
    expect(positions[0]).not.toHaveProperty('maxFixedLeverage');
    const [fill] = rows(await client.get(`${v3}/fills`), 'fills');
    expect(fill).toMatchObject({ cliOrdId: 'one', size: 0.01, fillType: 'taker', fill_id: event?.['executionId'] });
    expect(fill).not.toHaveProperty('fee');
  });

  it('refuses the same client id again. Gotcha 30', async () => {
    const status = await send('orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01&cliOrdId=one');
    expect(status['status']).toBe('clientOrderIdAlreadyExist');
    expect(rows(await client.get(`${v3}/openpositions`), 'openPositions')[0]?.['size']).toBe(0.01);
  });

  it('keeps a stop as a trigger, stop-market without a limit price. Gotchas 23 to 25', async () => {
    const status = await send(
      'orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=80000&triggerSignal=index&reduceOnly=true&cliOrdId=sl',
    );
    expect(status['orderEvents']).toMatchObject([
      {
        type: 'PLACE',
        orderTrigger: {
          clientId: 'sl',
          type: 'ioc',
          limitPrice: null,
          triggerPrice: 80_000,
          triggerSide: 'trigger_below',
          triggerSignal: 'spot_price',
        },
      },
    ]);
    const open = rows(await client.get(`${v3}/openorders`), 'openOrders').find(({ cliOrdId }) => cliOrdId === 'sl');
    expect(open).toMatchObject({ orderType: 'stop', triggerSignal: 'spot', stopPrice: 80_000, unfilledSize: 0.01 });
    expect(open).not.toHaveProperty('limitPrice');
    for (const asked of [
      client.get(`${v3}/orders/status`, 'cliOrdIds=sl'),
      client.post(`${v3}/orders/status`, 'cliOrdIds=sl'),
    ])
      expect(rows(await asked, 'orders')).toMatchObject([
        {
          status: 'TRIGGER_PLACED',
          order: { type: 'TRIGGER_ORDER', priceTriggerOptions: { triggerSignal: 'SPOT_PRICE' } },
        },
      ]);
  });

  it('edits in place, says nothing changed where nothing did, and knows what is not there. Gotchas 29, 31', async () => {
    const placed = await send('orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.02&limitPrice=80000');
    const id = String(placed['order_id']);
    const edit = async (change: string): Promise<Row> =>
      inside(await client.post(`${v3}/editorder`, change), 'editStatus');
    expect(await edit(`orderId=${id}&limitPrice=80100`)).toMatchObject({
      status: 'edited',
      orderId: id,
      orderEvents: [{ type: 'EDIT', old: { limitPrice: 80_000 }, new: { orderId: id, limitPrice: 80_100 } }],
    });
    expect(await edit(`orderId=${id}&limitPrice=80100`)).toMatchObject({
      status: 'edited',
      orderEvents: [{ type: 'REJECT', reason: 'EDIT_HAS_NO_EFFECT' }],
    });
    expect(await edit('orderId=00000000-0000-4000-8000-000000000000&size=1')).toMatchObject({
      status: 'orderForEditNotFound',
    });
    const cancel = async (): Promise<Row> =>
      inside(await client.post(`${v3}/cancelorder`, `order_id=${id}`), 'cancelStatus');
    expect(await cancel()).toMatchObject({ status: 'cancelled', order_id: id, orderEvents: [{ type: 'CANCEL' }] });
    expect(await cancel()).toEqual({ status: 'notFound', receivedTime: expect.any(String) as string });
  });

  it('words refusals as Kraken does', async () => {
    const word = async (order: string): Promise<unknown> => (await send(order))['status'];
    expect(await word('orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.00001&limitPrice=80000')).toBe('invalidSize');
    expect(await word('orderType=lmt&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=80000.5')).toBe('invalidPrice');
    expect(await word('orderType=lmt&symbol=PF_XBTUSD&side=up&size=0.01&limitPrice=80000')).toBe('invalidSide');
    expect(await word('orderType=post&symbol=PF_XBTUSD&side=buy&size=0.01&limitPrice=84900')).toBe('postWouldExecute');
    expect(await word('orderType=mkt&symbol=PF_XBTUSD&side=buy&size=90')).toBe('insufficientAvailableFunds');
    expect(await word('orderType=mkt&symbol=PF_ETHUSD&side=buy&size=1&reduceOnly=true')).toBe('wouldNotReducePosition');
    const answer = async (order: string): Promise<Answer> => client.post(`${v3}/sendorder`, order);
    expect((await answer('orderType=mkt&symbol=PF_NONEUSD&side=buy&size=1')).json).toMatchObject({
      error: 'contractNotFound',
    });
    expect((await answer('orderType=mkt&symbol=PF_ETHUSD&side=buy')).json).toMatchObject({
      error: 'requiredArgumentMissing',
    });
    const odd = await answer('orderType=twap&symbol=PF_ETHUSD&side=buy&size=1');
    expect([odd.status, odd.json['errors']]).toEqual([400, [{ code: 11, message: 'invalid order type' }]]);
  });

  it('takes a batch raw or encoded, one item after the other. Gotcha 43', async () => {
    const json = JSON.stringify({
      batchOrder: [
        {
          order: 'send',
          order_tag: '1',
          orderType: 'lmt',
          symbol: 'PF_ETHUSD',
          side: 'buy',
          size: '0.1',
          limitPrice: '2500',
          cliOrdId: 'b&b+c',
        },
        { order: 'send', orderType: 'lmt', symbol: 'PF_ETHUSD', side: 'buy', size: 0.1, limitPrice: 2500 },
        { order: 'cancel', cliOrdId: 'nobody' },
        { order: 'cancel', cliOrdId: 'b&b+c' },
      ],
    });
    const expected = [
      { status: 'placed', order_tag: '1', cliOrdId: 'b&b+c' },
      { status: 'requiredArgumentMissing', orderEvents: [] },
      { status: 'notFound', cliOrdId: 'nobody', orderEvents: [] },
      { status: 'cancelled', cliOrdId: 'b&b+c' },
    ];
    expect(rows(await client.post(`${v3}/batchorder`, `json=${json}`), 'batchStatus')).toMatchObject(expected);
    const encoded = `json=${encodeURIComponent(json.replaceAll('b&b+c', 'd e'))}`;
    expect(rows(await client.post(`${v3}/batchorder`, encoded), 'batchStatus')).toMatchObject([
      { status: 'placed', cliOrdId: 'd e' },
      {},
      {},
      { status: 'cancelled' },
    ]);
    expect((await client.post(`${v3}/batchorder`, 'json={"batchOrder":')).json).toMatchObject({
      error: 'Json Parse Error',
    });
  });

  it('isolates with a leverage, filters by symbol, and goes back to cross. Gotchas 65, 93', async () => {
    const path = `${v3}/leveragepreferences`;
    expect((await client.put(path, 'symbol=PF_ETHUSD&maxLeverage=5')).json).toMatchObject({ result: 'success' });
    await client.put(path, 'symbol=PF_DOGEUSD&maxLeverage=3');
    expect(rows(await client.get(path, 'symbol=PF_ETHUSD'), 'leveragePreferences')).toEqual([
      { symbol: 'PF_ETHUSD', maxLeverage: 5 },
    ]);
    await client.put(path, 'symbol=PF_ETHUSD');
    await client.put(path, 'symbol=PF_DOGEUSD');
    expect(rows(await client.get(path), 'leveragePreferences')).toEqual([]);
    const wrong = await client.put(path, 'symbol=PF_NONEUSD&maxLeverage=5');
    expect([wrong.status, wrong.json['errors']]).toEqual([400, [{ code: 87, message: 'Contract does not exist' }]]);
  });

  it('cancels everything, stops too, and arms and disarms the dead man. Gotcha 36', async () => {
    expect((await client.post(`${v3}/cancelallordersafter`, 'timeout=60')).json['status']).toMatchObject({
      triggerTime: expect.stringMatching(/^2026-/) as string,
    });
    expect((await client.post(`${v3}/cancelallordersafter`, 'timeout=0')).json['status']).toMatchObject({
      triggerTime: '0',
    });
    const gone = inside(await client.post(`${v3}/cancelallorders`), 'cancelStatus');
    expect(gone).toMatchObject({ status: 'cancelled', cancelOnly: 'all', cancelledOrders: [{ cliOrdId: 'sl' }] });
    const none = inside(await client.post(`${v3}/cancelallorders`, 'symbol=PF_XBTUSD'), 'cancelStatus');
    expect(none).toMatchObject({ status: 'noOrdersToCancel', cancelOnly: 'PF_XBTUSD', orderEvents: [] });
  });
});

describe('history over REST', () => {
  it('pages by count and token, and filters', async () => {
    const first = await client.get('/api/history/v2/orders', 'count=2');
    expect(first.json['len']).toBe(2);
    const token = String(first.json['continuationToken']);
    expect(first.headers.get('next-continuation-token')).toBe(token);
    const second = await client.get(
      '/api/history/v2/orders',
      `count=2&continuation_token=${encodeURIComponent(token)}`,
    );
    expect(rows(second, 'elements')[0]?.['uid']).not.toBe(rows(first, 'elements')[0]?.['uid']);
    const eth = rows(await client.get('/api/history/v3/orders', 'tradeable=PF_ETHUSD&sort=asc'), 'elements');
    expect(JSON.stringify(eth)).not.toContain('PF_XBTUSD');
    const times = eth.map(({ timestamp }) => Number(timestamp));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has fees and two rows of the log for an execution. Gotchas 52, 54, 56', async () => {
    const [execution] = rows(await client.get('/api/history/v2/executions'), 'elements');
    const event = (execution?.['event'] ?? {}) as Readonly<Record<string, Row>>;
    const inner = event['Execution']?.['execution'] as Row;
    expect(Number((inner['takerOrderData'] as Row)['fee'])).toBeCloseTo(Number(inner['usdValue']) * 0.0005, 2);
    const logs = rows(await client.get('/api/history/v3/account-log', 'info=futures%20trade'), 'logs');
    expect(new Set(logs.map(({ asset }) => asset))).toEqual(new Set(['pf_xbtusd', 'usd']));
    expect(logs.every(({ contract }) => contract === 'pf_xbtusd')).toBe(true);
    expect(rows(await client.get('/api/history/v3/account-log', 'info=transfer'), 'logs')).toEqual([]);
    const opened = rows(await client.get('/api/history/v3/positions', 'opened=true'), 'elements');
    expect(opened).toMatchObject([{ event: { PositionUpdate: { positionChange: 'open', newPosition: '0.01' } } }]);
    expect(rows(await client.get('/api/history/v3/positions', 'closed=true'), 'elements')).toEqual([]);
  });
});

describe('charts', () => {
  const bars = async (path: string, query = ''): Promise<readonly Row[]> =>
    rows(await anybody.get(`/api/charts/v1/${path}`, query), 'candles');

  it('has every resolution, continuous, the forming candle last, seconds in and milliseconds out. Gotcha 84', async () => {
    for (const [resolution, spanMs] of [
      ['1m', 60_000],
      ['5m', 300_000],
      ['15m', 900_000],
      ['1h', 3_600_000],
      ['1d', 86_400_000],
    ] as const) {
      const candles = await bars(`trade/PF_XBTUSD/${resolution}`, `from=${Date.UTC(2026, 0, 1) / 1000}`);
      expect(candles.length).toBeGreaterThan(1);
      candles.slice(1).forEach((candle, index) => {
        expect(Number(candle['time']) - Number(candles[index]?.['time'])).toBe(spanMs);
        expect(candle['open']).toBe(candles[index]?.['close']);
      });
      const last = Number(candles.at(-1)?.['time']);
      expect(last <= standing.exchange.now() && last + spanMs > standing.exchange.now()).toBe(true);
    }
  });

  it('shows of the forming candle only what has been', async () => {
    const forming = (await bars('trade/PF_XBTUSD/15m')).at(-1);
    expect(Number(forming?.['high'])).toBeLessThan(84_300);
    expect(Number(forming?.['volume'])).toBeLessThan(100);
  });

  it('pages at two thousand, and bounds are of the opening, inclusive', async () => {
    const from = Date.UTC(2026, 0, 1) / 1000;
    const answer = await anybody.get('/api/charts/v1/trade/PF_XBTUSD/1m', `from=${from}&to=${from + 86_399}`);
    expect([rows(answer, 'candles').length, answer.json['more_candles']]).toEqual([1_440, false]);
    expect(await bars('mark/PF_XBTUSD/5m', `from=${from}&to=${from + 600}`)).toHaveLength(3);
    expect((await bars('mark/PF_XBTUSD/5m', `from=${from}&to=${from}`))[0]?.['volume']).toBe('0');
  });

  it('speaks plain text when it refuses', async () => {
    const answer = await anybody.get('/api/charts/v1/trade/PF_XBTUSD/7m');
    expect([answer.status, answer.text, answer.type]).toEqual([400, 'Invalid resolution', 'text/plain']);
  });
});

describe('the way in', () => {
  it('has one word for every wrong key, signature and permission. Gotcha 11', async () => {
    const { pairs } = standing.keys;
    const wrong = clientOf(standing, { ...pairs.full, apiSecret: pairs.readOnly.apiSecret });
    for (const who of [anybody, wrong, clientOf(standing, pairs.bad)])
      expect((await who.get(`${v3}/accounts`)).json).toMatchObject({ result: 'error', error: 'authenticationError' });
    const reader = clientOf(standing, pairs.readOnly);
    expect((await reader.get(`${v3}/accounts`)).json['result']).toBe('success');
    expect((await reader.post(`${v3}/cancelallorders`)).json['error']).toBe('authenticationError');
    expect((await client.post(`${v3}/withdrawal`, 'currency=USD&amount=1')).json['error']).toBe('authenticationError');
    const checked = (await clientOf(standing, pairs.withdrawal).get('/api/auth/v1/api-keys/v3/check')).json;
    expect(checked['permissions']).toEqual({ general: 'FULL_ACCESS', transfer: 'FULL_ACCESS' });
  });

  it('signs query and body together, and what was sent, not what it means. Gotchas 8, 44', async () => {
    expect((await client.get(`${v3}/orders/status`, 'cliOrdIds=a%20b%2Fc')).json['result']).toBe('success');
    expect((await client.put(`${v3}/self-trade-strategy`, 'strategy=REJECT_TAKER')).json['strategy']).toBe(
      'REJECT_TAKER',
    );
  });

  it('counts nonces per key, up to nineteen digits. Gotchas 12, 13', async () => {
    let next = 1_700_000_000_000_000_000n;
    const counting = clientOf(standing, standing.keys.pairs.withdrawal, () => String(next));
    expect((await counting.get(`${v3}/accounts`)).json['result']).toBe('success');
    expect((await counting.get(`${v3}/accounts`)).json['error']).toBe('nonceDuplicate');
    next += 1n;
    expect((await counting.get(`${v3}/accounts`)).json['result']).toBe('success');
  });

  it('answers 404 in two shapes, and nothing on a wrong version. Gotcha 9', async () => {
    const old = await anybody.get(`${v3}/historicalfundingrates`);
    expect([old.status, old.json['errors']]).toEqual([404, [{ code: 0, message: '404 NOT_FOUND' }]]);
    expect((await anybody.get('/nowhere')).json).toMatchObject({ status: 404, error: 'Not Found' });
  });

  it('is closed for maintenance, and then post-only', async () => {
    await control(standing, 'phase', { phase: 'maintenance' });
    expect((await anybody.get(`${v3}/instruments`)).status).toBe(503);
    expect((await client.get(`${v3}/accounts`)).json['error']).toBe('Unavailable');
    await control(standing, 'phase', { phase: 'post_only' });
    const status = inside(
      await client.post(`${v3}/sendorder`, 'orderType=mkt&symbol=PF_ETHUSD&side=buy&size=0.1'),
      'sendStatus',
    );
    expect(status['status']).toBe('marketIsPostOnly');
    await control(standing, 'phase', { phase: 'online' });
  });
});
