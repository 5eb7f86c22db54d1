import type { ClientOrderId, InstrumentId, Ms } from '../../src/core/units.ts';
import { instrumentId, ms } from '../../src/core/units.ts';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderRole, OrderTicket } from '../../src/core/order/order.ts';
import { wallClock } from '../../src/runtime/clock.ts';
import type { Clock, LiveVenue, VenueEffect, VenueReport } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';
import type { KrakenV3Options } from '../../src/venue/kraken/v3/options.ts';
import { createKrakenV3 } from '../../src/venue/kraken/v3/venue.ts';
import { shippedRates } from './budget.ts';

export const btc: InstrumentId = instrumentId('PF_XBTUSD');

/** Times that suit a test on a busy machine: patient where the wall decides, quick where the venue does. */
export const testTiming: KrakenV3Options['timing'] = {
  requestMs: 20_000,
  orderLifeMs: 30_000,
  openMs: 60_000,
  connectMs: 20_000,
  pingMs: 5_000,
  silenceMs: 60_000,
  backOffMs: 50,
  backOffMaxMs: 400,
  triesMax: 10,
  feeMs: 300,
  busyMarkMs: 1_000,
  idleMarkMs: 5_000,
  historyLagMs: 0,
};

export const testOptions: Omit<KrakenV3Options, 'urls' | 'key'> = {
  rng: rng(1),
  connections: 8,
  timing: testTiming,
  rates: shippedRates,
  breaker: { failuresMax: 1_000, restMs: 100 },
  skewMaxMs: 600_000,
  retry: { times: 3, firstMs: 50 },
};

/** The venue's time, which goes faster than ours. */
export function fastClock(startAt: Ms, speed: number): Clock {
  const wall = wallClock();
  const from = wall.now();
  const wallAt = (at: Ms): Ms => ms(from + Math.ceil((at - startAt) / speed));
  return {
    now: () => ms(startAt + Math.floor((wall.now() - from) * speed)),
    wake: (at, signal) => wall.wake(wallAt(at), signal),
  };
}

export type Told = Readonly<{ name: string; details: Readonly<Record<string, string | number>> }>;
export type Listened = Readonly<{
  venue: LiveVenue;
  reports: VenueReport[];
  told: Told[];
  of: <T extends VenueReport['type']>(type: T, id?: ClientOrderId) => readonly Extract<VenueReport, { type: T }>[];
  /** Resolves when a report of this kind, about this order where one is named, has been heard. */
  heard: (type: VenueReport['type'], id?: ClientOrderId) => Promise<void>;
  until: (isSo: () => boolean) => Promise<void>;
  place: (role: OrderRole, ticket: Omit<OrderTicket, 'id' | 'instrument' | 'reduceOnly'>) => ClientOrderId;
  cancel: (id: ClientOrderId) => void;
  ask: (about: ClientOrderId | Ms) => void;
}>;

let counter = 0;

/** A client of a venue, and all that it says. */
export function listenTo(
  options: KrakenV3Options,
  clock: Clock,
  listener: (report: VenueReport) => void = () => undefined,
): Listened {
  const reports: VenueReport[] = [];
  const told: Told[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => waiting.forEach((check) => check());
  const venue = createKrakenV3(options, {
    clock,
    hear: (some) => {
      reports.push(...some);
      for (const report of some) listener(report);
      look();
    },
    notify: (_severity, name, details) => {
      told.push({ name, details });
      look();
    },
  });
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!isSo()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const of: Listened['of'] = (type, id) =>
    reports.filter(
      (report): report is Extract<VenueReport, { type: typeof type }> =>
        report.type === type && (id === undefined || orderOf(report) === id),
    );
  const perform = (effect: VenueEffect): void => venue.perform(effect, clock.now());
  return {
    venue,
    reports,
    told,
    of,
    until,
    heard: (type, id) => until(() => of(type, id).length > 0),
    place: (role, ticket) => {
      counter += 1;
      const id = clientOrderId({ run: 7, incarnation: 0, role, position: 1, counter });
      const reduceOnly = role !== 'entry';
      perform({ type: 'order.place', ticket: { id, instrument: btc, reduceOnly, ...ticket } } as VenueEffect);
      return id;
    },
    cancel: (order) => perform({ type: 'order.cancel', order, instrument: btc }),
    ask: (about) =>
      perform(
        typeof about === 'number'
          ? { type: 'venue.ask', about: 'account', since: about }
          : { type: 'venue.ask', about: 'order', order: about, instrument: btc },
      ),
  };
}

function orderOf(report: VenueReport): ClientOrderId | undefined {
  if (report.type === 'order.filled') return report.fill.order;
  return 'order' in report ? report.order : undefined;
}
