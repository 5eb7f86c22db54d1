import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ceilTo,
  fixed,
  fixedFromNumber,
  floorTo,
  formatFixed,
  notional,
  over,
  parseFixed,
  priceFromAnalysis,
  priceOf,
  qtyFor,
  quotient,
  ratioOf,
  share,
  sub,
} from '../../src/core/units.ts';
import type { Fixed, Price, Qty, Ratio, Usd } from '../../src/core/units.ts';

const Exact = Decimal.clone({ precision: 120 });
const tiny = new Exact('1e-10');
const of = (value: bigint): Decimal => new Exact(value.toString()).times(tiny);
const towardZero = (value: Decimal): string => value.div(tiny).trunc().toFixed();
const awayFromZero = (value: Decimal): string =>
  (value.isNegative() ? value.div(tiny).floor() : value.div(tiny).ceil()).toFixed();

/** From one step to far beyond any account, zero and one step among them. */
const counts = fc.oneof(fc.constantFrom(0n, 1n, -1n, 10n ** 10n), fc.bigInt(-(10n ** 24n), 10n ** 24n)) as fc.Arbitrary<
  Fixed<string>
>;
const positive = fc.oneof(fc.constantFrom(1n, 10n ** 10n), fc.bigInt(1n, 10n ** 24n)) as fc.Arbitrary<Fixed<string>>;
const runs = { seed: 20_261_121, numRuns: 500 };

describe('exact decimals, beside an independent implementation', () => {
  it('formatting and parsing are inverse', () => {
    fc.assert(
      fc.property(counts, (value) => {
        expect(parseFixed(formatFixed(value))).toEqual({ ok: true, value });
      }),
      runs,
    );
  });

  it.each(['', '1e5', ' 1', 'NaN', '.5', '1.', '0.12345678901', '--1', '1,5'])('%j is not a decimal', (text) => {
    expect(parseFixed(text).ok).toBe(false);
  });

  it('counts in tenths what floats cannot', () => {
    expect(formatFixed(add(fixed('0.1'), fixed('0.2')))).toBe('0.3');
    expect(formatFixed(fixedFromNumber(1e-7))).toBe('0.0000001');
  });

  it('multiplies and takes shares toward zero, as the oracle does', () => {
    const law = fc.property(counts, counts, (a, b) => {
      const product = towardZero(of(a).times(of(b)));
      expect(notional(a as Price, b as Qty).toString()).toBe(product);
      expect(share(a, b as Ratio).toString()).toBe(product);
    });
    fc.assert(law, runs);
  });

  it('divides toward zero, and away from zero what is to be reserved', () => {
    const law = fc.property(counts, positive, (a, b) => {
      const ratio = of(a).div(of(b));
      expect(ratioOf(a, b).toString()).toBe(towardZero(ratio));
      expect(quotient(a as Usd, b as Ratio).toString()).toBe(towardZero(ratio));
      expect(priceOf(a as Usd, b as Qty).toString()).toBe(towardZero(ratio));
      expect(qtyFor(a as Usd, b as Price).toString()).toBe(towardZero(ratio));
      expect(over(a as Usd, b as Ratio).toString()).toBe(awayFromZero(ratio));
    });
    fc.assert(law, runs);
  });

  it('rounds to a grid down and up, by less than a step', () => {
    const law = fc.property(counts, positive, (value, step) => {
      const [down, up] = [floorTo(value, step), ceilTo(value, step)];
      expect([(down as bigint) % step, (up as bigint) % step]).toEqual([0n, 0n]);
      const [low, high] = value < 0n ? [up, down] : [down, up];
      expect(low <= value && value <= high).toBe(true);
      expect(sub(high, low) === 0n || sub(high, low) === step).toBe(true);
    });
    fc.assert(law, runs);
  });

  it('a price of analysis comes to the tick on the side that was asked for, and is never zero', () => {
    const ticks = fc.constantFrom('1', '0.1', '0.00001', '0.0000000001', '2.5').map((text) => fixed<Price>(text));
    const prices = fc.oneof(
      fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
      fc.constantFrom(23_296.36, 0.000012345678, 900_000.1),
    );
    const law = fc.property(prices, ticks, (value, tick) => {
      const [down, up] = [priceFromAnalysis(value, tick, 'down'), priceFromAnalysis(value, tick, 'up')];
      expect([(down as bigint) % tick, (up as bigint) % tick, down > 0n]).toEqual([0n, 0n, true]);
      const exact = new Exact(value);
      expect(down === tick || of(down).lte(exact.plus(tiny))).toBe(true);
      expect(of(up).gte(exact.minus(tiny))).toBe(true);
    });
    fc.assert(law, runs);
  });
});
