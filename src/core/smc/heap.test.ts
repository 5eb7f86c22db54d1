import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceeds, lowerFirst, newHeap, push, reaches, takeAt } from './heap.ts';

type Deed = readonly ['push' | 'first' | 'any' | 'lower', number];

test('whatever is put in, taken from the middle or lowered, the greatest is first', () => {
  const deed = fc.tuple(
    fc.constantFrom('push', 'push', 'push', 'first', 'any', 'lower'),
    fc.integer({ min: -99, max: 99 }),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 80, size: 'max' }), (deeds: Deed[]) => {
      const [heap, naive] = [newHeap<{ key: number }>(), [] as number[]];
      const drop = (key: number | undefined): void => void (key !== undefined && naive.splice(naive.indexOf(key), 1));
      for (const [what, n] of deeds) {
        if (what === 'push') {
          push(heap, n, { key: n });
          naive.push(n);
        } else if (what === 'lower' && heap.item[0] !== undefined) {
          drop(heap.key[0]);
          const lower = Math.min(heap.key[0] ?? 0, n);
          heap.item[0].key = lower;
          lowerFirst(heap, lower);
          naive.push(lower);
        } else if (what !== 'lower') {
          drop(takeAt(heap, what === 'first' ? 0 : Math.abs(n) % Math.max(1, heap.key.length))?.key);
        }
        expect(heap.item.map(({ key }) => key)).toEqual(heap.key);
        expect(heap.key.toSorted((a, b) => a - b)).toEqual(naive.toSorted((a, b) => a - b));
        const greatest = Math.max(...naive);
        expect([reaches(heap, greatest), exceeds(heap, greatest)]).toEqual([naive.length > 0, false]);
        expect(heap.key[0] ?? -Infinity).toBe(greatest);
      }
    }),
    { numRuns: 300, seed: 58 },
  );
});
