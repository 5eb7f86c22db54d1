import { describe, expect, it } from 'vitest';
import { settings } from '../../../test/support/keel.ts';
import { levels, nearFib, reaches, zoneTolerance } from './levels.ts';

const { signal } = settings;
const zone = { bottom: 98, top: 100 };

describe('the levels of spec 03 sections 18.1 and 18.2: zone 98-100, ATR 4', () => {
  const stopAtr = signal.stopAtrTight;

  it('a long from the upper edge: stop 97.1, risk 2.9', () => {
    const found = levels({ side: 'long', zone, entry: 100, legEnd: 106.5, atr: 4, stopAtr });
    expect(found.stop).toBeCloseTo(97.1, 12);
    expect(found.entry - found.stop).toBeCloseTo(2.9, 12);
    expect(found.rr).toBeCloseTo(6.5 / 2.9, 12);
    expect(found.objective).toBe(106.5);
  });

  it('a short from the lower edge: stop 100.9, and 92.2 is two risks away', () => {
    const found = levels({ side: 'short', zone, entry: 98, legEnd: 92.2, atr: 4, stopAtr });
    expect(found.stop).toBeCloseTo(100.9, 12);
    expect(found.rr).toBeCloseTo(2, 12);
  });

  it('the stop lies beyond the zone, wherever in it the price is', () => {
    expect(levels({ side: 'long', zone, entry: 98.5, legEnd: 110, atr: 4, stopAtr }).stop).toBeCloseTo(97.1, 12);
    expect(levels({ side: 'long', zone, entry: 98.5, legEnd: 110, atr: 0, stopAtr }).stop).toBe(98);
  });

  it('a price beyond its own stop earns nothing, whatever lies at the end of the leg', () => {
    expect(levels({ side: 'long', zone, entry: 97, legEnd: 110, atr: 4, stopAtr }).rr).toBe(0);
    expect(levels({ side: 'short', zone, entry: 101, legEnd: 90, atr: 4, stopAtr }).rr).toBe(0);
  });
});

describe('how far from a zone its edge is', () => {
  it.each([
    [0, 0.02],
    [4, 0.032],
    [10, 0.05],
    [12, 0.05],
  ])('ATR %d at a price of 100: %d (spec 03 section 18.7)', (atr, tolerance) => {
    expect(zoneTolerance(atr, 100, signal)).toBeCloseTo(tolerance, 12);
  });

  it.each([
    [99, true],
    [98, true],
    [100, true],
    [97.02, true],
    [97.01, false],
    [101, true],
    [101.01, false],
  ])('with 1 %%, %d reaches it: %s', (price, reached) => {
    expect(reaches(zone, price, 0.01)).toBe(reached);
  });
});

describe('the key fibs of a leg from 80 to 120 (spec 03 section 18.5), within 20 bps of the price', () => {
  const up = { a: 80, b: 120 };
  const down = { a: 120, b: 80 };
  it.each([
    [up, 104.72, true],
    [up, 100, true],
    [up, 95.28, true],
    [up, 88.56, true],
    [up, 100.2, true],
    [up, 100.21, false],
    [up, 99.8, false],
    [up, 110.56, false],
    [down, 95.28, true],
    [down, 104.72, true],
    [down, 111.44, true],
    [down, 89.44, false],
  ])('%j, %d: %s', (leg, price, near) => {
    expect(nearFib(leg, price, signal)).toBe(near);
  });
});
