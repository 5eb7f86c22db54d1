import type { Ms } from '../../../core/units.ts';

/** A bucket of units that refills evenly, on the exchange's clock. */
export type Pool = Readonly<{
  /** Takes what a call costs; or says in how many seconds there will be enough, and takes nothing. */
  take: (cost: number) => 'fine' | Readonly<{ waitSeconds: number }>;
}>;

export function createPool(size: Readonly<{ capacity: number; perSecond: number }>, now: () => Ms): Pool {
  const { capacity, perSecond } = size;
  let level = capacity;
  let measuredAt = now();
  return {
    take: (cost) => {
      const at = now();
      level = Math.min(capacity, level + ((at - measuredAt) / 1_000) * perSecond);
      measuredAt = at;
      if (cost > level) return { waitSeconds: Math.ceil((cost - level) / perSecond) };
      level -= cost;
      return 'fine';
    },
  };
}
