import { afterEach, expect, test } from 'vitest';
import type { Candle } from '../../src/core/market/candle.ts';
import type { OrderForm, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, formatFixed, instrumentId, later, ms } from '../../src/core/units.ts';
import type { ClientOrderId } from '../../src/core/units.ts';
import type { Clock, LiveVenue, VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import { unifiedDefaults } from '../../src/venue/dialect/unified-switches.ts';
import type { UnifiedSwitches } from '../../src/venue/dialect/unified-switches.ts';
import { unifiedUnknowns } from '../../src/venue/dialect/unified-unknowns.ts';
import { checkUnified } from '../../src/venue/kraken/unified/check.ts';
import { cautiousReads, documentedTiming } from '../../src/venue/kraken/unified/options.ts';
import { unifiedOrders } from '../support/budget.ts';
import type { UnifiedOptions } from '../../src/venue/kraken/unified/options.ts';
import { createKrakenUnified } from '../../src/venue/kraken/unified/venue.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { fastClock } from '../support/v3-client.ts';

const btc = instrumentId('PF_XBTUSD');
const speed = 20;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Scene = Readonly<{
  venue: LiveVenue;
  reports: VenueReport[];
  told: string[];
  options: UnifiedOptions;
  clock: Clock;
  steer: (what: string, body: object) => Promise<unknown>;
  send: (id: number, ticket: Omit<OrderTicket, 'id' | 'instrument'>) => ClientOrderId;
  of: <T extends VenueReport['type']>(type: T) => readonly Extract<VenueReport, { type: T }>[];
  /** Waits for a report of an order. */
  heard: (id: ClientOrderId, type: VenueReport['type']) => Promise<void>;
}>;

async function scene(switches: Partial<UnifiedSwitches>): Promise<Scene> {
  const standing = await standVenue({ speed, switches });
  closers.push(standing.close);
  const [reports, told]: [VenueReport[], string[]] = [[], []];
  const clock = fastClock(startAt, speed);
  const options: UnifiedOptions = {
    urls: { ...standing.urls.unified, rest: standing.urls.spot.rest, charts: standing.urls.futures.charts },
    key: standing.keys.pairs.full,
    switches: { ...unifiedDefaults, ...switches },
    // The wall's pace is what a busy machine keeps: only the distance of two looks is the venue's.
    timing: { ...documentedTiming, ackMs: 100_000, snapshotMs: 100_000, silenceMs: 600_000, openMs: 600_000 },
    rates: unifiedOrders,
    reads: cautiousReads,
    rng: rng(1),
    permissionWhenUnknown: 'reduce_only',
    contracts: new Map([[btc, { maintenanceMargin: fixed('0.01'), openedAt: ms(5) }]]),
  };
  const waiting = new Set<() => void>();
  const venue = createKrakenUnified(options, {
    clock,
    hear: (some) => {
      reports.push(...some);
      for (const look of waiting) look();
    },
    notify: (_, name, details) => told.push(`${name} ${Object.values(details).join(' ')}`),
  });
  closers.push(venue.close);
  const orderOf = (report: VenueReport): string | undefined =>
    report.type === 'order.filled' ? report.fill.order : 'order' in report ? report.order : undefined;
  const heard = (id: ClientOrderId, type: VenueReport['type']): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!reports.some((report) => report.type === type && orderOf(report) === id)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const send: Scene['send'] = (n, ticket) => {
    const id = `00000000-0100-8000-8000-00010000000${String(n)}` as ClientOrderId;
    const effect = { type: 'order.place', ticket: { id, instrument: btc, ...ticket } };
    venue.perform(effect as Parameters<LiveVenue['perform']>[0], clock.now());
    return id;
  };
  return {
    venue,
    reports,
    told,
    options,
    clock,
    send,
    heard,
    steer: (what, body) => control(standing, what, body),
    of: (type) =>
      reports.filter((report): report is Extract<VenueReport, { type: typeof type }> => report.type === type),
  };
}

const unique = (rows: readonly unknown[][]): readonly unknown[][] => [
  ...new Map(rows.map((row) => [JSON.stringify(row), row])).values(),
];
const market: OrderForm = { type: 'market' };
const others = [
  {},
  {
    executionsEnd: 'filled-after-trade',
    idAfterTrigger: 'new',
    positionSign: 'side',
    positionsTime: 'beside',
    rateModel: 'none',
    instrumentMargin: 'frame',
    publicOnPrivate: 'served',
    statusOnPrivate: 'absent',
    timeInForceCase: 'upper',
  },
  {
    newForImmediate: 'absent',
    ackOrder: 'last',
    marginNames: 'camel-case',
    preferencesKey: 'futures_permission',
    walletName: 'futures-flex',
    ledgerNames: 'as-account-log',
    symbolCase: 'any',
    bookChecksum: 'enforce',
    ohlcTickType: 'echoed',
    timeInForceCase: 'any-in-upper-out',
  },
  {
    sequenceOn: 'ledgers',
    positionSymbol: 'instrument',
    tickerExtras: 'camel-case',
    withMarginNames: 'camel-case',
    tickerTrigger: 'accepted',
    bookChecksum: 'off',
    tradeType: 'present',
    deadManAssetClass: 'required',
    amend: 'refused',
    batchAddReply: 'orders',
  },
  {
    markReference: 'accepted',
    preferencesLeverage: 'leverage_modes',
    timeInForceCase: 'lower',
    ackOrder: 'first',
    relativeTriggers: 'refused',
    postOnlyRefusal: 'cancel',
    tooLargeKey: 'status',
    conditional: 'accepted',
    selfTradeType: 'accepted',
    setPreferenceResult: 'empty',
  },
  {
    tickerExtras: 'snake-case',
    reasonWords: 'v3',
    pongSuccess: 'absent',
    orderDeadline: 'sent',
    rateModel: 'counter',
    checksumDecimals: 'increment',
    liquidated: 'absent',
    timeInForce: 'with-fok',
    deadManAssetClass: 'refused',
    instrumentMargin: 'v3',
  },
] as const satisfies readonly Partial<UnifiedSwitches>[];

test('every answer to every open question is met below', () => {
  const met = [unifiedDefaults, ...others].flatMap((switches) => Object.entries(switches).map(String));
  const all = Object.entries(unifiedUnknowns).flatMap(([name, row]) =>
    'values' in row ? row.values.map((value) => `${name},${value}`) : [],
  );
  expect(all.filter((one) => !met.includes(one))).toEqual([]);
});

test.each(others)('entry, stop, its trigger, cancel and inquiry, where the venue does %j', async (switches) => {
  const it = await scene(switches);
  expect(await it.venue.open([btc])).toMatchObject({
    ok: true,
    value: {
      equity: fixed('10000'),
      availableMargin: fixed('10000'),
      isolated: [],
      money: { cash: fixed('10000'), collateral: 0n },
    },
  });
  const entry = it.send(1, { side: 'buy', qty: fixed('0.01'), form: market, reduceOnly: false });
  await it.heard(entry, 'order.ended');
  const stop = it.send(2, {
    side: 'sell',
    qty: fixed('0.01'),
    form: { type: 'stop', trigger: fixed('80000') },
    reduceOnly: true,
  });
  await it.heard(stop, 'order.accepted');
  const target = it.send(3, {
    side: 'sell',
    qty: fixed('0.01'),
    form: { type: 'limit', price: fixed('90000') },
    reduceOnly: true,
  });
  await it.heard(target, 'order.accepted');
  it.venue.perform({ type: 'venue.ask', about: 'account', since: startAt }, it.clock.now());
  await expect.poll(() => it.of('venue.snapshot').length).toBe(1);
  const [{ orders, positions, venueAt } = { orders: [], positions: [], venueAt: 0 }] = it.of('venue.snapshot');
  expect(orders.map(({ ticket }) => [ticket.id, ticket.form, ticket.reduceOnly])).toEqual([
    [stop, { type: 'stop', trigger: fixed('80000') }, true],
    [target, { type: 'limit', price: fixed('90000') }, true],
  ]);
  expect(positions).toMatchObject([{ instrument: btc, side: 'long', qty: fixed('0.01') }]);
  expect(venueAt).toBeGreaterThan(startAt);

  it.venue.perform({ type: 'order.cancel', order: target, instrument: btc }, it.clock.now());
  await it.heard(target, 'order.ended');
  await it.steer('price', { symbol: btc, price: '79000' });
  await it.heard(stop, 'order.ended');
  const ends = it.of('order.ended').map(({ order, how, filled }) => [order, how, formatFixed(filled)]);
  // The account was asked for in between, and said again what it had said.
  expect(unique(ends)).toEqual([
    [entry, 'filled', '0.01'],
    [target, 'canceled', '0'],
    [stop, 'filled', '0.01'],
  ]);
  const fills = it.of('order.filled').map(({ fill }) => [fill.id, fill.order, formatFixed(fill.qty)]);
  expect(unique(fills).map(([, ...fill]) => fill)).toEqual([
    [entry, '0.01'],
    [stop, '0.01'],
  ]);
  it.venue.perform({ type: 'venue.ask', about: 'account', since: it.clock.now() }, it.clock.now());
  await expect.poll(() => it.of('venue.snapshot').length).toBe(2);
  expect(it.of('venue.snapshot')[1]).toMatchObject({ orders: [], positions: [] });
  expect(it.told.filter((line) => /UNKNOWN|GAP|LOST|REFUSED/.test(line) && !line.startsWith('LEVERAGE'))).toEqual([]);
  await expect.poll(() => it.of('mark.observed').length).toBeGreaterThan(0);
});

test('an order that the venue never got is absent after two looks; one whose answer was lost is told', async () => {
  const it = await scene({});
  await it.venue.open([btc]);
  const nobody = '00000000-0100-8000-8000-000100000009' as ClientOrderId;
  const asked = it.clock.now();
  it.venue.perform({ type: 'venue.ask', about: 'order', order: nobody, instrument: btc }, asked);
  await expect.poll(() => it.of('order.absent').length).toBe(5);
  expect(it.of('order.absent').map(({ source }) => source)).toEqual(
    'open-orders open-orders order-status fills history'.split(' '),
  );
  expect(it.clock.now()).toBeGreaterThanOrEqual(later(asked, 5_000));
});

test('candles from the stream are those of the charts', async () => {
  const it = await scene({ ohlcSnapshot: 60 });
  await it.venue.open([btc]);
  const closedTo = ms(startAt - 900_000);
  const some = await it.venue.candles({
    instrument: btc,
    timeframe: '15m',
    from: ms(startAt - 40 * 900_000),
    to: closedTo,
  });
  const all = await it.venue.candles({
    instrument: btc,
    timeframe: '15m',
    from: ms(startAt - 90 * 900_000),
    to: closedTo,
  });
  expect(some.ok && all.ok && [some.value.length, all.value.length]).toEqual([40, 90]);
  // The charts are on the tick.
  const onTick = (candles: readonly Candle[]): readonly unknown[] =>
    candles.map(({ openAt, open, high, low, close }) => [openAt, ...[open, high, low, close].map(Math.round)]);
  expect(some.ok && onTick(some.value)).toEqual(all.ok && onTick(all.value.slice(-40)));
});

test('the listing has the steps of the contract and what is traded of it', async () => {
  const it = await scene({});
  await it.venue.open([]);
  const listed = await it.venue.listing();
  expect(listed).toMatchObject({
    value: [
      {
        instrument: { id: btc, base: 'BTC', tick: fixed('1'), lot: fixed('0.0001'), minQty: fixed('0.0001') },
        tradeable: true,
        postOnly: false,
      },
    ],
  });
  expect(listed.ok && (listed.value[0]?.liquidity.volumeUsd ?? 0)).toBeGreaterThan(1_000_000);
});

test('the checklist passes against the emulator, and its trials name the switches', async () => {
  const it = await scene({ preferencesLeverage: 'leverage_modes' });
  const checks = await checkUnified({ ...it.options, clock: it.clock, observeMs: 2_000, validate: 'orders' });
  const faults = checks.filter(({ verdict }) => verdict === 'fail');
  expect(faults).toEqual([]);
  const warned = checks.filter(({ verdict }) => verdict === 'warn').map(({ name, seen }) => [name, seen]);
  expect(warned.map(([name]) => name)).toEqual(['a real order']);
});
