import fc from 'fast-check';
import type { Order, OrderForm, OrderRole } from '../../src/core/order/order.ts';
import { unfilled } from '../../src/core/order/transition.ts';
import type { Circumstances, Wish } from '../../src/core/position/converge.ts';
import type { Position } from '../../src/core/position/position.ts';
import { emptyTally, remaining } from '../../src/core/position/tally.ts';
import { later, noQty, notional } from '../../src/core/units.ts';
import type { ClientOrderId, Ms, Qty, Side } from '../../src/core/units.ts';
import { stopAt, traded } from './grids.ts';
import type { Traded } from './grids.ts';
import { t0 } from './keel.ts';

/** A position, the orders that were ever sent for it, and the moment. */
export type Case = Readonly<{ position: Position; orders: readonly Order[]; now: Circumstances }>;

const lots = fc.constantFrom(0n, 1n, 2n, 5n, 1_000n);
const phases = fc.constantFrom('entering', 'unprotected', 'protected', 'exiting', 'closed');
const roles = fc.constantFrom<OrderRole>('entry', 'stop', 'stop', 'stop', 'tp1', 'tp2', 'exit');
const named = (n: number): ClientOrderId => `order-${n}` as ClientOrderId;

function positionOn(on: Traded): fc.Arbitrary<Position> {
  const { id, base, tick, lot, minQty } = on.instrument;
  return fc
    .record({
      phase: phases,
      side: fc.constantFrom<Side>('long', 'short'),
      bought: lots,
      sold: lots,
      working: lots,
      targets: fc.boolean(),
    })
    .map(({ phase, side, bought, sold, working, targets }): Position => {
      const [entryQty, exitQty] =
        phase === 'entering' ? [noQty, noQty] : [(lot * bought) as Qty, (lot * (sold < bought ? sold : bought)) as Qty];
      const stop = stopAt(on, side, 2n);
      const common = {
        number: 1,
        instrument: id,
        base,
        side,
        tick,
        lot,
        minQty,
        initialStop: stop,
        stopPrice: stop,
        working: phase === 'closed' ? noQty : ((lot * working) as Qty),
        targets: targets ? [{ role: 'tp1' as const, price: stopAt(on, side, -2n), qty: lot }] : [],
        tally: {
          ...emptyTally,
          entryQty,
          exitQty: phase === 'closed' ? entryQty : exitQty,
          entryValue: notional(on.mark, entryQty),
        },
        openedAt: t0,
        stopRefusals: 0,
        origin: 'signal' as const,
        regime: 'tight_smc' as const,
        entryReason: 'test',
      };
      if (phase === 'protected') return { ...common, phase, stop: named(0), covers: entryQty };
      if (phase === 'unprotected') return { ...common, phase, since: t0 };
      if (phase === 'exiting') return { ...common, phase, reason: 'manual' };
      return phase === 'closed' ? { ...common, phase, at: t0 } : { ...common, phase };
    });
}

function orderOn(on: Traded, side: Side): fc.Arbitrary<Order> {
  return fc
    .record({
      role: roles,
      size: lots,
      level: fc.constantFrom(2n, 2n, 3n),
      status: fc.constantFrom('in-flight', 'open', 'open', 'unresolved', 'done'),
      how: fc.constantFrom('rejected', 'canceled', 'filled'),
      canceling: fc.boolean(),
      age: fc.constantFrom(0, 999, 1_000, 60_000),
    })
    .map(({ role, size, level, status, how, canceling, age }): Order => {
      const form: OrderForm =
        role === 'stop'
          ? { type: 'stop', trigger: stopAt(on, side, level) }
          : role === 'tp1' || role === 'tp2'
            ? { type: 'limit', price: on.mark }
            : { type: 'market' };
      const qty = (on.instrument.lot * (size === 0n ? 1n : size)) as Qty;
      const end = status === 'done' ? { end: { how, filled: how === 'filled' ? qty : noQty, at: t0 } } : {};
      return {
        ticket: {
          id: named(0),
          instrument: on.instrument.id,
          side: side === 'long' ? 'sell' : 'buy',
          qty,
          form,
          reduceOnly: role !== 'entry',
        },
        role,
        position: 1,
        sentAt: later(t0, -age),
        filled: how === 'filled' && status === 'done' ? qty : noQty,
        fillIds: [],
        status,
        absentFrom: [],
        ...(canceling && status === 'open' ? { cancelSentAt: t0 } : {}),
        ...end,
      };
    });
}

/** Every phase with every mixture of orders: refused, lost, late, half done, being cancelled. */
export const cases: fc.Arbitrary<Case> = fc.constantFrom(...traded).chain((on) =>
  positionOn(on).chain((position) =>
    fc.record({
      position: fc.constant(position),
      orders: fc
        .array(orderOn(on, position.side), { maxLength: 6 })
        .map((all) => all.map((order, n) => ({ ...order, ticket: { ...order.ticket, id: named(n) } }))),
      now: fc.record({
        at: fc.constant(t0),
        halted: fc.boolean(),
        syncing: fc.boolean(),
        moreToCome: fc.boolean(),
        protectEveryMs: fc.constantFrom(0, 1_000),
      }),
    }),
  ),
);

/** Rests at the venue, wanted, for all that is left. */
export function guards(order: Order, position: Position): boolean {
  return (
    order.role === 'stop' &&
    order.status === 'open' &&
    order.cancelSentAt === undefined &&
    unfilled(order) >= remaining(position)
  );
}

/** The venue does as it is told, at once; what was in flight has arrived. */
export function obey({ position, orders, now }: Case, wishes: readonly Wish[]): Case {
  const canceled = new Set(wishes.flatMap((wish) => (wish.type === 'cancel' ? [wish.order.ticket.id] : [])));
  const settled = orders.map((order): Order => {
    const end = { how: 'canceled' as const, filled: order.filled, at: now.at };
    if (order.status !== 'done' && (canceled.has(order.ticket.id) || order.cancelSentAt !== undefined))
      return { ...order, status: 'done', end };
    return order.status === 'in-flight' ? { ...order, status: 'open' } : order;
  });
  const added = wishes.flatMap((wish, n): readonly Order[] =>
    wish.type === 'place' ? [open(wish, position, { n: orders.length + n, at: now.at })] : [],
  );
  const all = [...settled, ...added];
  const waits = wishes.flatMap((wish) => (wish.type === 'wait' ? [wish.until] : []));
  const guard = all.find((order) => guards(order, position));
  const shielded: Position =
    position.phase === 'unprotected' && guard !== undefined
      ? { ...position, phase: 'protected', stop: guard.ticket.id, covers: unfilled(guard) }
      : position;
  return {
    position: shielded,
    orders: all,
    now: {
      ...now,
      syncing: false,
      moreToCome: false,
      at: later(now.at, Math.max(0, ...waits.map((at) => at - now.at))),
    },
  };
}

/** The order that a wish becomes when the venue takes it. */
export function open(
  { role, qty, form }: Extract<Wish, { type: 'place' }>,
  { instrument, side }: Position,
  { n, at }: Readonly<{ n: number; at: Ms }>,
): Order {
  const ticket = {
    id: named(n),
    instrument,
    side: side === 'long' ? 'sell' : 'buy',
    qty,
    form,
    reduceOnly: true,
  } as const;
  return { ticket, role, position: 1, sentAt: at, filled: noQty, fillIds: [], status: 'open', absentFrom: [] };
}
