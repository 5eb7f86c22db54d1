import type { Rng } from '../../runtime/ports.ts';
import { character } from './character.ts';
import { normals } from './normal.ts';
import { keptBy } from './span.ts';

/** Volatility over its long-run mean, a candle at a time; squares average to 1, jumps apart. */
export type Volatility = Readonly<{ next: () => number; kick: () => void }>;

/** A deviation that reverts to 0 and has this standard deviation. Starts where it may be found at any time. */
export function createReverting(
  draw: () => number,
  { spread, halfLife }: Readonly<{ spread: number; halfLife: number }>,
): Readonly<{ next: (towards: number) => number; push: (by: number) => void }> {
  const kept = keptBy(halfLife);
  const scatter = spread * Math.sqrt(1 - kept * kept);
  let x = spread * draw();
  return {
    next: (towards) => (x = towards + kept * (x - towards) + scatter * draw()),
    push: (by) => void (x += by),
  };
}

export function createVolatility(luck: Rng): Volatility {
  const { slow, fast, afterJump } = character.volatility;
  const draw = normals(luck);
  const week = createReverting(draw, slow);
  const day = createReverting(draw, fast);
  const mean = slow.spread ** 2 + fast.spread ** 2;
  return {
    next: () => Math.exp(week.next(0) + day.next(0) - mean),
    // What follows a jump is loud for hours.
    kick: () => day.push(afterJump),
  };
}
