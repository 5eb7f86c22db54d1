import fc from 'fast-check';
import type { TimedBar } from '../../src/core/smc/detector.ts';

/**
 * Candles on a coarse grid in a narrow band, so that ties, gaps, breaks and flat candles are frequent; every price times `unit`, from far below to far above
 * what a coin costs. An hour each, with an hour missing now and then.
 */
export const markets: fc.Arbitrary<TimedBar[]> = fc
  .record({
    moves: fc.array(
      fc.tuple(
        fc.integer({ min: -4, max: 4 }),
        fc.nat(3),
        fc.nat(3),
        fc.integer({ min: -1, max: 1 }),
        fc.constantFrom(1, 1, 1, 1, 5, 25),
      ),
      { minLength: 1, maxLength: 150, size: 'max' },
    ),
    unit: fc.constantFrom(1, 2 ** -200, 2 ** 200, 0.01),
    calm: fc.constantFrom(1, 1, 1, 0),
  })
  .map(({ moves, unit, calm }) => {
    let [price, hour] = [1_000, 480_000];
    return moves.map(([body, up, down, gap, hours]) => {
      const open = price + gap * calm;
      const close = open + body * calm;
      [price, hour] = [close, hour + hours];
      const [high, low] = [Math.max(open, close) + up * calm, Math.min(open, close) - down * calm];
      return { openAt: hour * 3_600_000, open: open * unit, high: high * unit, low: low * unit, close: close * unit };
    });
  });

export function scaled(bars: readonly TimedBar[], factor: number): TimedBar[] {
  return bars.map(({ openAt, open, high, low, close }) => ({
    openAt,
    open: open * factor,
    high: high * factor,
    low: low * factor,
    close: close * factor,
  }));
}

export function upsideDown(bars: readonly TimedBar[]): TimedBar[] {
  return bars.map(({ openAt, open, high, low, close }) => ({
    openAt,
    open: -open,
    high: -low,
    low: -high,
    close: -close,
  }));
}
