import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientOrderId, identityOf } from '../../src/core/order/client-order-id.ts';
import type { OrderIdentity } from '../../src/core/order/client-order-id.ts';

const edges = (bits: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(0, 1, 2 ** bits - 1),
    fc.double({ min: 0, max: 2 ** bits - 1, noNaN: true }).map(Math.floor),
  );
const identity: fc.Arbitrary<OrderIdentity> = fc.record({
  run: edges(40),
  incarnation: edges(8),
  role: fc.constantFrom('entry', 'stop', 'tp1', 'tp2', 'exit'),
  position: edges(30),
  counter: edges(32),
});
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('an order id is a UUID of version 8 that says again who the order is', () => {
  fc.assert(
    fc.property(identity, (who) => {
      expect(clientOrderId(who)).toMatch(uuid);
      expect(identityOf(clientOrderId(who))).toEqual(who);
    }),
    { seed: 20_261_130, numRuns: 2_000 },
  );
});

it('two orders that differ in anything have different ids', () => {
  fc.assert(
    fc.property(identity, identity, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(clientOrderId(a) === clientOrderId(b)).toBe(same);
    }),
    { seed: 20_261_131, numRuns: 2_000 },
  );
  const ids = Array.from({ length: 5_000 }, (_, counter) =>
    clientOrderId({ run: 7, incarnation: 0, role: 'stop', position: 1, counter }),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('an incarnation beyond a byte starts over, and what does not fit is a bug', () => {
  const who = { run: 7, incarnation: 300, role: 'stop', position: 1, counter: 1 } as const;
  expect(identityOf(clientOrderId(who))).toEqual({ ...who, incarnation: 44 });
  expect(() => clientOrderId({ ...who, run: 2 ** 40 })).toThrow('fits');
  expect(() => clientOrderId({ ...who, position: 2 ** 30 })).toThrow('fits');
  expect(() => clientOrderId({ ...who, counter: 2 ** 32 })).toThrow('fits');
});

it('a UUID of anybody else is not ours, and neither is one of ours with a digit changed', () => {
  const foreign = fc.oneof(
    fc.uuid({ version: [1, 4, 5, 7] }),
    fc.string(),
    fc.constantFrom('', 'unknown_1', '00000000-0000-0000-0000-000000000000'),
  );
  fc.assert(
    fc.property(foreign, (id) => {
      expect(identityOf(id)).toBeUndefined();
    }),
    { seed: 20_261_132, numRuns: 2_000 },
  );
  let recognised = 0;
  fc.assert(
    fc.property(
      identity,
      fc.nat(35),
      fc.nat(15).map((n) => n.toString(16)),
      (who, at, digit) => {
        const id = clientOrderId(who);
        const changed = id.slice(0, at) + digit + id.slice(at + 1);
        if (changed !== id && identityOf(changed) !== undefined) recognised += 1;
      },
    ),
    { seed: 20_261_133, numRuns: 4_000 },
  );
  expect(recognised).toBeLessThan(40);
  expect(
    identityOf(clientOrderId({ run: 7, incarnation: 0, role: 'stop', position: 1, counter: 1 }).toUpperCase()),
  ).toBeUndefined();
});
