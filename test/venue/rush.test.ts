import { afterEach, expect, test } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderRole, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, later, ms } from '../../src/core/units.ts';
import type { ClientOrderId, Price } from '../../src/core/units.ts';
import type { LiveVenue, VenueEffect } from '../../src/runtime/ports.ts';
import { ratePools } from '../../src/venue/dialect/costs.ts';
import type { Meter } from '../../src/venue/emulator/standing/meters.ts';
import { budgetOf } from '../../src/venue/kraken/limiter.ts';
import type { Budget } from '../../src/venue/kraken/limiter.ts';
import { shippedRates, unifiedOrders } from '../support/budget.ts';
import { overUnified, overV3 } from '../support/fault-clients.ts';
import { control, standVenue, startAt } from '../support/standing-venue.ts';
import { btc, fastClock } from '../support/v3-client.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Slower than the wall, so that what the machine needs is little of the venue's time. */
const speed = 0.2;
/** Of the venue's time: the way there, and what a busy machine may need for it. */
const wayMs = 250;

type Rush = Readonly<{
  connect: typeof overV3;
  budget: Budget;
  /** The meter of its pool, and the units of an order, a cancel or a stop. */
  pool: string;
  cost: number;
  /** Orders that rest before it, and stops that are asked for in its midst. */
  resting: number;
  stops: number;
}>;
const rushes: readonly (readonly [string, Rush])[] = [
  [
    'v3',
    {
      connect: overV3,
      budget: budgetOf(ratePools.derivatives, shippedRates),
      pool: 'v3 derivatives',
      cost: 10,
      resting: 20,
      stops: 13,
    },
  ],
  ['unified', { connect: overUnified, budget: unifiedOrders, pool: 'unified orders', cost: 1, resting: 7, stops: 8 }],
];

test.each(rushes)(
  'a rush over %s uses what is allowed and no more, and stops go out in its midst',
  { timeout: 60_000 },
  async (_, rush) => {
    const { budget, cost, pool } = rush;
    const standing = await standVenue({ speed, latencyMs: 5 });
    closers.push(standing.close);
    const clock = fastClock(startAt, speed);
    const placedAt = new Map<string, number>();
    standing.exchange.listen((event) => {
      if (event.type !== 'history' || (event.entry.type !== 'order.placed' && event.entry.type !== 'trigger.placed'))
        return;
      placedAt.set(event.entry.order.cliOrdId ?? '', standing.exchange.now());
    });
    const told: string[] = [];
    const venue = rush.connect(
      standing,
      { clock, hear: () => undefined, notify: (_severity, name) => void told.push(name) },
      1,
    );
    closers.push(venue.close);
    expect((await venue.open([btc])).ok).toBe(true);
    const perform = (effect: VenueEffect): void => venue.perform(effect, clock.now());
    let counter = 0;
    const place = (role: OrderRole, form: OrderTicket['form']): ClientOrderId => {
      counter += 1;
      const id = clientOrderId({ run: 1, incarnation: 0, role, position: 1, counter });
      const reduceOnly = role !== 'entry';
      const side = reduceOnly ? 'sell' : 'buy';
      const ticket: OrderTicket = { id, instrument: btc, side, qty: fixed('0.001'), reduceOnly, form };
      perform({ type: 'order.place', ticket } as Parameters<LiveVenue['perform']>[0]);
      return id;
    };
    const until = async (isSo: () => boolean): Promise<void> => {
      await expect.poll(isSo, { timeout: 30_000, interval: 5 }).toBe(true);
    };
    const bid = { type: 'limit', price: fixed<never>('60000') as Price } as const;

    place('entry', { type: 'market' });
    const resting = Array.from({ length: rush.resting }, () => place('entry', bid));
    await until(() => standing.exchange.positions().length === 1 && resting.every((id) => placedAt.has(id)));

    // Far more than the pool bears: questions, entries and cancels, and stops between them.
    const crowd = (): void => {
      for (let n = 0; n < 60; n += 1) place('entry', bid);
      for (let n = 0; n < 40; n += 1) perform({ type: 'venue.ask', about: 'account', since: ms(0) });
    };
    crowd();
    for (const order of resting) perform({ type: 'order.cancel', order, instrument: btc });
    const askedAt = clock.now();
    const stops = Array.from({ length: rush.stops }, () => place('stop', { type: 'stop', trigger: fixed('70000') }));
    crowd();
    await until(() => stops.every((id) => placedAt.has(id)));

    // Half of the reserve is always there; beyond it stops go as fast as the bucket fills, before everything else.
    const waits = stops.map((id) => (placedAt.get(id) ?? Infinity) - askedAt).toSorted((one, other) => one - other);
    const boundMs = (n: number): number =>
      (Math.max(0, n * cost - budget.reserve / 2) / budget.perSecond) * 1_000 + wayMs;
    expect(waits.filter((waitMs, i) => waitMs > boundMs(i + 1))).toEqual([]);
    // More of the venue's time, in which whatever waits goes on.
    await clock.wake(later(clock.now(), 300), new AbortController().signal);
    const meters = (await control(standing, 'rates')) as Readonly<Record<string, Meter>>;
    const used = meters[pool];
    console.log(JSON.stringify({ pool, ...used, waitsMs: waits }));
    expect((used?.most ?? 0) / (used?.limit ?? 1)).toBeGreaterThanOrEqual(0.8);
    expect(Object.entries(meters).filter(([, { most, limit, refused }]) => refused > 0 || most > limit)).toEqual([]);
    expect(told.filter((name) => name === 'RATE_LIMITED')).toEqual([]);
  },
);
