import { assert } from '../core/assert.ts';
import type { Rng } from './ports.ts';

/**
 * The stream of chance that belongs to a seed and a path of names. Streams are forked by name, never shared:
 * a draw added to one subsystem leaves every other subsystem's draws, and so every recorded seed, unchanged.
 */
export function rng(seed: number, path: string = 'root'): Rng {
  assert(Number.isSafeInteger(seed), 'a seed is a whole number');
  const next = sfc32(`${seed}/${path}`);
  const fork = (name: string): Rng => {
    // Otherwise fork('a/b') and fork('a').fork('b') would be one stream under two names.
    assert(name !== '' && !name.includes('/'), `a stream has a plain name, not "${name}"`);
    return rng(seed, `${path}/${name}`);
  };
  return { next, fork };
}

/**
 * Chris Doty-Humphrey's sfc32. Its state has 128 bits, so that streams of many names do not overlap;
 * with the 32 bits of smaller generators all streams are one cycle, begun at different places.
 */
function sfc32(name: string): () => number {
  let a = hash(name, 0x9e3779b9);
  let b = hash(name, 0x243f6a88);
  let c = hash(name, 0xb7e15162);
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i += 1) next();
  return next;
}

/** FNV-1a from a basis of our choice, finished as murmur3 does. */
function hash(text: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
