import { afterEach, expect } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderForm, OrderRole, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, instrumentId, noQty } from '../../src/core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Qty } from '../../src/core/units.ts';
import type { VenueEffect, VenueReport } from '../../src/runtime/ports.ts';
import type { ExchangeApi } from '../../src/venue/emulator/api.ts';

export const contractOfTest: InstrumentId = instrumentId('PF_XBTUSD');
export const qty: Qty = fixed('0.01');
/** Of a candle's volume a fortieth stands at each price: more than a test takes, and half of what it takes. */
export const volumes = { deep: 960, thin: 0.2 } as const;

/** A venue with one contract at 84,000, an account of 10,000 USD, fees of 2 and 5 basis points, and its exchange's controls. */
export type VenueUnderTest = Readonly<{
  perform: (effect: VenueEffect) => void;
  reports: readonly VenueReport[];
  /** Lets time pass until it is so, or fails. */
  until: (isSo: () => boolean) => Promise<void>;
  /** Moves the market to a price. */
  move: (price: number) => Promise<void>;
  /** The venue itself: its books, and what a person may do there beside Keel. */
  exchange: ExchangeApi;
  /** When the account's history begins. */
  since: Ms;
  /** Whether the venue itself tells of marks; in process, candles do. */
  tellsMarks: boolean;
  close: () => Promise<void>;
}>;
/** Stands one up whose candles have a volume. */
export type Stand = (volume: number) => Promise<VenueUnderTest>;

export const market: OrderForm = { type: 'market' };
export const limit = (price: string): OrderForm => ({ type: 'limit', price: fixed(price) });
export const stopAt = (trigger: string): OrderForm => ({ type: 'stop', trigger: fixed(trigger) });

export type Snapshot = Extract<VenueReport, { type: 'venue.snapshot' }>;
export type Talk = Readonly<{
  venue: VenueUnderTest;
  send: (role: OrderRole, form: OrderForm, change?: Partial<OrderTicket>) => ClientOrderId;
  cancel: (order: ClientOrderId) => void;
  ask: (order: ClientOrderId) => void;
  told: (type: VenueReport['type'], id: ClientOrderId) => Promise<void>;
  of: <T extends VenueReport['type']>(type: T, id: ClientOrderId) => readonly Extract<VenueReport, { type: T }>[];
  filledOf: (id: ClientOrderId) => Qty;
  /** The account as the venue says it when it is asked now. */
  account: () => Promise<Snapshot>;
  /** A market order, filled whole. */
  enter: (change?: Partial<OrderTicket>) => Promise<ClientOrderId>;
}>;

let counter = 0;

/** A way to begin a talk in a test; what was stood up is closed after it. */
export function talksWith(stand: Stand): (volume?: number) => Promise<Talk> {
  const standing: VenueUnderTest[] = [];
  afterEach(async () => {
    for (const venue of standing.splice(0)) await venue.close();
  });
  return async (volume = volumes.deep) => {
    const venue = await stand(volume);
    standing.push(venue);
    return talkTo(venue);
  };
}

function talkTo(venue: VenueUnderTest): Talk {
  const of: Talk['of'] = (type, id) =>
    venue.reports.filter(
      (report): report is Extract<VenueReport, { type: typeof type }> => report.type === type && idOf(report) === id,
    );
  const send: Talk['send'] = (role, form, change = {}) => {
    counter += 1;
    const id = clientOrderId({ run: 3, incarnation: 0, role, position: 1, counter });
    const isEntry = role === 'entry';
    const side = isEntry ? 'buy' : 'sell';
    const ticket = { id, instrument: contractOfTest, side, qty, form, reduceOnly: !isEntry, ...change };
    venue.perform({ type: 'order.place', ticket } as VenueEffect);
    return ticket.id;
  };
  const told: Talk['told'] = (type, id) => venue.until(() => of(type, id).length > 0);
  const filledOf = (id: ClientOrderId): Qty => {
    const fills = new Map(of('order.filled', id).map(({ fill }) => [fill.id, fill.qty]));
    return [...fills.values()].reduce((sum, part) => (sum + part) as Qty, noQty);
  };
  const snapshots = (): readonly Snapshot[] =>
    venue.reports.filter((report): report is Snapshot => report.type === 'venue.snapshot');
  return {
    venue,
    send,
    told,
    of,
    filledOf,
    cancel: (order) => venue.perform({ type: 'order.cancel', order, instrument: contractOfTest }),
    ask: (order) => venue.perform({ type: 'venue.ask', about: 'order', order, instrument: contractOfTest }),
    account: async () => {
      const before = snapshots().length;
      venue.perform({ type: 'venue.ask', about: 'account', since: venue.since });
      await venue.until(() => snapshots().length > before);
      const last = snapshots().at(-1);
      if (last === undefined) throw new Error('there is a snapshot');
      return last;
    },
    enter: async (change = {}) => {
      const id = send('entry', market, change);
      await told('order.accepted', id);
      await venue.until(() => filledOf(id) === (change.qty ?? qty));
      expect(of('order.rejected', id)).toEqual([]);
      return id;
    },
  };
}

function idOf(report: VenueReport): ClientOrderId | undefined {
  if (report.type === 'order.filled') return report.fill.order;
  return 'order' in report ? report.order : undefined;
}
