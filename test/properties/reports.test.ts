import fc from 'fast-check';
import { expect, it } from 'vitest';
import { step } from '../../src/core/engine.ts';
import type { Event } from '../../src/core/events.ts';
import { total } from '../../src/core/ledger/ledger.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import { isLive } from '../../src/core/order/order.ts';
import { unfilled } from '../../src/core/order/transition.ts';
import { remaining } from '../../src/core/position/tally.ts';
import type { State } from '../../src/core/state.ts';
import { add, formatFixed, later, noQty, share } from '../../src/core/units.ts';
import type { Qty, Ratio, Side } from '../../src/core/units.ts';
import { begun, enter, instrument, positionOf, price, qty, settings, t0, usd } from '../support/keel.ts';
import { accepted, ended, fills, obedient, placed } from '../support/venue-reports.ts';
import type { Slice } from '../support/venue-reports.ts';

const btc = instrument('BTC');
const mark = price('100');
const stopOf = (side: Side): ReturnType<typeof price> => (side === 'long' ? price('99') : price('101'));

/** Sizes of one step, of odd lots and of the largest that the gate lets through, split into one to five executions. */
const slices = fc
  .array(
    fc.record({
      lots: fc.constantFrom(1n, 2n, 7n, 999n, 4_000n),
      ticks: fc.integer({ min: -5, max: 5 }),
      fee: fc.constantFrom('0', '0.0000000001', '0.37'),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) =>
    parts.map(({ lots, ticks, fee }): Slice => ({
      qty: (btc.lot * lots) as Qty,
      price: (mark + btc.tick * BigInt(ticks)) as typeof mark,
      fee: usd(fee),
    })),
  );
const sum = (parts: readonly Slice[]): Qty => parts.reduce((whole, part) => add(whole, part.qty), noQty);

/** As a venue can: each report once or more, in any order, and a snapshot taken at the very beginning among them. */
function shuffled(reports: readonly Event[]): fc.Arbitrary<readonly Event[]> {
  const repeated = fc
    .array(fc.nat(reports.length - 1), { maxLength: 6 })
    .map((more) => [...reports, ...more.flatMap((i) => reports.slice(i, i + 1))]);
  return repeated.chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}

/** The venue answers everything else at once; reports of `held` come only when they are given. */
function drive(state: State, events: readonly Event[], held: OrderTicket): void {
  const queue = [...events];
  for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
    const effects = step(state, { ...event, at: later(state.at, 1) }, settings);
    const others = effects.filter((effect) => !(effect.type === 'order.place' && effect.ticket.id === held.id));
    // An answer comes before the next report of the held order, as it does on a quick venue.
    queue.unshift(
      ...obedient(
        others.filter((effect) => !(effect.type === 'order.cancel' && effect.order === held.id)),
        state.at,
      ),
    );
  }
}

/** What must not depend on the order of the reports. */
function essence(state: State, held: OrderTicket): unknown {
  const position = positionOf(state, btc);
  const order = state.orders.get(held.id);
  const stops = [...state.orders.values()].filter((o) => o.role === 'stop' && isLive(o));
  const { newestFillAt: _n, firstFillAt: _f, lastExit: _l, ...sums } = position.tally;
  return {
    phase: position.phase,
    stop: position.stopPrice,
    working: position.working,
    targets: position.targets,
    sums,
    balances: [...state.ledger.balances].sort(([a], [b]) => (a < b ? -1 : 1)),
    order:
      order === undefined
        ? undefined
        : { ...order, fillIds: [...order.fillIds].sort(), sentAt: 0, end: order.end?.how, absentFrom: [] },
    cover: stops.some((o) => unfilled(o) >= remaining(position)),
  };
}

/** The reports of an entry that was bought in slices and then ended, whole or cut short. */
const entryCase = fc
  .record({
    side: fc.constantFrom<Side>('long', 'short'),
    parts: slices,
    cut: fc.boolean(),
    equity: fc.constantFrom('1000000', '350'),
  })
  .filter(({ equity, parts }) => equity !== '350' || sum(parts) <= qty('2'));

it('the reports of an entry, shuffled and repeated, lead to one position, ledger and order', () => {
  const cases = entryCase.chain((given) => {
    const state = begun(given.equity, [btc], mark);
    const wanted = given.cut ? add(sum(given.parts), btc.lot) : sum(given.parts);
    const [ticket] = placed(
      enter(state, { instrument: btc, side: given.side, qty: wanted, mark, stop: stopOf(given.side) }) ?? [],
    );
    if (ticket === undefined) return fc.constant(undefined);
    const at = later(t0, 50);
    const old: Event = { type: 'venue.snapshot', at, venueAt: t0, orders: [], positions: [] };
    const reports = [
      accepted(ticket, at),
      ...fills(ticket, given.parts, at),
      ended(ticket, given.cut ? 'canceled' : 'filled', sum(given.parts), at),
      old,
    ];
    return shuffled(reports).map((order) => ({ given, wanted, reports, order }));
  });
  let traded = 0;
  fc.assert(
    fc.property(cases, (drawn) => {
      if (drawn === undefined) return;
      traded += 1;
      const outcome = (order: readonly Event[]): unknown => {
        const state = begun(drawn.given.equity, [btc], mark);
        const [ticket] = placed(
          enter(state, {
            instrument: btc,
            side: drawn.given.side,
            qty: drawn.wanted,
            mark,
            stop: stopOf(drawn.given.side),
          }) ?? [],
        );
        if (ticket === undefined) throw new Error('the same entry was let through before');
        drive(state, order, ticket);
        expect(total(state.ledger)).toBe(0n);
        expect(remaining(positionOf(state, btc))).toBe(sum(drawn.given.parts));
        expect(positionOf(state, btc).phase).toBe('protected');
        return essence(state, ticket);
      };
      expect(outcome(drawn.order)).toEqual(outcome(drawn.reports));
    }),
    { seed: 20_261_121, numRuns: 600 },
  );
  expect(traded).toBeGreaterThan(300);
});

it('the reports of a stop, shuffled and repeated, close the position once, with one ledger', () => {
  const halves = fc.constantFrom('1', '0.5', '0.25');
  const cases = fc.record({
    side: fc.constantFrom<Side>('long', 'short'),
    lots: fc.constantFrom(4n, 8n, 4_000n),
    part: halves,
    fee: fc.constantFrom('0', '1.01'),
  });
  const setUp = (drawn: { side: Side; lots: bigint }): Readonly<{ state: State; stop: OrderTicket; size: Qty }> => {
    const state = begun('1000000', [btc], mark);
    const size = (btc.lot * drawn.lots) as Qty;
    const [entry] = placed(
      enter(state, { instrument: btc, side: drawn.side, qty: size, mark, stop: stopOf(drawn.side) }) ?? [],
    );
    if (entry === undefined) throw new Error('the entry was not let through');
    const at = later(t0, 50);
    const effects = [accepted(entry, at), ...fills(entry, [{ qty: size, price: mark }], at)].flatMap((event) => [
      ...step(state, event, settings),
    ]);
    const stop = placed(effects).find((ticket) => ticket.form.type === 'stop');
    if (stop === undefined) throw new Error('no stop was placed');
    return { state, stop, size };
  };
  const reportsOf = (stop: OrderTicket, size: Qty, drawn: { part: string; fee: string }): readonly Event[] => {
    const at = later(t0, 5_000);
    const first = share(size, fixedRatio(drawn.part));
    const rest = (size - first) as Qty;
    const level = stop.form.type === 'stop' ? stop.form.trigger : mark;
    const parts = [first, rest]
      .filter((q) => q > 0n)
      .map((q): Slice => ({ qty: q, price: level, fee: usd(drawn.fee) }));
    return [accepted(stop, at), ...fills(stop, parts, at), ended(stop, 'filled', size, at)];
  };
  const arranged = cases.chain((drawn) => {
    const { stop, size } = setUp(drawn);
    return shuffled(reportsOf(stop, size, drawn)).map((order) => ({ drawn, order }));
  });
  fc.assert(
    fc.property(arranged, ({ drawn, order }) => {
      const outcome = (given?: readonly Event[]): unknown => {
        const { state, stop, size } = setUp(drawn);
        drive(state, given ?? reportsOf(stop, size, drawn), stop);
        const position = positionOf(state, btc);
        expect(position.phase).toBe('closed');
        expect(remaining(position)).toBe(0n);
        expect(total(state.ledger)).toBe(0n);
        expect([...state.orders.values()].filter(isLive).map((o) => o.role)).toEqual([]);
        expect(formatFixed(state.ledger.balances.get(`contracts:${btc.id}`) ?? noQty)).toBe('0');
        return essence(state, stop);
      };
      expect(outcome(order)).toEqual(outcome());
    }),
    { seed: 20_261_121, numRuns: 400 },
  );
});

function fixedRatio(text: string): Ratio {
  return usd(text) as unknown as Ratio;
}
