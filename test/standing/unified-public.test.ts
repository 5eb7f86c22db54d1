import { afterEach, describe, expect, test } from 'vitest';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import type { FaultRule } from '../../src/venue/emulator/standing/faults.ts';
import { standVenue } from '../support/standing-venue.ts';
import { labOf } from '../support/unified-talk.ts';
import type { Lab } from '../support/unified-talk.ts';
import type { Frame } from '../support/ws-client.ts';

let lab: Lab | undefined;
async function lay(switches: Partial<UnifiedSwitches> = {}, faults: readonly FaultRule[] = []): Promise<Lab> {
  lab = labOf(await standVenue({ switches, faults }));
  await lab.pass(1_000);
  return lab;
}
afterEach(() => lab?.standing.close());

const xbt = { asset_class: 'derivatives', symbol: ['PF_XBTUSD'] };
const subscribe = (channel: string, more: object = {}): Frame => ({
  method: 'subscribe',
  params: { channel, ...xbt, ...more },
  req_id: 9,
});
const of = (frames: readonly Frame[], channel: string): readonly Frame[] =>
  frames.filter((frame) => frame['channel'] === channel);
const rowsOf = (frame: Frame | undefined): readonly Record<string, never>[] =>
  frame?.['data'] as Record<string, never>[];

describe('a connection', () => {
  test('is greeted with the status, and told of every phase', async () => {
    const { open, control } = await lay();
    const talk = await open('/v2/public');
    const [hello] = await talk.news();
    expect(hello).toMatchObject({ channel: 'status', type: 'update', data: [{ system: 'online', api_version: 'v2' }] });
    for (const phase of ['post_only', 'cancel_only', 'maintenance', 'online']) {
      await control('phase', { phase });
      expect(rowsOf((await talk.news())[0])[0]).toMatchObject({ system: phase });
    }
  });

  test('answers ping with its number, and has heartbeats from its first subscription on when nothing else is said', async () => {
    const { open, pass } = await lay();
    const talk = await open('/v2/public');
    expect(await talk.ask({ method: 'ping', req_id: 101 })).toEqual([
      {
        method: 'pong',
        req_id: 101,
        success: true,
        time_in: '2026-01-02T00:00:01.000000Z',
        time_out: '2026-01-02T00:00:01.000000Z',
      },
    ]);
    await pass(5_000);
    expect(await talk.news()).toEqual([]);
    await talk.ask({ method: 'subscribe', params: { channel: 'instrument', asset_class: 'derivatives' } });
    await pass(3_500);
    expect(await talk.news()).toEqual([{ channel: 'heartbeat' }, { channel: 'heartbeat' }, { channel: 'heartbeat' }]);
  });

  test('that neither asks nor subscribes is closed after a minute', async () => {
    const { open, pass } = await lay();
    const talk = await open('/v2/public');
    await pass(61_000);
    expect(await talk.closed).toBe(1000);
  });

  test('refuses what is no request, no method, or more than a hundred messages a second', async () => {
    const { open } = await lay({ requestsPerSecond: 5 });
    const talk = await open('/v2/public');
    expect((await talk.ask('{'))[0]).toMatchObject({ success: false, error: 'EGeneral:Invalid arguments' });
    expect((await talk.ask({ method: 'ping', req_id: 1.5 }))[0]).toMatchObject({ success: false });
    expect((await talk.ask({ method: 'edit_order', req_id: 2 }))[0]).toMatchObject({
      method: 'edit_order',
      req_id: 2,
      success: false,
      error: "Unsupported method: 'edit_order'",
    });
    for (let i = 0; i < 2; i += 1) await talk.ask({ method: 'ping' });
    expect(await talk.ask({ method: 'ping' })).toEqual([{ Error: 'Exceeded msg rate' }]);
  });
});

describe('subscribing', () => {
  test('acknowledges each symbol under one number, and refuses a strange one by its name', async () => {
    const { open } = await lay();
    const talk = await open('/v2/public');
    const symbol = ['PF_XBTUSD', 'pf_ethusd', 'PF_ETHUSD'];
    const frames = await talk.ask(subscribe('ticker', { symbol }));
    const acks = frames.filter(({ method }) => method === 'subscribe');
    expect(acks).toMatchObject([
      { req_id: 9, success: true, result: { channel: 'ticker', symbol: 'PF_XBTUSD', snapshot: true } },
      { req_id: 9, success: false, symbol: 'pf_ethusd', error: 'Currency pair not supported pf_ethusd' },
      { req_id: 9, success: true, result: { channel: 'ticker', symbol: 'PF_ETHUSD' } },
    ]);
    expect(await talk.ask(subscribe('ticker'))).toMatchObject([
      { success: false, error: 'Already subscribed to ticker channel', symbol: 'PF_XBTUSD' },
    ]);
    const off = { method: 'unsubscribe', params: { channel: 'ticker', ...xbt }, req_id: 10 };
    expect((await talk.ask(off))[0]).toMatchObject({ method: 'unsubscribe', success: true, req_id: 10 });
    expect((await talk.ask(off))[0]).toMatchObject({ success: false, error: 'Subscription Not Found' });
  });

  test.each([
    ['a missing asset class', { channel: 'ticker', symbol: ['PF_XBTUSD'] }, "'params.asset_class' is required"],
    ['spot', { channel: 'ticker', ...xbt, asset_class: 'spot' }, "'params.asset_class' spot is not available"],
    ['an unknown parameter', { channel: 'ticker', ...xbt, colour: 1 }, "Unsupported field: 'colour'"],
    [
      'a depth that is none',
      { channel: 'book', ...xbt, depth: 11 },
      "'params.depth' must be one of 10, 25, 100, 500, 1000",
    ],
    [
      'a parameter of another channel',
      { channel: 'ticker', ...xbt, depth: 10 },
      "'params.depth' is not valid for the ticker channel",
    ],
    [
      'an interval that is none',
      { channel: 'ohlc', ...xbt, interval: 720 },
      "'params.interval' must be one of 1, 5, 15, 30, 60, 240, 1440, 10080, 21600",
    ],
    [
      'a tick type that is none',
      { channel: 'ohlc', ...xbt, interval: 5, tick_type: 'x' },
      "'params.tick_type' must be one of trade, mark, spot",
    ],
    ['no channel', {}, "'params.channel' is required"],
    ['no symbol', { channel: 'ticker', asset_class: 'derivatives', symbol: [] }, "'params.symbol' is empty"],
    [
      'level3',
      { channel: 'level3', ...xbt, token: 'x' },
      'The level3 channel is not served here; book has what the exchange knows.',
    ],
    [
      'a private channel',
      { channel: 'executions', token: 'x' },
      'Private data and trading are unavailable on this endpoint. Try uws.kraken.com/v2/private',
    ],
  ])('refuses %s', async (_, params, error) => {
    const { open } = await lay();
    const talk = await open('/v2/public');
    const [hello, ...rest] = await talk.news();
    expect([hello?.['channel'], rest]).toEqual(['status', []]);
    expect(await talk.ask({ method: 'subscribe', params, req_id: 3 })).toMatchObject([
      { method: 'subscribe', success: false, error, req_id: 3 },
    ]);
  });
});

describe('channels', () => {
  test('instrument has the tick and the step as they are, and tells of a contract that is gone', async () => {
    const { open, control } = await lay();
    const talk = await open('/v2/public');
    const [, snapshot] = await talk.ask({
      method: 'subscribe',
      params: { channel: 'instrument', asset_class: 'derivatives' },
    });
    const { pairs } = (snapshot?.['data'] ?? { pairs: [] }) as { pairs: Frame[] };
    expect(pairs.find(({ symbol }) => symbol === 'PF_XBTUSD')).toMatchObject({
      base: 'BTC',
      quote: 'USD',
      status: 'online',
      price_precision: 0,
      price_increment: 1,
      qty_precision: 4,
      qty_increment: 0.0001,
      qty_min: 0.0001,
    });
    await control('delist', { symbol: 'PF_DOGEUSD' });
    const update = of(await talk.news(), 'instrument').at(-1);
    expect(update).toMatchObject({ type: 'update', data: { pairs: [{ symbol: 'PF_DOGEUSD', status: 'delisted' }] } });
  });

  test('ticker has a snapshot, and an update with each moment that traded', async () => {
    const { open, pass } = await lay({ tickerExtras: 'camel-case' });
    const talk = await open('/v2/public');
    const [, snapshot] = await talk.ask(subscribe('ticker'));
    expect(rowsOf(snapshot)[0]).toMatchObject({
      symbol: 'PF_XBTUSD',
      last: 84_000,
      high: 84_420,
      low: 84_000,
      markPrice: 84_000,
      indexPrice: 84_000,
    });
    await pass(3_000);
    expect(of(await talk.news(), 'ticker').length).toBe(3);
  });

  test('trade sends fifty old ones only where they are asked for, then each new one once, in order', async () => {
    const { open, pass } = await lay();
    await pass(60_000);
    const plain = await open('/v2/public');
    const asking = await open('/v2/public');
    expect((await plain.ask(subscribe('trade'))).length).toBe(1);
    const [, snapshot] = await asking.ask(subscribe('trade', { snapshot: true }));
    await pass(80_000);
    const fresh = of(await asking.news(), 'trade').flatMap(rowsOf);
    const ids = [...rowsOf(snapshot), ...fresh].map((row) => Number(row['trade_id']));
    expect(ids).toEqual(Array.from(ids, (_, i) => (ids[0] ?? 0) + i));
    const late = await open('/v2/public');
    expect(rowsOf((await late.ask(subscribe('trade', { snapshot: true })))[1]).length).toBe(50);
  });

  test('ohlc has the forming candle last, by tick type, and says when each begins', async () => {
    const { open, pass } = await lay({ ohlcSnapshot: 3, ohlcTickType: 'echoed' });
    const talk = await open('/v2/public');
    const [ack, snapshot] = await talk.ask(subscribe('ohlc', { interval: 15 }));
    expect(ack).toMatchObject({
      result: { interval: 15, tick_type: 'trade', warnings: ['timestamp is deprecated, use interval_begin'] },
    });
    const begins = rowsOf(snapshot).map((row) => String(row['interval_begin']));
    expect(begins).toEqual([
      '2026-01-01T23:30:00.000000000Z',
      '2026-01-01T23:45:00.000000000Z',
      '2026-01-02T00:00:00.000000000Z',
    ]);
    expect(rowsOf(snapshot)[1]).toMatchObject({ open: 84_420, high: 84_420, low: 84_000, close: 84_000, volume: 960 });
    expect((await talk.ask(subscribe('ohlc', { interval: 15, tick_type: 'mark' })))[0]).toMatchObject({
      success: true,
    });
    await pass(2_000);
    const updates = of(await talk.news(), 'ohlc');
    expect(new Set(updates.flatMap(rowsOf).map((row) => row['tick_type']))).toEqual(new Set(['trade', 'mark']));
    expect(updates.every((frame) => rowsOf(frame).length === 1)).toBe(true);
  });

  test('a fault spoils a checksum, once', async () => {
    const { open } = await lay({}, [{ name: 'bad-checksum', part: 'PF_XBTUSD', probability: 0, on: [1] }]);
    const [first, second] = [await open('/v2/public'), await open('/v2/public')];
    const sums = [];
    for (const talk of [first, second])
      sums.push(Number(rowsOf((await talk.ask(subscribe('book')))[1])[0]?.['checksum']));
    expect(((sums[0] ?? 0) ^ 1) >>> 0).toBe(sums[1]);
  });
});
