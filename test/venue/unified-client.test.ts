import { afterEach, describe, expect, test } from 'vitest';
import type { OrderForm, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, instrumentId, later, ms } from '../../src/core/units.ts';
import type { ClientOrderId } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import type { LiveVenue, VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { signingKey, spotSign } from '../../src/venue/dialect/sign.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from '../support/budget.ts';
import type { UnifiedOptions } from '../../src/venue/kraken/unified/options.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { nameOf, refused, startStub } from '../support/unified-stub.ts';
import type { Stub } from '../support/unified-stub.ts';

const sol = instrumentId('PF_SOLUSD');
const start = Date.UTC(2026, 10, 20, 12);
const apiSecret = Buffer.from('a secret that nobody may ever read').toString('base64');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A moment of the machine's: sockets speak, timers of ours do not. */
async function until(test: () => boolean): Promise<void> {
  for (let turns = 0; turns < 50_000 && !test(); turns += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(test()).toBe(true);
}

type Scene = Readonly<{
  stub: Stub;
  venue: LiveVenue;
  reports: VenueReport[];
  told: { name: string; details: Readonly<Record<string, string | number>> }[];
  pass: (forMs: number) => void;
  place: (form: OrderForm, reduceOnly: boolean) => ClientOrderId;
  /** Requests of one method, with their channel. */
  asked: (name: string) => readonly string[];
  of: <T extends VenueReport['type']>(type: T) => readonly Extract<VenueReport, { type: T }>[];
}>;

async function scene(changes: Partial<UnifiedOptions> = {}): Promise<Scene> {
  const stub = await startStub();
  closers.push(stub.close);
  const { clock, advanceTo } = virtualClock(ms(start));
  const [reports, told]: [VenueReport[], Scene['told']] = [[], []];
  const options: UnifiedOptions = {
    urls: stub.urls,
    key: { apiKey: 'practice', apiSecret },
    switches: unifiedDefaults,
    // Time stands still unless a test moves it, and then it jumps: silence is tested on its own.
    timing: { ...documentedTiming, silenceMs: 10_000_000, backOffMs: 1, backOffMaxMs: 1 },
    rates: unifiedOrders,
    reads: cautiousReads,
    rng: rng(1),
    permissionWhenUnknown: 'reduce_only',
    contracts: new Map([[sol, { maintenanceMargin: fixed('0.01'), openedAt: ms(5) }]]),
    ...changes,
  };
  const venue = createKrakenUnified(options, {
    clock,
    hear: (some) => reports.push(...some),
    notify: (_, name, details) => told.push({ name, details }),
  });
  closers.push(venue.close);
  let orders = 0;
  return {
    stub,
    venue,
    reports,
    told,
    pass: (forMs) => advanceTo(later(clock.now(), forMs)),
    place: (form, reduceOnly) => {
      orders += 1;
      const id = `00000000-0100-8000-8000-0001${String(orders).padStart(8, '0')}` as ClientOrderId;
      const ticket: OrderTicket = { id, instrument: sol, side: 'sell', qty: fixed('2.5'), form, reduceOnly };
      venue.perform({ type: 'order.place', ticket } as Parameters<LiveVenue['perform']>[0], clock.now());
      return id;
    },
    asked: (name) => stub.requests.filter((request) => nameOf(request) === name).map(({ text }) => text),
    of: (type) =>
      reports.filter((report): report is Extract<VenueReport, { type: typeof type }> => report.type === type),
  };
}

async function opened(
  changes: Partial<UnifiedOptions> = {},
  prepare: (stub: Stub) => void = () => undefined,
): Promise<Scene> {
  const it = await scene(changes);
  prepare(it.stub);
  const facts = await it.venue.open([sol]);
  expect(facts.ok).toBe(true);
  return it;
}
const market: OrderForm = { type: 'market' };
const stop: OrderForm = { type: 'stop', trigger: fixed('90.01') };
const order = (id: string, said: object): object => ({
  order_id: 'v-1',
  cl_ord_id: id,
  symbol: 'PF_SOLUSD',
  side: 'sell',
  order_qty: 2.5,
  order_type: 'stop-loss',
  reduce_only: true,
  timestamp: '2026-11-20T12:00:00.000123Z',
  triggers: { reference: 'index', price: 90.01, price_type: 'static', status: 'untriggered' },
  ...said,
});
const open = { exec_type: 'new', order_status: 'new', cum_qty: 0 };
const trade = (id: string, cum: number, last: number): object => ({
  exec_type: 'trade',
  order_status: 'partially_filled',
  exec_id: id,
  last_qty: last,
  last_price: 90,
  cum_qty: cum,
  liquidity_ind: 't',
  fees: [{ asset: 'USD', qty: 0.1 }],
});
const executions = (sequence: number, ...data: object[]): object => ({
  channel: 'executions',
  type: 'update',
  data,
  sequence,
});
const ask = (it: Scene, id: ClientOrderId): void =>
  it.venue.perform({ type: 'venue.ask', about: 'order', order: id, instrument: sol }, ms(start));
const askAccount = (it: Scene): void =>
  it.venue.perform({ type: 'venue.ask', about: 'account', since: ms(0) }, ms(start));

describe('opening', () => {
  test('signs in and subscribes one by one, each with the token', async () => {
    const it = await opened();
    expect(await it.venue.account()).toMatchObject({
      ok: true,
      value: { equity: fixed('10000.5'), availableMargin: fixed('9000'), isolated: [] },
    });
    const channels = it.stub.requests.filter(({ line }) => line === 'private').map(({ params }) => params['channel']);
    expect(channels).toEqual(['executions', undefined, 'positions', 'margin', 'balances', 'ledgers', 'preferences']);
    const signed = it.stub.requests.filter(({ line, method }) => line === 'private' && method !== 'ping');
    expect(signed.every(({ params }) => params['token'] === 'TOKEN-1')).toBe(true);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = it.stub.http;
    const nonce = new URLSearchParams(body).get('nonce') ?? '';
    expect(headers['api-sign']).toBe(spotSign(signingKey(apiSecret), { path, nonce, body }));
    expect(it.asked('subscribe margin')[0]).not.toContain('snapshot');
    expect(it.asked('subscribe ledgers')[0]).not.toContain('asset_class');
  });

  test('preferences that are not ready are asked for again; leverage modes are isolation', async () => {
    const it = await scene();
    it.stub.account.preferences = {
      futures_permission: 'enabled',
      leverage_modes: [
        { symbol: 'PF_SOLUSD', max_leverage: 5 },
        { symbol: 'PF_XBTUSD', max_leverage: null },
      ],
    };
    it.stub.scripts.set('subscribe preferences', refused('Preferences are not available yet, try again later'));
    const facts = it.venue.open([sol]);
    await until(() => it.asked('subscribe preferences').length === 1);
    it.stub.scripts.clear();
    await until(() => {
      it.pass(100);
      return it.asked('subscribe preferences').length === 2;
    });
    expect(await facts).toMatchObject({ value: { isolated: [sol] } });
  });

  test('silent public feeds are told, and hold up neither the account nor a stop', async () => {
    const it = await scene();
    it.stub.scripts.set('subscribe instrument', () => undefined);
    let facts: Awaited<ReturnType<LiveVenue['open']>> | undefined;
    void it.venue.open([sol]).then((said) => (facts = said));
    await until(() => {
      if (it.asked('subscribe preferences').length > 0) it.pass(100);
      return facts !== undefined;
    });
    expect(facts).toMatchObject({ ok: true, value: { equity: fixed('10000.5') } });
    expect(it.told).toContainEqual({ name: 'PUBLIC_FEEDS_SILENT', details: { goesOn: 'without' } });
    const id = it.place(stop, true);
    await until(() => it.of('order.accepted').length > 0);
    expect(it.of('order.accepted')).toMatchObject([{ order: id }]);
  });

  test('what was isolated stays so on a connection whose preferences do not come', async () => {
    const it = await opened({}, ({ account }) => {
      account.preferences = { futures: 'enabled', leverage_modes: [{ symbol: 'PF_SOLUSD', max_leverage: 5 }] };
    });
    it.stub.scripts.set('subscribe preferences', refused('EGeneral:Permission denied'));
    it.stub.cut('private');
    await until(() => {
      it.pass(1);
      return it.told.some(({ name }) => name === 'STREAM_RESTORED');
    });
    expect(await it.venue.account()).toMatchObject({ ok: true, value: { isolated: [sol] } });
  });

  test('a refused key says so, and the secret is in none of it', async () => {
    const it = await scene();
    it.stub.scripts.set('token', () => [{ error: ['EAPI:Invalid key'] }]);
    const facts = it.venue.open([sol]);
    await until(() => it.told.some(({ name }) => name === 'SIGN_IN_FAILED'));
    await until(() => {
      it.pass(1_000);
      return it.told.length > 30;
    });
    expect(await facts).toEqual({ ok: false, error: expect.stringContaining('Invalid key') as string });
    // A refused key is not tried again at once: that would prolong a lockout.
    expect(it.stub.http).toHaveLength(1);
    const said = JSON.stringify([it.told, await facts, await it.venue.account()]);
    expect(said).not.toContain(apiSecret);
  });
});

describe('orders', () => {
  test('a stop is written as it is meant, and accepted', async () => {
    const it = await opened();
    const id = it.place(stop, true);
    await until(() => it.reports.length > 0);
    expect(it.asked('add_order')[0]).toContain(
      `"order_type":"stop-loss","triggers":{"reference":"index","price":90.01,"price_type":"static"},"side":"sell","symbol":"PF_SOLUSD","order_qty":2.5,"cl_ord_id":"${id}","reduce_only":true`,
    );
    expect(it.reports).toEqual([{ type: 'order.accepted', order: id, venueOrderId: 'v-1' }]);
  });

  test.each([
    ['EOrder:Insufficient funds', 'order.rejected', 'order.rejected'],
    ['EService:Unavailable', 'order.unresolved', 'order.unresolved'],
    ['EGeneral:Internal error:9', 'order.unresolved', 'order.unresolved'],
    ['EOrder:Duplicate cl_ord_id', 'order.unresolved', 'order.unresolved'],
    ['EService:Market in post_only mode', 'order.rejected', 'order.unresolved'],
    ['EOrder:Rate limit exceeded', 'order.rejected', 'order.unresolved'],
  ])('%s is %s for an entry and %s for a stop', async (error, entry, protection) => {
    const it = await opened();
    it.stub.scripts.set('add_order', refused(error));
    it.place(market, false);
    await until(() => it.reports.length === 1);
    it.place(stop, true);
    await until(() => {
      it.pass(100);
      return it.reports.length === 2;
    });
    expect(it.reports.map(({ type }) => type)).toEqual([entry, protection]);
  });

  test('silence is no refusal: without an answer in time the order is in doubt', async () => {
    const it = await opened();
    it.stub.scripts.set('add_order', () => undefined);
    it.place(market, false);
    await until(() => it.asked('add_order').length === 1);
    expect(it.reports).toEqual([]);
    it.pass(5_000);
    await until(() => it.reports.length === 1);
    expect(it.reports[0]).toMatchObject({ type: 'order.unresolved', cause: 'no answer in time' });
  });

  test('a connection that breaks leaves what was asked in doubt, at once', async () => {
    const it = await opened();
    it.stub.scripts.set('add_order', () => {
      it.stub.cut('private');
      return undefined;
    });
    it.place(stop, true);
    await until(() => it.reports.length === 1);
    expect(it.reports[0]?.type).toBe('order.unresolved');
  });

  test('an entry does not wait for the rate, and a stop has its reserve', async () => {
    const it = await opened();
    for (let i = 0; i < 14; i += 1) it.place(market, false);
    await until(() => it.reports.length === 14);
    expect([it.of('order.accepted').length, it.of('order.denied').length]).toEqual([9, 5]);
    it.place(stop, true);
    await until(() => it.of('order.accepted').length === 10);
  });

  test.each([
    ['maintenance', 'order.denied', 'order.unresolved', 'order.unresolved'],
    ['cancel_only', 'order.denied', 'order.unresolved', 'order.unresolved'],
    ['post_only', 'order.denied', 'order.accepted', 'order.unresolved'],
    ['sleeping', 'order.denied', 'order.accepted', 'order.accepted'],
  ])('in %s an entry is %s, a stop %s, an exit %s', async (system, entry, protection, exit) => {
    const it = await opened();
    it.stub.say('private', { channel: 'status', type: 'update', data: [{ system }] });
    await until(() => it.told.some(({ name, details }) => name === 'VENUE_STATUS' && details['state'] !== 'online'));
    for (const [i, [form, reduceOnly]] of (
      [
        [market, false],
        [stop, true],
        [market, true],
      ] as const
    ).entries()) {
      it.place(form, reduceOnly);
      await until(() => it.reports.length === i + 1);
    }
    expect(it.reports.map(({ type }) => type)).toEqual([entry, protection, exit]);
  });

  test.each([
    [{ futures: 'reduce_only' }, 'reduce_only'],
    [{ futures: 'disabled' }, 'disabled'],
    [{ something: 'else' }, 'reduce_only'],
  ])('with preferences %j nothing is entered, and stops go out', async (preferences, word) => {
    const it = await opened({}, ({ account }) => (account.preferences = preferences));
    it.place(market, false);
    it.place(stop, true);
    await until(() => it.reports.length === 2);
    const reason = `the account may not: futures are ${word}`;
    expect(it.of('order.denied')).toMatchObject([{ reason }]);
    expect(it.of('order.accepted')).toHaveLength(1);
  });

  test('what never left us is absent at once', async () => {
    const it = await opened();
    it.stub.say('private', { channel: 'status', type: 'update', data: [{ system: 'maintenance' }] });
    await until(() => it.told.some(({ name }) => name === 'VENUE_STATUS'));
    await until(() => it.told.some(({ details }) => details['state'] === 'maintenance'));
    const id = it.place(stop, true);
    ask(it, id);
    await until(() => it.reports.length === 5);
    expect(it.of('order.absent').map(({ source }) => source)).toEqual([
      'open-orders',
      'order-status',
      'fills',
      'history',
    ]);
  });
});

describe('cancels', () => {
  test('are answered by the end of the order', async () => {
    const it = await opened({}, ({ account }) => account.executions.push(order('mine', open)));
    const id = 'mine' as ClientOrderId;
    it.venue.perform({ type: 'order.cancel', order: id, instrument: sol }, ms(start));
    await until(() => it.asked('cancel_order').length === 1);
    expect(it.asked('cancel_order')[0]).toContain('"cl_ord_id":["mine"]');
    it.stub.say(
      'private',
      executions(2, order('mine', { exec_type: 'canceled', order_status: 'canceled', cum_qty: 0 })),
    );
    await until(() => it.of('order.ended').length === 1);
    expect(it.of('order.ended')).toEqual([{ type: 'order.ended', order: id, how: 'canceled', filled: 0n }]);
  });

  test('without an answer are said again, and wait while the venue rests', async () => {
    const it = await opened({}, ({ account }) => account.executions.push(order('mine', open)));
    it.stub.scripts.set('cancel_order', () => undefined);
    it.venue.perform({ type: 'order.cancel', order: 'mine' as ClientOrderId, instrument: sol }, ms(start));
    await until(() => it.asked('cancel_order').length === 1);
    await until(() => {
      it.pass(500);
      return it.asked('cancel_order').length === 2;
    });
    it.stub.say('private', { channel: 'status', type: 'update', data: [{ system: 'maintenance' }] });
    await until(() => it.told.some(({ details }) => details['state'] === 'maintenance'));
    for (let i = 0; i < 40; i += 1) it.pass(500);
    expect(it.asked('cancel_order').length).toBeLessThanOrEqual(3);
  });

  test('of an order that is gone end in an inquiry', async () => {
    const it = await opened();
    it.stub.scripts.set('cancel_order', refused('EOrder:Unknown order'));
    it.venue.perform({ type: 'order.cancel', order: 'mine' as ClientOrderId, instrument: sol }, ms(start));
    await until(() => it.of('order.absent').length === 1);
    expect(it.asked('unsubscribe executions')).toHaveLength(1);
  });
});

describe('asking', () => {
  test('only two snapshots, five seconds apart, prove that an order is absent', async () => {
    const it = await opened();
    it.stub.scripts.set('add_order', refused('EService:Unavailable'));
    const id = it.place(market, false);
    await until(() => it.reports.length === 1);
    ask(it, id);
    await until(() => it.of('order.absent').length === 1);
    it.pass(4_000);
    ask(it, id);
    await until(() => it.of('order.absent').length === 2);
    expect(it.of('order.absent').map(({ source }) => source)).toEqual(['open-orders', 'open-orders']);
    it.pass(1_000);
    await until(() => it.of('order.absent').length === 6);
    expect(it.of('order.ended')).toEqual([]);
  });

  test('an order that lives after all is told with its fills', async () => {
    const it = await opened();
    it.stub.scripts.set('add_order', refused('EService:Unavailable'));
    const id = it.place(stop, true);
    await until(() => it.reports.length === 1);
    it.stub.account.executions.push(order(id, { ...open, cum_qty: 1 }), order(id, trade('f1', 1, 1)));
    ask(it, id);
    await until(() => it.of('order.accepted').length > 0 && it.of('order.filled').length > 0);
    expect(it.of('order.filled')[0]?.fill).toMatchObject({ id: 'f1', order: id, qty: fixed('1'), fee: fixed('0.1') });
    expect(it.of('order.absent')).toEqual([]);
  });

  test('an order that was open and is listed no more ends with what has executed', async () => {
    const it = await opened({}, ({ account }) => account.executions.push(order('mine', open)));
    it.stub.say('private', executions(2, order('mine', trade('f1', 1, 1))));
    await until(() => it.of('order.filled').length === 1);
    it.stub.account.executions = [];
    askAccount(it);
    await until(() => it.of('venue.snapshot').length === 1);
    expect(it.of('order.ended')).toEqual([]);
    it.pass(5_000);
    await until(() => it.of('order.ended').length === 1);
    expect(it.of('order.ended')).toEqual([{ type: 'order.ended', order: 'mine', how: 'canceled', filled: fixed('1') }]);
  });

  test('the account is fills, ends and then the lists, as of the older of the two', async () => {
    const it = await opened({}, ({ account }) => {
      account.executions.push(order('mine', { ...open, cum_qty: 1 }), order('mine', trade('f1', 1, 1)));
      account.positions = {
        futures: [
          { symbol: 'PF_SOLUSD', size: -2.5, entry_price: 90.5 },
          { symbol: 'FF_XBTUSD_261225', size: 1, entry_price: 9 },
        ],
        time: '2026-11-20T11:59:59.000Z',
      };
    });
    // What was there before is told to whoever asks, and not before.
    expect(it.reports).toEqual([]);
    askAccount(it);
    await until(() => it.of('venue.snapshot').length === 1);
    expect(it.reports.map(({ type }) => type)).toEqual(['order.filled', 'venue.snapshot']);
    const [snapshot] = it.of('venue.snapshot');
    expect(snapshot?.venueAt).toBe(start - 1_000);
    expect(snapshot?.positions).toEqual([
      { instrument: sol, side: 'short', qty: fixed('2.5'), entryPrice: fixed('90.5') },
    ]);
    expect(snapshot?.orders).toMatchObject([{ venueOrderId: 'v-1', filled: fixed('1'), ticket: { form: stop } }]);
  });

  test('positions that are too many to say are never flat', async () => {
    const it = await opened({}, ({ account }) => {
      account.positions = { data: { futures: [], options: [] }, error: 'snapshot_too_large' };
    });
    it.place(market, false);
    askAccount(it);
    await until(() => it.told.filter(({ name }) => name === 'POSITIONS_TOO_LARGE').length >= 2);
    await until(() => it.reports.length === 1);
    expect(it.reports).toMatchObject([{ type: 'order.denied', reason: 'the positions of the account are not known' }]);
    // They are asked for until they come.
    it.stub.account.positions = { futures: [], options: [] };
    await until(() => {
      it.pass(50);
      return it.of('venue.snapshot').length > 0;
    });
    expect(it.of('venue.snapshot')[0]?.positions).toEqual([]);
  });
});

describe('the stream', () => {
  test('comes back with a new token, neither losing nor doubling a fill', async () => {
    const it = await opened({}, ({ account }) => account.executions.push(order('mine', open)));
    it.stub.say('private', executions(2, order('mine', trade('f1', 1, 1))));
    await until(() => it.of('order.filled').length === 1);
    it.stub.account.executions = [
      order('mine', { ...open, cum_qty: 1.5 }),
      order('mine', trade('f2', 1.5, 0.5)),
      order('mine', trade('f1', 1, 1)),
    ];
    it.stub.cut('private');
    await until(() => {
      it.pass(10);
      return it.of('venue.snapshot').length === 1;
    });
    expect(it.stub.http.filter(({ path }) => path.endsWith('GetWebSocketsToken'))).toHaveLength(2);
    expect(it.of('order.filled').map(({ fill }) => fill.id)).toEqual(['f1', 'f2']);
    expect(it.told.map(({ name }) => name)).toEqual(expect.arrayContaining(['STREAM_LOST', 'STREAM_RESTORED']));
  });

  test.each([
    ['a number is left out', 4, 0, 0],
    ['a fill is missing', 2, 2, 1],
  ])('where %s, everything is asked for anew', async (_, sequence, cum, last) => {
    const it = await opened({}, ({ account }) => account.executions.push(order('mine', open)));
    it.stub.say('private', executions(sequence, order('mine', last === 0 ? open : trade('f2', cum, last))));
    await until(() => it.told.some(({ name }) => name === 'STREAM_GAP'));
    await until(() => {
      it.pass(100);
      return it.asked('subscribe executions').length === 2;
    });
  });

  test('a fill of somebody else is told, and the positions are asked for', async () => {
    const it = await opened();
    const { cl_ord_id: _, ...nameless } = order('', trade('f9', 2.5, 2.5)) as Record<string, unknown>;
    it.stub.say('private', executions(2, { ...nameless, order_status: 'filled', liquidated: true }));
    await until(() => {
      it.pass(50);
      return it.of('venue.snapshot').length === 1;
    });
    expect(it.of('order.filled')).toMatchObject([{ fill: { id: 'f9', order: 'v-1' } }]);
  });

  test('words and keys that nobody knows are told once, and harm nothing', async () => {
    const it = await opened();
    for (const sequence of [2, 3, 4])
      it.stub.say('private', executions(sequence, order('mine', { ...open, exec_type: 'pondered', novelty: 1 })));
    await until(() => it.of('order.accepted').length === 1);
    it.stub.say('private', executions(5, order('mine', trade('f1', 1, 1))));
    await until(() => it.of('order.filled').length === 1);
    const odd = it.told.filter(({ name }) => name === 'VENUE_WORD_UNKNOWN').map(({ details }) => details['what']);
    expect(odd).toEqual(['unknown key novelty', 'unknown word pondered']);
  });

  test('tells when the clocks differ', async () => {
    const it = await opened();
    expect(it.told.filter(({ name }) => name === 'CLOCK_SKEW')).toEqual([]);
    it.pass(10_000);
    for (let i = 0; i < 9; i += 1) {
      it.place(stop, true);
      await until(() => it.of('order.accepted').length === i + 1);
    }
    expect(it.told).toContainEqual({
      name: 'CLOCK_SKEW',
      details: expect.objectContaining({ offset_ms: -9_500 }) as unknown,
    });
  });

  test('that says nothing at all for five seconds is given up', async () => {
    const quiet = { pingMs: 1_000_000, connectMs: 1_000, backOffMs: 1, backOffMaxMs: 1 };
    const it = await opened({ timing: { ...documentedTiming, ...quiet } });
    it.pass(1_000);
    await until(() => true);
    it.pass(3_999);
    expect(it.told.filter(({ name }) => name === 'STREAM_LOST')).toEqual([]);
    it.pass(1);
    await until(() => it.told.filter(({ name }) => name === 'STREAM_LOST').length === 2);
    expect(it.told.at(-1)?.details['cause']).toBe('silence');
  });
});

describe('the market', () => {
  const minute = (symbol: string, begin: string, close: number, interval = 1): object => ({
    symbol,
    open: close,
    high: close,
    low: close,
    close,
    vwap: 0,
    trades: 0,
    volume: 2,
    interval,
    interval_begin: `2026-11-20T${begin}:00.000000000Z`,
  });

  test('marks are the newest candle of the mark, of what is watched, also after a loss', async () => {
    const it = await opened({}, ({ market: said }) => {
      said.candles = [minute('PF_SOLUSD', '11:59', 99.5), minute('PF_SOLUSD', '11:58', 98)];
    });
    await until(() => it.reports.length === 1);
    it.stub.say('public', { channel: 'ohlc', type: 'update', data: [minute('PF_SOLUSD', '12:00', 84004.11362574516)] });
    it.stub.say('public', { channel: 'ohlc', type: 'update', data: [minute('PF_XBTUSD', '12:00', 5)] });
    await until(() => it.reports.length === 2);
    it.stub.cut('public');
    await until(() => {
      it.pass(10);
      return it.reports.length === 3;
    });
    expect(it.of('mark.observed').map(({ price }) => price)).toEqual(
      ['99.5', '84004.1136257452', '99.5'].map((text) => fixed(text)),
    );
    expect(it.asked('subscribe ohlc')[0]).toContain('"interval":1,"tick_type":"mark","asset_class":"derivatives"');
    it.venue.watch([]);
    await until(() => it.asked('unsubscribe ohlc').length === 1);
  });

  test('marks are those of the ticker, where the switch says that it has them', async () => {
    const it = await opened({ switches: { ...unifiedDefaults, tickerExtras: 'snake-case' } });
    it.stub.say('public', { channel: 'ticker', type: 'update', data: [{ symbol: 'PF_SOLUSD', mark_price: 12.5 }] });
    await until(() => it.reports.length === 1);
    expect(it.reports).toEqual([{ type: 'mark.observed', instrument: sol, price: fixed('12.5') }]);
  });

  test('candles come from the snapshot: quiet intervals are flat, the forming one is left out', async () => {
    const it = await opened({}, ({ market: said }) => {
      said.candles = ['11:00', '11:15', '11:45', '12:00'].map((begin, i) => minute('PF_SOLUSD', begin, 10 + i, 15));
    });
    const question = { instrument: sol, timeframe: '15m', from: ms(start - 3_600_000), to: ms(start) } as const;
    const candles = await it.venue.candles(question);
    const closes = candles.ok ? candles.value.map(({ close, volume }) => [close, volume]) : candles.error;
    expect(closes).toEqual([
      [10, 2],
      [11, 2],
      [11, 0],
      [12, 2],
    ]);
    expect(it.stub.http.filter(({ path }) => path.startsWith('/api'))).toEqual([]);
    expect(it.asked('unsubscribe ohlc')).toHaveLength(1);
  });

  test('older candles come from the charts, page by page, or not at all', async () => {
    const it = await opened({}, ({ market: said }) => {
      said.chart = (path) => {
        const query = new URLSearchParams(path.split('?')[1]);
        const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
        const times = Array.from({ length: (to - from) / 900 + 1 }, (_, i) => (from + i * 900) * 1_000);
        const flat = { open: '1', high: '1', low: '1', close: '1', volume: '0.5' };
        return { candles: times.map((time) => ({ time, ...flat })), more_candles: false };
      };
    });
    const from = ms(start - 4_500 * 900_000);
    const candles = await it.venue.candles({ instrument: sol, timeframe: '15m', from, to: ms(start) });
    expect(candles.ok && [candles.value.length, candles.value[0]?.openAt, candles.value.at(-1)?.openAt]).toEqual([
      4_500,
      from,
      start - 900_000,
    ]);
    const paths = it.stub.http.filter(({ path }) => path.startsWith('/api')).map(({ path }) => path.split('?')[0]);
    expect(paths).toEqual(Array.from({ length: 3 }, () => '/api/charts/v1/trade/PF_SOLUSD/15m'));
  });

  test('the listing joins contracts, tickers and the table; an unknown contract is left out and said', async () => {
    const it = await opened({}, ({ market: said }) => {
      const [pair] = said.pairs;
      said.pairs.push({ ...pair, symbol: 'PF_NEWUSD' }, { ...pair, symbol: 'FI_XBTUSD_261225' });
    });
    const listed = it.venue.listing();
    await until(() => {
      it.pass(1_000);
      return it.asked('unsubscribe ticker').length === 1;
    });
    expect(await listed).toEqual({
      ok: true,
      value: [
        {
          instrument: {
            id: sol,
            base: 'SOL',
            tick: fixed('0.01'),
            lot: fixed('0.01'),
            minQty: fixed('0.01'),
            maintenanceMargin: fixed('0.01'),
          },
          tradeable: true,
          postOnly: false,
          openedAt: 5,
          liquidity: { volumeUsd: 500, bid: 99, ask: 101 },
        },
      ],
    });
    expect(it.told).toContainEqual({
      name: 'VENUE_WORD_UNKNOWN',
      details: { where: 'instrument', what: 'PF_NEWUSD has no margin that we know' },
    });
  });
});
