import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed, formatFixed, scale } from '../../core/units.ts';
import type { Price, Qty, Ratio, Usd } from '../../core/units.ts';
import { lotsOf, onTick, proportion, shareUp, slipped } from './exact.ts';

const price = (text: string): Price => fixed<Price>(text);

test('a charted price goes to the nearest tick, the upper of two equally near, and is never zero', () => {
  const onto = (value: number, tick: string): string => formatFixed(onTick(value, price(tick)));
  expect(onto(100.004, '0.01')).toBe('100');
  expect(onto(100.006, '0.01')).toBe('100.01');
  expect(onto(100.5, '1')).toBe('101');
  expect(onto(0.0001, '0.001')).toBe('0.001');
  expect(onto(0.0000012345, '0.0000000001')).toBe('0.0000012345');
});

test('slippage is against the taker, to the tick, and leaves at least one tick', () => {
  const at = (from: string, side: 'buy' | 'sell', ratio: string): string =>
    formatFixed(slipped(price(from), side, { slippage: fixed<Ratio>(ratio), tick: price('0.01') }));
  expect(at('100', 'buy', '0.00011')).toBe('100.02');
  expect(at('100', 'sell', '0.00011')).toBe('99.98');
  expect(at('100', 'buy', '0')).toBe('100');
  expect(at('100', 'sell', '0')).toBe('100');
  expect(at('0.01', 'sell', '0.5')).toBe('0.01');
  expect(at('0.01', 'sell', '1')).toBe('0.01');
});

test('what is charged is rounded away from zero at 1e-10', () => {
  const tiny = fixed<Usd>('0.0000000001');
  expect(formatFixed(shareUp(tiny, fixed<Ratio>('0.0005')))).toBe('0.0000000001');
  expect(formatFixed(shareUp(fixed<Usd>('-0.0000000001'), fixed<Ratio>('0.0005')))).toBe('-0.0000000001');
  expect(formatFixed(shareUp(fixed<Usd>('200'), fixed<Ratio>('0.0005')))).toBe('0.1');
});

test('a share of the volume is floored to the lot and is at least one lot', () => {
  const lots = (volume: number, lot: string): string => formatFixed(lotsOf(volume, 0.25, fixed<Qty>(lot)));
  expect(lots(11, '0.1')).toBe('2.7');
  expect(lots(0, '0.1')).toBe('0.1');
  expect(lots(3999, '1000')).toBe('1000');
  expect(lots(1e300, '1000')).toBe('100000000000000000000');
});

test('a proportion is the quotient of the product, toward zero, whatever the signs', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), fc.bigInt(0n, 10n ** 20n), (value, part) => {
      const whole = part + 7n;
      expect(proportion(value as Usd, part, whole)).toBe((value * part) / whole);
      expect(proportion(value as Usd, scale, scale)).toBe(value);
    }),
    { seed: 2, numRuns: 300 },
  );
});
