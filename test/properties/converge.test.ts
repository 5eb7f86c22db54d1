import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Order } from '../../src/core/order/order.ts';
import { isLive } from '../../src/core/order/order.ts';
import { unfilled } from '../../src/core/order/transition.ts';
import { converge } from '../../src/core/position/converge.ts';
import type { Wish } from '../../src/core/position/converge.ts';
import { remaining } from '../../src/core/position/tally.ts';
import { cases, guards, obey, open } from '../support/converge-cases.ts';
import type { Case } from '../support/converge-cases.ts';

function expectProtective(wishes: readonly Wish[], { position, orders, now }: Case): void {
  const gone = new Set(wishes.flatMap((wish) => (wish.type === 'cancel' ? [wish.order.ticket.id] : [])));
  const exposed = remaining(position) > 0n && position.phase !== 'closed';
  if (!exposed) return;
  const guarded = orders.some((order) => guards(order, position));
  expect(orders.some((order) => guards(order, position) && !gone.has(order.ticket.id))).toBe(guarded);
  for (const wish of wishes) if (wish.type === 'cancel') expect(wish.order.status).toBe('open');
  const stops = orders.filter((order) => order.role === 'stop' && isLive(order));
  const underWay = stops.some(
    (order) =>
      order.status !== 'unresolved' && order.cancelSentAt === undefined && unfilled(order) >= remaining(position),
  );
  const asked = wishes.some(
    (wish) =>
      (wish.type === 'place' && wish.role === 'stop' && wish.qty === remaining(position)) || wish.type === 'wait',
  );
  expect(underWay || asked || (now.syncing && stops.length > 0)).toBe(true);
}

it('with a venue that obeys, converging comes to rest with what is needed and nothing else', () => {
  let [placed, rested] = [0, 0];
  fc.assert(
    fc.property(cases, (drawn) => {
      let current = drawn;
      for (let round = 0; round < 6; round += 1) {
        const wishes = converge(current.position, current.orders, current.now);
        expectProtective(wishes, current);
        placed += wishes.filter(({ type }) => type === 'place').length;
        current = obey(current, wishes);
      }
      const { position, orders, now } = current;
      expect(converge(position, orders, now)).toEqual([]);
      if (remaining(position) === 0n || position.phase === 'closed') return;
      rested += 1;
      const stops = orders.filter((order) => order.role === 'stop' && order.status === 'open');
      expect(stops.map((stop) => [stop.ticket.form, unfilled(stop) >= remaining(position)])).toEqual([
        [{ type: 'stop', trigger: position.stopPrice }, true],
      ]);
      if (now.halted)
        expect(
          orders.filter((order) => order.status === 'open' && order.role !== 'stop' && order.role !== 'exit'),
        ).toEqual([]);
    }),
    { seed: 20_261_137, numRuns: 6_000 },
  );
  expect(placed).toBeGreaterThan(1_500);
  expect(rested).toBeGreaterThan(1_200);
});

it('nothing is placed twice: a second look at the same table, with what was wished for in flight, asks for no more', () => {
  fc.assert(
    fc.property(cases, ({ position, orders, now }) => {
      const wishes = converge(position, orders, now);
      const flying = wishes.flatMap((wish, n): readonly Order[] =>
        wish.type === 'place' ? [{ ...open(wish, position, { n: 100 + n, at: now.at }), status: 'in-flight' }] : [],
      );
      const sent = orders.map((order): Order =>
        wishes.some((wish) => wish.type === 'cancel' && wish.order === order)
          ? { ...order, cancelSentAt: now.at }
          : order,
      );
      expect(converge(position, [...sent, ...flying], now).filter(({ type }) => type === 'place')).toEqual([]);
    }),
    { seed: 20_261_138, numRuns: 2_000 },
  );
});

it('where nothing was ever sent, an exposed position asks for its stop at once, even while halted or resuming, or to be asked again', () => {
  fc.assert(
    fc.property(cases, ({ position, now }) => {
      if (remaining(position) === 0n || position.phase === 'closed') return;
      const stop = {
        type: 'place',
        role: 'stop',
        qty: remaining(position),
        form: { type: 'stop', trigger: position.stopPrice },
      };
      const again = { type: 'wait', until: now.at + now.protectEveryMs };
      expect(converge(position, [], now)).toContainEqual(now.moreToCome ? again : stop);
    }),
    { seed: 20_261_139, numRuns: 500 },
  );
});
