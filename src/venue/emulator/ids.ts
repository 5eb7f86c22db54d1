import type { Rng } from '../../runtime/ports.ts';

const kinds = ['order', 'execution', 'history', 'trade'] as const;

/**
 * Mints the venue's own ids: UUIDs of a seed, a kind and a counter of that kind, so that the same history mints the same
 * ids, whoever else looked on, and no two kinds ever share one.
 */
export function createIds(rng: Rng): (kind: (typeof kinds)[number]) => string {
  const seed = Array.from({ length: 14 }, () => Math.floor(rng.next() * 16).toString(16)).join('');
  const counters = { order: 0, execution: 0, history: 0, trade: 0 };
  return (kind) => {
    counters[kind] += 1;
    const tail = counters[kind].toString(16).padStart(12, '0');
    return `${seed.slice(0, 8)}-000${kinds.indexOf(kind)}-4${seed.slice(8, 11)}-8${seed.slice(11)}-${tail}`;
  };
}
