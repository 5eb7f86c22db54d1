import type { Ms } from '../../../core/units.ts';
import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import { note } from '../standing/meters.ts';
import type { Meter, Meters } from '../standing/meters.ts';

/** The counter of the Spot engine at the middle tier, and the client's own measure where nothing is documented. */
export const counterFacts = { limit: 125, decayPerSecond: 2.34, add: 1 } as const;
const bucketFacts = { perSecond: 10, burst: 20 } as const;
/** What a cancel adds to the counter for an order younger than so many ms. */
const cancelCosts: readonly (readonly [ageMs: number, points: number])[] = [
  [5_000, 8],
  [10_000, 6],
  [15_000, 5],
  [45_000, 4],
  [90_000, 2],
  [300_000, 1],
];
const amendCosts: readonly (readonly [ageMs: number, points: number])[] = [
  [5_000, 3],
  [10_000, 2],
  [15_000, 1],
];

export type OrderWork = Readonly<{ method: 'add' | 'amend' | 'cancel'; symbol: string; ageMs: number }>;

/** Whether the rate of orders allows one more. */
export type OrderRate = Readonly<{
  /** One message: false where there are too many. */
  message: () => boolean;
  /** What it does to one order: false where its market has had too much. */
  work: (work: OrderWork) => boolean;
}>;

/** One account's measure, as the switch says. @see https://docs.kraken.com/api/docs/guides/spot-ratelimits */
export function createOrderRate(now: () => Ms, model: UnifiedSwitches['rateModel'], meters: Meters): OrderRate {
  const { burst: limit, perSecond: decayPerSecond } = bucketFacts;
  const bucket = createLeak(now, { limit, decayPerSecond, meter: meters.of('unified orders', limit) });
  const meter = meters.of('unified order points', counterFacts.limit);
  const counters = new Map<string, ReturnType<typeof createLeak>>();
  return {
    message: () => model !== 'bucket' || bucket.add(1),
    work: (work) => {
      if (model !== 'counter') return true;
      const counter = counters.get(work.symbol) ?? createLeak(now, { ...counterFacts, meter });
      counters.set(work.symbol, counter);
      return counter.add(pointsOf(work));
    },
  };
}

function pointsOf({ method, ageMs }: OrderWork): number {
  const byAge = (costs: typeof cancelCosts): number => costs.find(([age]) => ageMs < age)?.[1] ?? 0;
  if (method === 'cancel') return byAge(cancelCosts);
  return counterFacts.add + (method === 'amend' ? byAge(amendCosts) : 0);
}

/** A counter that runs down with time and refuses what would take it over its limit. */
export function createLeak(
  now: () => Ms,
  { limit, decayPerSecond, meter }: Readonly<{ limit: number; decayPerSecond: number; meter?: Meter }>,
): Readonly<{ add: (points: number) => boolean }> {
  let [level, at] = [0, now()];
  return {
    add: (points) => {
      level = Math.max(0, level - ((now() - at) / 1_000) * decayPerSecond);
      at = now();
      note(meter, { use: level + points, cost: points, isFine: level + points <= limit });
      if (level + points > limit) return false;
      level += points;
      return true;
    },
  };
}
