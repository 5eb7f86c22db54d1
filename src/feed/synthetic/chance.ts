import type { Rng } from '../../runtime/ports.ts';

/** Standard normal numbers by Marsaglia's polar method, two from each success. */
export function normals({ next }: Rng): () => number {
  let spare = 0;
  let spared = false;
  return () => {
    spared = !spared;
    if (!spared) return spare;
    for (;;) {
      const [u, v] = [2 * next() - 1, 2 * next() - 1];
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const k = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * k;
        return u * k;
      }
    }
  };
}

/** Exponential, of mean 1. */
export function exponential({ next }: Rng): number {
  return -Math.log(1 - next());
}

/** Of either sign, with an exponential size of mean 1. */
export function laplace(luck: Rng): number {
  return luck.next() < 0.5 ? -exponential(luck) : exponential(luck);
}

/**
 * What a normal number is multiplied by to become Student's t with six degrees of freedom and variance 1, at most `most`:
 * a chi-square with six degrees is -2 ln(uvw).
 */
export function tail({ next }: Rng, most: number): number {
  const product = (1 - next()) * (1 - next()) * (1 - next());
  return Math.min(most, Math.sqrt(-2 / Math.log(product)));
}
