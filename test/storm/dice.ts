import type { Rng } from '../../src/runtime/ports.ts';
import { rng } from '../../src/runtime/rng.ts';

/** Chance from one seed: the same seed, the same storm. */
export type Dice = Readonly<{
  rng: Rng;
  next: () => number;
  chance: (probability: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  /** A whole number from 0 to `sides - 1`. */
  below: (sides: number) => number;
}>;

export function createDice(seed: number): Dice {
  const source = rng(seed);
  const next = (): number => source.next();
  const below = (sides: number): number => Math.floor(next() * sides);
  const pick = <T>(list: readonly T[]): T => {
    const at = below(list.length);
    if (at >= list.length) throw new Error('nothing to pick from');
    return list[at] as T;
  };
  return { rng: source, next, below, pick, chance: (probability) => next() < probability };
}
