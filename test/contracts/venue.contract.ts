import { afterEach, expect, test } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderForm, OrderRole, OrderTicket } from '../../src/core/order/order.ts';
import { fixed, instrumentId, noQty, notional, share } from '../../src/core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../src/core/units.ts';
import type { VenueEffect, VenueReport } from '../../src/runtime/ports.ts';

export const contractOfTest: InstrumentId = instrumentId('PF_XBTUSD');

/** A venue with one contract at 84,000, an account of 10,000 USD, fees of 2 and 5 basis points, and its exchange's controls. */
export type VenueUnderTest = Readonly<{
  perform: (effect: VenueEffect) => void;
  reports: readonly VenueReport[];
  /** Lets time pass until it is so, or fails. */
  until: (isSo: () => boolean) => Promise<void>;
  /** Moves the market to a price. */
  move: (price: number) => Promise<void>;
  /** When the account's history begins. */
  since: Ms;
  /** Whether the venue itself tells of marks; in process, candles do. */
  tellsMarks: boolean;
  close: () => Promise<void>;
}>;

const qty: Qty = fixed('0.01');
const takerFee: Ratio = fixed('0.0005');
const market: OrderForm = { type: 'market' };
const limit = (price: string): OrderForm => ({ type: 'limit', price: fixed(price) });
const stopAt = (trigger: string): OrderForm => ({ type: 'stop', trigger: fixed(trigger) });

type Talk = Readonly<{
  venue: VenueUnderTest;
  send: (role: OrderRole, form: OrderForm, change?: Partial<OrderTicket>) => ClientOrderId;
  told: (type: VenueReport['type'], id: ClientOrderId) => Promise<void>;
  of: <T extends VenueReport['type']>(type: T, id: ClientOrderId) => readonly Extract<VenueReport, { type: T }>[];
  filledOf: (id: ClientOrderId) => Qty;
}>;

/** What every venue behind the port keeps, however it is reached. */
export function venueContract(name: string, stand: () => Promise<VenueUnderTest>): void {
  const standing: VenueUnderTest[] = [];
  afterEach(async () => {
    for (const venue of standing.splice(0)) await venue.close();
  });
  let counter = 0;
  const talk = async (): Promise<Talk> => {
    const venue = await stand();
    standing.push(venue);
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
    return { venue, send, told, of, filledOf };
  };
  const ask = (venue: VenueUnderTest, order: ClientOrderId): void =>
    venue.perform({ type: 'venue.ask', about: 'order', order, instrument: contractOfTest });
  const enter = async ({ send, told, venue, filledOf }: Talk): Promise<ClientOrderId> => {
    const id = send('entry', market);
    await told('order.accepted', id);
    await venue.until(() => filledOf(id) === qty);
    return id;
  };

  test(`${name}: a market order is accepted once and filled whole, and its fees are the taker's`, async () => {
    const talking = await talk();
    const id = await enter(talking);
    const fills = talking.of('order.filled', id).map(({ fill }) => fill);
    for (const { fee, price, qty: part, liquidity, side } of fills) {
      expect([liquidity, side]).toEqual(['taker', 'buy']);
      const expected = share(notional(price, part), takerFee);
      expect(fee >= expected && fee <= expected + 10n).toBe(true);
    }
    expect(talking.of('order.accepted', id)).toHaveLength(1);
    expect([...talking.of('order.rejected', id), ...talking.of('order.unresolved', id)]).toEqual([]);
  });

  test(`${name}: what rests is listed as it was sent, and is cancelled with nothing filled`, async () => {
    const talking = await talk();
    const { venue, send, told, of } = talking;
    await enter(talking);
    const forms: readonly (readonly [OrderRole, OrderForm])[] = [
      ['stop', stopAt('80000')],
      ['tp1', limit('90000')],
      ['tp2', { type: 'take-profit', trigger: fixed<Price>('92000') }],
    ];
    const ids = forms.map(([role, form]) => send(role, form));
    for (const id of ids) await told('order.accepted', id);
    venue.perform({ type: 'venue.ask', about: 'account', since: venue.since });
    await venue.until(() => venue.reports.some(({ type }) => type === 'venue.snapshot'));
    const snapshot = venue.reports.find((report) => report.type === 'venue.snapshot');
    expect(snapshot?.positions).toMatchObject([{ instrument: contractOfTest, side: 'long', qty }]);
    const listed = new Map(snapshot?.orders.map(({ ticket }) => [ticket.id, ticket]));
    for (const [n, [, form]] of forms.entries()) {
      const id = ids[n];
      const ticket = id === undefined ? undefined : listed.get(id);
      expect(ticket).toEqual({ id, instrument: contractOfTest, side: 'sell', qty, form, reduceOnly: true });
    }
    for (const order of ids) venue.perform({ type: 'order.cancel', order, instrument: contractOfTest });
    for (const id of ids) {
      await told('order.ended', id);
      expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'canceled', filled: noQty });
    }
  });

  test(`${name}: a stop executes when the mark has passed its trigger, and only as much as there is`, async () => {
    const talking = await talk();
    const { venue, send, told, filledOf } = talking;
    await enter(talking);
    const stop = send('stop', stopAt('82000'));
    await told('order.accepted', stop);
    await venue.move(80_000);
    await venue.until(() => filledOf(stop) === qty);
    venue.perform({ type: 'venue.ask', about: 'account', since: venue.since });
    await venue.until(() =>
      venue.reports.some((report) => report.type === 'venue.snapshot' && report.positions.length === 0),
    );
  });

  test(`${name}: a refusal is in the venue's word, and nothing else is said of the order`, async () => {
    const { send, told, of } = await talk();
    const cases: readonly (readonly [ClientOrderId, string])[] = [
      [send('stop', market), 'wouldNotReducePosition'],
      [send('entry', market, { qty: fixed('0.00001') }), 'invalidSize'],
      [send('entry', limit('80000.5')), 'invalidPrice'],
    ];
    for (const [id, reason] of cases) {
      await told('order.rejected', id);
      expect(of('order.rejected', id)).toMatchObject([{ reason }]);
      expect([...of('order.accepted', id), ...of('order.filled', id)]).toEqual([]);
    }
  });

  test(`${name}: an id that is used again is not a second order, and not a refusal`, async () => {
    const { venue, send, told, of } = await talk();
    const id = send('entry', limit('70000'));
    await told('order.accepted', id);
    send('entry', limit('70000'), { id });
    ask(venue, id);
    venue.perform({ type: 'venue.ask', about: 'account', since: venue.since });
    await venue.until(() => venue.reports.some(({ type }) => type === 'venue.snapshot'));
    const snapshot = venue.reports.find((report) => report.type === 'venue.snapshot');
    expect(snapshot?.orders.map(({ ticket }) => ticket.id)).toEqual([id]);
    expect(of('order.rejected', id)).toEqual([]);
  });

  test(`${name}: an order that nobody knows is absent from every source; one that has ended is told to its end`, async () => {
    const talking = await talk();
    const { venue, of } = talking;
    const never = clientOrderId({ run: 3, incarnation: 9, role: 'entry', position: 1, counter: 1 });
    ask(venue, never);
    await venue.until(() => of('order.absent', never).length >= 4);
    expect(new Set(of('order.absent', never).map(({ source }) => source)).size).toBe(4);
    const id = await enter(talking);
    ask(venue, id);
    await venue.until(() => of('order.ended', id).length > 0);
    expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'filled', filled: qty });
    expect(of('order.absent', id)).toEqual([]);
  });

  test(`${name}: marks are told where the venue tells them`, async () => {
    const { venue } = await talk();
    if (!venue.tellsMarks) return expect(venue.reports).toEqual([]);
    await venue.until(() => venue.reports.some(({ type }) => type === 'mark.observed'));
    const mark = venue.reports.find((report) => report.type === 'mark.observed');
    expect(mark).toMatchObject({ instrument: contractOfTest });
    const value: Usd = notional(mark?.price ?? fixed('0'), fixed('1'));
    expect(value > fixed<Usd>('80000') && value < fixed<Usd>('90000')).toBe(true);
  });
}

function idOf(report: VenueReport): ClientOrderId | undefined {
  if (report.type === 'order.filled') return report.fill.order;
  return 'order' in report ? report.order : undefined;
}
