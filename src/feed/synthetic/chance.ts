import type { Rng } from '../../runtime/ports.ts';

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
