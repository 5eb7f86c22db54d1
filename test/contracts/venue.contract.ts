import { expect, test } from 'vitest';
import { clientOrderId } from '../../src/core/order/client-order-id.ts';
import type { OrderForm, OrderRole } from '../../src/core/order/order.ts';
import { fixed, noQty, notional, share } from '../../src/core/units.ts';
import type { ClientOrderId, Price, Ratio, Usd } from '../../src/core/units.ts';
import { contractOfTest, limit, market, qty, stopAt, talksWith } from './venue-talk.ts';
import type { Stand } from './venue-talk.ts';

const takerFee: Ratio = fixed('0.0005');

/** What every venue behind the port keeps, however it is reached. */
export function venueContract(name: string, stand: Stand): void {
  const talk = talksWith(stand);

  test(`${name}: a market order is accepted once and filled whole, and its fees are the taker's`, async () => {
    const talking = await talk();
    const id = await talking.enter();
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
    const { send, told, of, cancel } = talking;
    await talking.enter();
    const forms: readonly (readonly [OrderRole, OrderForm])[] = [
      ['stop', stopAt('80000')],
      ['tp1', limit('90000')],
      ['tp2', { type: 'take-profit', trigger: fixed<Price>('92000') }],
    ];
    const ids = forms.map(([role, form]) => send(role, form));
    for (const id of ids) await told('order.accepted', id);
    const snapshot = await talking.account();
    expect(snapshot.positions).toMatchObject([{ instrument: contractOfTest, side: 'long', qty }]);
    const listed = new Map(snapshot.orders.map(({ ticket }) => [ticket.id, ticket]));
    for (const [n, [, form]] of forms.entries()) {
      const id = ids[n];
      const ticket = id === undefined ? undefined : listed.get(id);
      expect(ticket).toEqual({ id, instrument: contractOfTest, side: 'sell', qty, form, reduceOnly: true });
    }
    ids.forEach(cancel);
    for (const id of ids) {
      await told('order.ended', id);
      expect(of('order.ended', id).at(-1)).toMatchObject({ how: 'canceled', filled: noQty });
    }
  });

  test(`${name}: a stop executes when the mark has passed its trigger, and only as much as there is`, async () => {
    const talking = await talk();
    const { venue, send, told, filledOf } = talking;
    await talking.enter();
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
    const { venue, send, told, of, ask } = await talk();
    const id = send('entry', limit('70000'));
    await told('order.accepted', id);
    send('entry', limit('70000'), { id });
    ask(id);
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
    talking.ask(never);
    await venue.until(() => of('order.absent', never).length >= 4);
    expect(new Set(of('order.absent', never).map(({ source }) => source)).size).toBe(4);
    const id = await talking.enter();
    talking.ask(id);
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
