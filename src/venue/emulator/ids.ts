import type { Rng } from '../../runtime/ports.ts';

const kinds = ['order', 'execution', 'history', 'trade'] as const;

/**
 * Mints the venue's own ids: UUIDs of a seed, a kind and a counter of that kind, so that the same history mints the same
 * ids, whoever else looked on, and no two kinds ever share one.
 */
export function createIds(rng: Rng): (kind: (typeof kinds)[number]) => string {
  const seed = Array.from({ length: 14 }, () => Math.floor(rng.next() * 16).toString(16)).join('');
  // The beginning is built once: a text put together from many pieces keeps all of them alive as long as itself.
  const heads = kinds.map((_, kind) =>
    [seed.slice(0, 8), `000${kind}`, `4${seed.slice(8, 11)}`, `8${seed.slice(11)}`, ''].join('-'),
  );
  const counters = kinds.map(() => 0);
  return (kind) => {
    const place = kinds.indexOf(kind);
    const count = (counters[place] ?? 0) + 1;
    counters[place] = count;
    return heads[place] + count.toString(16).padStart(12, '0');
  };
}
