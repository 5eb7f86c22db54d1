import { describe, expect, it } from 'vitest';
import { settings } from '../../../test/support/keel.ts';
import { edgeLevels, levels, movedTo, nearFib, reaches, wideningOf, zoneTolerance } from './levels.ts';
import { extremeOf, newWindow, pushWindow, targetsBeyond } from './window.ts';

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

describe('the same with the targets of the predecessor (sections 18.1 and 18.2)', () => {
  const long = { side: 'long', zone, entry: 100, atr: 4, stopAtr: signal.stopAtrTight, minRr: 2 } as const;

  it('the first swing that pays two risks is the take-profit', () => {
    const found = edgeLevels({ ...long, targets: [103, 106.5, 110] });
    expect(found.stop).toBeCloseTo(97.1, 12);
    expect(found.objective).toBe(106.5);
  });

  it('without a swing two risks are', () => {
    expect(edgeLevels({ ...long, targets: [] }).objective).toBeCloseTo(105.8, 12);
    expect(edgeLevels({ ...long, targets: [103, 105.79] }).objective).toBeCloseTo(105.8, 12);
    const short = edgeLevels({ ...long, side: 'short', entry: 98, targets: [] });
    expect(short.stop).toBeCloseTo(100.9, 12);
    expect(short.objective).toBeCloseTo(92.2, 12);
    expect(short.rr).toBeCloseTo(2, 12);
  });

  it('what is exactly enough is enough, whatever its binary fraction', () => {
    expect(edgeLevels({ ...long, targets: [105.8] }).objective).toBe(105.8);
  });

  it('moved to another price, every distance keeps its percentage (section 10)', () => {
    const moved = movedTo(50, edgeLevels({ ...long, targets: [] }));
    expect(moved).toMatchObject({ entry: 50 });
    expect(moved.stop).toBeCloseTo(48.55, 12);
    expect(moved.objective).toBeCloseTo(52.9, 12);
  });
});

describe('the nearest hourly swings', () => {
  const window = newWindow(50);
  for (const high of [110, 111, 100, 106.5, 99, 103, 98, 99])
    pushWindow(window, { open: 97, high, low: high - 5, close: 97 });
  const asked = { dir: 1, price: 100, count: 50, most: 5 } as const;

  it('are strict, beyond the price, nearest first, and at most so many', () => {
    expect(targetsBeyond(window, asked)).toEqual([103, 106.5, 111]);
    expect(targetsBeyond(window, { ...asked, most: 2 })).toEqual([103, 106.5]);
    expect(targetsBeyond(window, { ...asked, price: 104 })).toEqual([106.5, 111]);
    expect(targetsBeyond(window, { ...asked, dir: -1 })).toEqual([95, 94, 93]);
  });

  it('lie within the candles asked for, whose first and last are none', () => {
    expect(targetsBeyond(window, { ...asked, count: 4 })).toEqual([103]);
    expect(targetsBeyond(window, { ...asked, count: 3 })).toEqual([]);
    expect(targetsBeyond(undefined, asked)).toEqual([]);
  });

  it('a full ring forgets the oldest', () => {
    const small = newWindow(3);
    for (const high of [120, 100, 105, 101]) pushWindow(small, { open: 97, high, low: 90, close: 97 });
    expect(targetsBeyond(small, asked)).toEqual([105]);
    expect(extremeOf(small, 1, [0, 9])).toBe(105);
    for (const high of [100, 104, 110]) pushWindow(small, { open: 97, high, low: 90, close: 97 });
    expect(targetsBeyond(small, asked)).toEqual([]);
  });
});

it.each([
  [1, 0.225],
  [2, 0.3375],
  [3, 0.39375],
  [4, 0.45],
  [9, 0.45],
])('after %d stop-outs the stop lies %d ATR beyond structure (section 18.3)', (stopOuts, distance) => {
  expect(signal.stopAtrTight * wideningOf(stopOuts, signal.widening)).toBeCloseTo(distance, 12);
  expect(wideningOf(stopOuts, undefined)).toBe(1);
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
