import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rng } from './ports.ts';
import { rng } from './rng.ts';

function draw(stream: Rng, count: number): number[] {
  return Array.from({ length: count }, () => stream.next());
}

describe('rng', () => {
  it('draws what it always drew: recorded seeds depend on it', () => {
    expect(draw(rng(1), 3)).toEqual([0.739535253494978, 0.3287278017960489, 0.3754636028315872]);
    expect(draw(rng(1).fork('venue'), 3)).toEqual([0.4049199284054339, 0.6735065425746143, 0.8725653493311256]);
  });

  it('is not moved by draws from other forks, nor by their being there', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 20 }), (seed, draws) => {
        const alone = draw(rng(seed).fork('prices'), 5);
        const root = rng(seed);
        draw(root.fork('faults'), draws);
        draw(root, draws);
        expect(draw(root.fork('prices'), 5)).toEqual(alone);
      }),
    );
  });

  it('gives each seed, name and depth a stream of its own', () => {
    const streams = [rng(1), rng(2), rng(-1), rng(1).fork('a'), rng(1).fork('b'), rng(1).fork('a').fork('b')];
    expect(new Set(streams.map((stream) => draw(stream, 4).join())).size).toBe(streams.length);
  });

  it('is spread evenly over [0, 1)', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    const values = draw(rng(7).fork('even'), 100_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (const value of values) {
      const tenth = Math.floor(value * 10);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(600);
  });

  it('refuses names and seeds that could be mistaken for others', () => {
    expect(() => rng(1).fork('a/b')).toThrow('plain name');
    expect(() => rng(1).fork('')).toThrow('plain name');
    expect(() => rng(0.5)).toThrow('whole number');
  });
});
