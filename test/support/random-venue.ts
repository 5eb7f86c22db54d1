import type { Effect } from '../../src/core/effects.ts';
import type { Event, EventOf, VenueOrder, VenuePosition } from '../../src/core/events.ts';
import type { Fill, OrderTicket } from '../../src/core/order/order.ts';
import { abs, add, floorTo, max, min, noQty, noUsd, share, sub } from '../../src/core/units.ts';
import type { ClientOrderId, InstrumentId, Ms, Price, Qty, Ratio, Side } from '../../src/core/units.ts';
import type { Traded } from './grids.ts';

/** A number from 0 to `sides - 1`. */
export type Dice = (sides: number) => number;

type Request = Extract<Effect, { type: 'order.place' | 'order.cancel' | 'venue.ask' }>;
type Report = Exclude<Event, Readonly<{ type: 'timer.fired' | 'command.received' | 'candle.closed' | 'run.started' }>>;
type Resting = { ticket: OrderTicket; filled: Qty; placedAt: Ms; end?: 'filled' | 'canceled' | 'rejected' };

export type RandomVenue = Readonly<{
  take: (effects: readonly Effect[]) => void;
  /** Something happens: a request arrives, an order executes, a report goes out late, twice or in another order. */
  act: (now: Ms) => readonly Event[];
  /** Answers what waits, oldest first, and says everything that it has not said yet; undefined when there is nothing more. */
  obey: (now: Ms) => readonly Event[] | undefined;
  positionOf: (instrument: InstrumentId) => Readonly<{ side: Side; qty: Qty }> | undefined;
  /** Rests at the venue and would still execute. */
  working: () => readonly Readonly<{ ticket: OrderTicket; filled: Qty }>[];
}>;

const tenths = (n: number): Ratio => (BigInt(n) * 10n ** 9n) as Ratio;

/**
 * A venue that may refuse, stay silent, execute in slices and report in any order and more than once, but never lies:
 * reduce-only orders never turn a position round, and what it says has happened.
 */
export function createRandomVenue(dice: Dice, listed: readonly Traded[]): RandomVenue {
  const orders = new Map<ClientOrderId, Resting>();
  const held = new Map<InstrumentId, Qty>();
  const executions: Fill[] = [];
  const requests: Request[] = [];
  let reports: Report[] = [];
  let told: Report[] = [];
  let now: Ms;

  const marketOf = (id: InstrumentId): Traded => {
    const found = listed.find(({ instrument }) => instrument.id === id);
    if (found === undefined) throw new Error(`${id} is not listed`);
    return found;
  };
  const room = ({ reduceOnly, instrument, side }: OrderTicket): Qty | undefined => {
    const position = held.get(instrument) ?? noQty;
    if (!reduceOnly) return undefined;
    return side === 'sell' ? max(position, noQty) : max(sub(noQty, position), noQty);
  };
  const priceOf = ({ form, instrument }: OrderTicket): Price => {
    if (form.type === 'limit') return form.price;
    if (form.type !== 'market') return form.trigger;
    const { mark, instrument: on } = marketOf(instrument);
    return max(add(mark, ((on.tick as bigint) * BigInt(dice(5) - 2)) as Price), on.tick);
  };

  const close = (resting: Resting, how: 'filled' | 'canceled'): void => {
    resting.end = how;
    reports.push({ type: 'order.ended', at: now, order: resting.ticket.id, how, filled: resting.filled });
  };
  const execute = (resting: Resting, wanted: Qty): void => {
    const { ticket } = resting;
    const limit = min(wanted, room(ticket) ?? wanted);
    if (limit <= 0n) return close(resting, 'canceled');
    const fill: Fill = {
      id: `${ticket.id}-${executions.length}`,
      order: ticket.id,
      instrument: ticket.instrument,
      side: ticket.side,
      qty: limit,
      price: priceOf(ticket),
      fee: dice(2) === 0 ? noUsd : ((BigInt(dice(7)) * 10n ** 7n + 1n) as typeof noUsd),
      liquidity: 'taker',
      venueAt: now,
    };
    executions.push(fill);
    resting.filled = add(resting.filled, limit);
    const signed = ticket.side === 'buy' ? limit : sub(noQty, limit);
    held.set(ticket.instrument, add(held.get(ticket.instrument) ?? noQty, signed));
    reports.push({ type: 'order.filled', at: now, fill });
    if (resting.filled === ticket.qty) close(resting, 'filled');
    else if (ticket.reduceOnly && room(ticket) === 0n) close(resting, 'canceled');
  };
  const slice = (resting: Resting): void => {
    const left = sub(resting.ticket.qty, resting.filled);
    const { lot } = marketOf(resting.ticket.instrument).instrument;
    execute(resting, dice(3) === 0 ? left : max(floorTo(share(left, tenths(1 + dice(9))), lot), lot));
  };

  const receive = (ticket: OrderTicket, fate: number): void => {
    const { id: order } = ticket;
    const resting: Resting = { ticket, filled: noQty, placedAt: now };
    if (fate === 1)
      return void reports.push({ type: 'order.unresolved', at: now, order, cause: 'the request was lost' });
    if (fate === 2 || room(ticket) === 0n) {
      orders.set(order, { ...resting, end: 'rejected' });
      return void reports.push({ type: 'order.rejected', at: now, order, reason: 'refused' });
    }
    orders.set(order, resting);
    if (fate === 3) reports.push({ type: 'order.unresolved', at: now, order, cause: 'the answer was lost' });
    else reports.push({ type: 'order.accepted', at: now, order, venueOrderId: `venue-${order}` });
    if (ticket.form.type !== 'market') return;
    for (let part = dice(3); part > 0 && resting.end === undefined; part -= 1) slice(resting);
    if (resting.end === undefined && dice(4) === 0) close(resting, 'canceled');
    else if (resting.end === undefined) execute(resting, sub(ticket.qty, resting.filled));
  };

  const answer = (order: ClientOrderId): void => {
    const known = orders.get(order);
    if (known === undefined) {
      for (const source of ['open-orders', 'history'] as const)
        reports.push({ type: 'order.absent', at: now, order, source });
      return;
    }
    if (known.end === 'rejected')
      return void reports.push({ type: 'order.rejected', at: now, order, reason: 'refused' });
    reports.push({ type: 'order.accepted', at: now, order, venueOrderId: `venue-${order}` });
    for (const fill of executions) if (fill.order === order) reports.push({ type: 'order.filled', at: now, fill });
    if (known.end !== undefined)
      reports.push({ type: 'order.ended', at: now, order, how: known.end, filled: known.filled });
  };
  /** Fills and ends first, then the snapshot: in this order, and with nothing between. */
  const account = (): readonly Event[] => {
    const before = reports.filter(({ type }) => type === 'order.filled' || type === 'order.ended');
    const positions = [...held].flatMap(([instrument, qty]): readonly VenuePosition[] =>
      qty === 0n
        ? []
        : [{ instrument, side: qty > 0n ? 'long' : 'short', qty: abs(qty), entryPrice: marketOf(instrument).mark }],
    );
    const open = working().map(({ ticket, filled, placedAt }): VenueOrder => {
      return { venueOrderId: `venue-${ticket.id}`, ticket, filled, placedAt };
    });
    const fills = executions.map((fill): EventOf<'order.filled'> => ({ type: 'order.filled', at: now, fill }));
    return [...fills, ...before, { type: 'venue.snapshot', at: now, venueAt: now, orders: open, positions }];
  };
  const handle = (request: Request, fate: number): readonly Event[] => {
    if (request.type === 'order.place') receive(request.ticket, fate);
    else if (request.type === 'order.cancel') {
      const resting = orders.get(request.order);
      if (resting !== undefined && resting.end === undefined) close(resting, 'canceled');
    } else if (request.about === 'account') return account();
    else if (requests.some((other) => other.type === 'order.place' && other.ticket.id === request.order))
      requests.push(request);
    else answer(request.order);
    return [];
  };
  const working = (): readonly Resting[] => [...orders.values()].filter(({ end }) => end === undefined);

  const deliver = (): readonly Event[] => {
    const [report] = reports.splice(dice(reports.length), 1);
    if (report === undefined) return [];
    told = [...told.slice(-20), report];
    return [{ ...report, at: now }];
  };

  return {
    take: (effects) => {
      for (const effect of effects)
        if (effect.type === 'order.place' || effect.type === 'order.cancel' || effect.type === 'venue.ask')
          requests.push(effect);
    },
    act: (at) => {
      now = at;
      const what = dice(8);
      const [request] = what < 3 ? requests.splice(dice(Math.min(requests.length, 3)), 1) : [];
      if (request !== undefined) return handle(request, dice(8));
      const resting = working()[dice(working().length)];
      if (what === 3 && resting !== undefined) slice(resting);
      const again = told[dice(told.length)];
      if (what === 4 && again !== undefined) return [{ ...again, at: now }];
      return deliver();
    },
    obey: (at) => {
      now = at;
      const request = requests.shift();
      if (request !== undefined) return handle(request, 0);
      if (reports.length === 0) return undefined;
      const all = reports;
      reports = [];
      return all.map((report) => ({ ...report, at: now }));
    },
    positionOf: (instrument) => {
      const qty = held.get(instrument) ?? noQty;
      return qty === 0n ? undefined : { side: qty > 0n ? 'long' : 'short', qty: abs(qty) };
    },
    working,
  };
}
