import type { Rng } from '../../runtime/ports.ts';

const kinds = ['order', 'execution', 'history', 'trade'] as const;

/** The last three digits of every number, each text once for all the ids that end in it. */
const endings = Array.from({ length: 4_096 }, (_, n) => n.toString(16).padStart(3, '0'));

/**
 * Mints the venue's own ids: UUIDs of a seed, a kind and a counter of that kind, so that the same history mints the same
 * ids, whoever else looked on, and no two kinds ever share one.
 */
export function createIds(rng: Rng): (kind: (typeof kinds)[number]) => string {
  const seed = Array.from({ length: 14 }, () => Math.floor(rng.next() * 16).toString(16)).join('');
  const counters = Object.fromEntries(kinds.map((kind, place) => [kind, counterOf(seed, place)]));
  return (kind) => counters[kind]?.() ?? '';
}

/** An id is a beginning and an ending that others share: there are a dozen on every order, and they stay. */
function counterOf(seed: string, place: number): () => string {
  const head = [seed.slice(0, 8), `000${place}`, `4${seed.slice(8, 11)}`, `8${seed.slice(11)}`, ''].join('-');
  let count = 0;
  let begin = `${head}000000000`;
  return () => {
    count += 1;
    const last = count % endings.length;
    if (last === 0)
      begin =
        head +
        Math.floor(count / endings.length)
          .toString(16)
          .padStart(9, '0');
    return begin + (endings[last] ?? '');
  };
}
