import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('the distance between two words', () => {
  it.each([
    ['', '', 0],
    ['a', '', 1],
    ['lever', 'levers', 1],
    ['levrage', 'leverage', 1],
    ['leverega', 'leverage', 2],
    ['levreage', 'leverage', 1],
    ['kitten', 'sitting', 3],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is symmetric, and zero for a word and itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('the nearest known key', () => {
  const known = ['risk.max_leverage', 'risk.target_leverage', 'strategy.adx_period'];

  it('is the one that is spelled alike', () => {
    expect(nearest('risk.max_levrage', known)).toBe('risk.max_leverage');
  });

  it('is the right name in another section', () => {
    expect(nearest('adx_period', known)).toBe('strategy.adx_period');
    expect(nearest('risk.adx_perod', known)).toBe('strategy.adx_period');
  });

  it('is nothing where nothing is known', () => {
    expect(nearest('x', [])).toBeUndefined();
  });
});
