import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceilTo,
  fixed,
  fixedFromNumber,
  floorTo,
  formatFixed,
  instrumentId,
  ms,
  notional,
  over,
  parseFixed,
  priceFromAnalysis,
  priceOf,
  qtyFor,
  quotient,
  ratioOf,
  share,
} from './units.ts';
import type { Price, Qty, Ratio, Usd } from './units.ts';

const usd = (text: string): Usd => fixed<Usd>(text);
const price = (text: string): Price => fixed<Price>(text);
const qty = (text: string): Qty => fixed<Qty>(text);
const ratio = (text: string): Ratio => fixed<Ratio>(text);

describe('decimal text', () => {
  it('comes back as it was, to the last of ten places', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
        const text = formatFixed(value as Usd);
        expect(fixed<Usd>(text)).toBe(value);
        expect(text).not.toMatch(/\.\d*0$|\.$|^-0$/);
      }),
      { seed: 20_261_142, numRuns: 1_000 },
    );
  });

  it.each(['', ' 1', '1e5', '1.', '.5', '1.12345678901', '+1', '1,000', '0x1', 'NaN', '--1', '1.2.3'])(
    '%j is refused',
    (text) => {
      expect(parseFixed(text)).toEqual({ ok: false, error: 'not-a-decimal' });
      expect(() => fixed(text)).toThrow('not a decimal');
    },
  );

  it.each([
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [12.5, '12.5'],
    [-0.02, '-0.02'],
  ])('the float %d is %s', (value, text) => {
    expect(formatFixed(fixedFromNumber<Usd>(value))).toBe(text);
  });
});

describe('which way is rounded', () => {
  it('products, averages and shares go toward zero', () => {
    expect(notional(price('0.0000000001'), qty('0.9'))).toBe(0n);
    expect(formatFixed(priceOf(usd('1'), qty('3')))).toBe('0.3333333333');
    expect(formatFixed(qtyFor(usd('2'), price('3')))).toBe('0.6666666666');
    expect(formatFixed(share(usd('0.0000000003'), ratio('0.5')))).toBe('0.0000000001');
    expect(formatFixed(ratioOf(usd('2'), usd('3')))).toBe('0.6666666666');
    expect(formatFixed(quotient(usd('2'), ratio('3')))).toBe('0.6666666666');
    expect(formatFixed(quotient(usd('-2'), ratio('3')))).toBe('-0.6666666666');
  });

  it('what is reserved goes away from zero', () => {
    expect(formatFixed(over(usd('2'), ratio('3')))).toBe('0.6666666667');
    expect(formatFixed(over(usd('-2'), ratio('3')))).toBe('-0.6666666667');
    expect(formatFixed(over(usd('6'), ratio('3')))).toBe('2');
  });

  it.each([
    ['1.29', '1.2', '1.3'],
    ['1.2', '1.2', '1.2'],
    ['-1.29', '-1.2', '-1.3'],
    ['0', '0', '0'],
  ])('%s in steps of 0.1 is floored to %s and raised to %s', (value, down, up) => {
    expect(formatFixed(floorTo(usd(value), usd('0.1')))).toBe(down);
    expect(formatFixed(ceilTo(usd(value), usd('0.1')))).toBe(up);
  });

  it('nothing is divided by nothing', () => {
    expect(() => priceOf(usd('1'), qty('0'))).toThrow('quantity');
    expect(() => qtyFor(usd('1'), price('0'))).toThrow('positive');
    expect(() => ratioOf(usd('1'), usd('0'))).toThrow('whole');
    expect(() => over(usd('1'), ratio('0'))).toThrow('divisor');
    expect(() => quotient(usd('1'), ratio('-1'))).toThrow('divisor');
    expect(() => floorTo(usd('1'), usd('0'))).toThrow('step');
  });
});

describe('the door from analysis to the ledger', () => {
  it('puts a price on the tick, on the side that the caller chose, at most one tick away', () => {
    const ticks = fc.constantFrom('0.0000000001', '0.001', '0.1', '1', '0.5').map(price);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), ticks, (value, tick) => {
        const [down, up] = [priceFromAnalysis(value, tick, 'down'), priceFromAnalysis(value, tick, 'up')];
        expect([down % tick, up % tick]).toEqual([0n, 0n]);
        expect(down > 0n && up - down <= tick).toBe(true);
        expect(Number(up) / 1e10).toBeGreaterThanOrEqual(value * (1 - 1e-12) - 1e-10);
        if (down > tick) expect(Number(down) / 1e10).toBeLessThanOrEqual(value * (1 + 1e-12) + 1e-10);
      }),
      { seed: 20_261_143, numRuns: 2_000 },
    );
  });

  it('a price on the tick stays there, whatever the float made of it', () => {
    expect(priceFromAnalysis(0.1 + 0.2, price('0.1'), 'up')).toBe(price('0.3'));
    expect(priceFromAnalysis(97.1, price('0.1'), 'up')).toBe(price('97.1'));
    expect(priceFromAnalysis(97.1, price('0.1'), 'down')).toBe(price('97.1'));
  });

  it('a price below one tick is one tick, and what is no price is a bug', () => {
    expect(priceFromAnalysis(0.4, price('1'), 'down')).toBe(price('1'));
    for (const bad of [0, -1, Number.NaN, Infinity])
      expect(() => priceFromAnalysis(bad, price('1'), 'up')).toThrow('positive');
  });
});

it('names and times that are none are refused', () => {
  for (const name of ['XBTUSD', 'pf_xbtusd', 'PF_', 'PF_XBT/USD', 'FI_XBTUSD'])
    expect(() => instrumentId(name)).toThrow('named');
  for (const time of [1.5, Number.NaN, 2 ** 53]) expect(() => ms(time)).toThrow('whole');
});
