import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ms } from '../../src/core/units.ts';
import { virtualClock } from '../../src/runtime/clock.ts';
import { ratePools } from '../../src/venue/dialect/costs.ts';
import type { RatePool } from '../../src/venue/dialect/costs.ts';
import { createMeters } from '../../src/venue/emulator/standing/meters.ts';
import { createPool } from '../../src/venue/emulator/standing/pool.ts';
import { createOrderRate } from '../../src/venue/emulator/unified/rate.ts';
import { budgetOf, createLimiter } from '../../src/venue/kraken/limiter.ts';
import type { Lane } from '../../src/venue/kraken/limiter.ts';
import { cautiousOrders } from '../../src/venue/kraken/unified/options.ts';
import { shippedRates } from '../support/budget.ts';

type Ask = Readonly<{ gapMs: number; calls: number; cost: number; lane: Lane; lag: number }>;
type Arrival = Readonly<{ at: number; cost: number }>;

const anAsk = (costs: readonly number[]): fc.Arbitrary<Ask> =>
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    calls: fc.integer({ min: 1, max: 30 }),
    cost: fc.constantFrom(...costs),
    lane: fc.constantFrom<Lane>('protective', 'reducing', 'entry', 'read'),
    lag: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  });

/** Lets a limiter send all that is asked, and has each call arrive after its own part of the longest way. */
async function arrivals(
  pool: RatePool,
  share: number,
  { asks, lagMs }: Readonly<{ asks: readonly Ask[]; lagMs: number }>,
): Promise<readonly Arrival[]> {
  const { clock, advanceTo } = virtualClock(ms(0));
  const limiter = createLimiter({ clock, ...budgetOf(pool, { ...shippedRates, share }) });
  const arrived: Arrival[] = [];
  let [at, waiting] = [0, 0];
  const pass = async (untilMs: number): Promise<void> => {
    advanceTo(ms((at = untilMs)));
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const { gapMs, calls, cost, lane, lag } of asks) {
    await pass(at + gapMs);
    for (let n = 0; n < calls; n += 1) {
      waiting += 1;
      void limiter.take(cost, lane, new AbortController().signal).then(() => {
        waiting -= 1;
        arrived.push({ at: clock.now() + Math.floor(lag * lagMs), cost });
      });
    }
    // Whoever has its turn goes before time does.
    await pass(at);
  }
  for (let n = 0; waiting > 0 && n < 400; n += 1) await pass(at + 97);
  return arrived.toSorted((one, other) => one.at - other.at);
}

/** How far apart the ways of two calls may be, as the limiter promises it. */
const promisedMs = ({ capacity, perSecond }: RatePool, { share }: Readonly<{ share: number }>): number =>
  Math.floor((1_000 * capacity * (1 - share)) / (share * perSecond)) - 1;

type Venue = Readonly<{
  pool: RatePool;
  costs: readonly number[];
  open: (now: () => number) => (cost: number) => boolean;
}>;
const venues: Readonly<Record<string, Venue>> = {
  'derivatives of v3': {
    pool: ratePools.derivatives,
    costs: [1, 2, 10, 25],
    open: (now) => {
      const pool = createPool(ratePools.derivatives, () => ms(now()));
      return (cost) => pool.take(cost) === 'fine';
    },
  },
  'orders of unified': {
    pool: cautiousOrders,
    costs: [1],
    open: (now) => createOrderRate(() => ms(now()), 'bucket', createMeters()).message,
  },
};

function refusals({ open }: Venue, arrived: readonly Arrival[]): number {
  let at = 0;
  const lets = open(() => at);
  return arrived.filter((arrival) => {
    at = arrival.at;
    return !lets(arrival.cost);
  }).length;
}

/** That the venue refuses none, whatever is asked and however long each call takes. */
const noneIsRefused = (venue: Venue, share: number) =>
  fc.asyncProperty(fc.array(anAsk(venue.costs), { minLength: 1, maxLength: 25 }), async (asks) => {
    const lagMs = promisedMs(venue.pool, shippedRates);
    const arrived = await arrivals(venue.pool, share, { asks, lagMs });
    expect(arrived.length).toBeGreaterThan(0);
    expect(refusals(venue, arrived)).toBe(0);
  });

it.each(Object.entries(venues))('%s: calls that take unequally long are never refused', async (_, venue) => {
  expect(promisedMs(venue.pool, shippedRates)).toBeGreaterThan(300);
  await fc.assert(noneIsRefused(venue, shippedRates.share), { seed: 20_261_141, numRuns: 100 });
});

it.each(Object.entries(venues))('%s: with a budget as large as the pool some are', async (_, venue) => {
  expect((await fc.check(noneIsRefused(venue, 1), { seed: 20_261_142, numRuns: 100 })).failed).toBe(true);
});
