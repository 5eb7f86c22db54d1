import type { Ms } from '../../../core/units.ts';
import { note } from './meters.ts';
import type { Meter } from './meters.ts';

/** A bucket of units that refills evenly, on the exchange's clock. */
export type Pool = Readonly<{
  /** Takes what a call costs; or says in how many seconds there will be enough, and takes nothing. */
  take: (cost: number) => 'fine' | Readonly<{ waitSeconds: number }>;
}>;

export type PoolSize = Readonly<{ capacity: number; perSecond: number; meter?: Meter }>;

export function createPool({ capacity, perSecond, meter }: PoolSize, now: () => Ms): Pool {
  let level = capacity;
  let measuredAt = now();
  return {
    take: (cost) => {
      const at = now();
      level = Math.min(capacity, level + ((at - measuredAt) / 1_000) * perSecond);
      measuredAt = at;
      note(meter, { use: capacity - level + cost, cost, isFine: cost <= level });
      if (cost > level) return { waitSeconds: Math.ceil((cost - level) / perSecond) };
      level -= cost;
      return 'fine';
    },
  };
}
