import { describe, expect, it } from 'vitest';
import { instrument, price, qty, settings, t0, usd } from '../../../test/support/keel.ts';
import type { Tier } from '../market/instrument.ts';
import { asBase, fixed, formatFixed, notional, share } from '../units.ts';
import type { Ratio } from '../units.ts';
import type { Book, Exposure } from './book.ts';
import { exposureMargin, exposureNotional, lossAtStop } from './book.ts';
import { leverageOf, size } from './sizing.ts';
import type { Proposal, Sized } from './sizing.ts';

const { risk } = settings;
const fine = instrument('BTC', { tick: price('0.001'), lot: qty('0.0001') });

function book(equity: string, exposures: readonly Exposure[] = []): Book {
  const money = usd(equity);
  return { at: t0, exposures, equity: money, peakEquity: money, dayEquity: money };
}

function sized(held: Book, proposal: Partial<Proposal>): Sized | string {
  const asked = {
    instrument: fine,
    tier: 'A' as const,
    side: 'long' as const,
    mark: price('100'),
    stop: price('97.1'),
    ...proposal,
  };
  const found = size(held, asked, risk);
  return found.ok ? found.value : found.error;
}

const sizedOk = (held: Book, proposal: Partial<Proposal>): Sized => {
  const found = sized(held, proposal);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

describe('the golden vectors of spec 05 section 17: 1000 of equity, the stop 2.9 % away', () => {
  it.each<readonly [Tier, string, string, string, string, string]>([
    ['A', '7', '210', '30', '6.09', '0.2625'],
    ['B', '5', '150', '30', '4.35', '0.1875'],
    ['C', '2', '60', '30', '1.74', '0.075'],
  ])(
    'tier %s at leverage %s: notional %s, margin %s, %s lost at the stop and %s of costs',
    (tier, leverage, value, margin, loss, cost) => {
      const { exposure, binding } = sizedOk(book('1000'), { tier });
      expect(binding).toBe('leverage');
      expect(formatFixed(leverageOf(tier, risk))).toBe(leverage);
      expect(formatFixed(exposureNotional(exposure))).toBe(value);
      expect(formatFixed(exposureMargin(exposure))).toBe(margin);
      expect(formatFixed(share(exposureNotional(exposure), risk.roundTripCost))).toBe(cost);
      expect(lossAtStop(exposure, risk.roundTripCost)).toBe(usd(loss) + usd(cost));
    },
  );

  it.each<readonly [Tier, string]>([
    ['A', '72.66'],
    ['B', '51.9'],
    ['C', '20.76'],
  ])('the small account: of 346 a position of tier %s is %s', (tier, value) => {
    expect(formatFixed(exposureNotional(sizedOk(book('346'), { tier }).exposure))).toBe(value);
  });
});

describe('the bound that decides', () => {
  const margin = (value: string): Exposure => ({
    instrument: instrument('ETH').id,
    base: asBase('ETH'),
    side: 'long',
    qty: qty(value),
    mark: price('1'),
    entry: price('1'),
    stop: price('1'),
    leverage: fixed<Ratio>('1'),
  });

  it('is the loss at the stop where the stop is far', () => {
    const { exposure, binding } = sizedOk(book('1000'), { stop: price('80') });
    expect(binding).toBe('max_loss');
    // 10 USD at 20.125 % is 49.689 USD: a lot more would lose more than that.
    expect(formatFixed(exposure.qty)).toBe('0.4968');
    expect(lossAtStop(exposure, risk.roundTripCost) <= usd('10')).toBe(true);
  });

  it('is the margin that is left (spec 05 section 17: 20 available, tier C, 38 of notional)', () => {
    const { exposure, binding } = sizedOk(book('1000', [margin('880')]), { tier: 'C' });
    expect([binding, formatFixed(exposureNotional(exposure))]).toEqual(['available_margin', '38']);
    expect(sized(book('1000', [margin('896')]), { tier: 'C' })).toBe('MIN_NOTIONAL');
    expect(sized(book('1000', [margin('950')]), { tier: 'C' })).toBe('MIN_NOTIONAL');
  });

  it('is what one position may be worth, by tier', () => {
    const worth = (tier: Tier): readonly string[] => {
      const { exposure, binding } = sizedOk(book('10000000'), { tier });
      return [binding, formatFixed(exposureNotional(exposure))];
    };
    expect([worth('A'), worth('B'), worth('C')]).toEqual([
      ['max_usd', '100000'],
      ['max_usd', '50000'],
      ['max_usd', '25000'],
    ]);
  });

  it('is the margin of one position where the share of risk is large', () => {
    const bold = { ...risk, riskPerTrade: fixed<Ratio>('0.5') };
    const found = size(
      book('1000'),
      { instrument: fine, tier: 'A', side: 'long', mark: price('100'), stop: price('99.9') },
      bold,
    );
    expect(found).toMatchObject({ ok: true, value: { binding: 'single_margin', exposure: { qty: qty('17.5') } } });
  });
});

describe('what cannot be sized is refused with its reason', () => {
  it.each<readonly [string, Partial<Proposal>, string, string]>([
    ['a stop at the price', { stop: price('100') }, '1000', 'INVALID_STOP'],
    ['a stop on the winning side', { stop: price('101') }, '1000', 'INVALID_STOP'],
    ['a short with its stop below', { side: 'short', stop: price('99') }, '1000', 'INVALID_STOP'],
    ['a stop at nothing', { stop: price('0') }, '1000', 'INVALID_STOP'],
    ['no equity', {}, '0', 'INVALID_EQUITY'],
    ['less than no equity', {}, '-1', 'INVALID_EQUITY'],
    ['a few dollars', {}, '40', 'MIN_NOTIONAL'],
    ['less than a lot', { instrument: { ...fine, lot: qty('10') } }, '350', 'SIZE_STEP_ROUND_TO_ZERO'],
    ['less than the venue takes', { instrument: { ...fine, minQty: qty('1') } }, '350', 'SIZE_BELOW_MIN'],
    [
      'what is dust after rounding',
      { instrument: { ...fine, lot: qty('0.09'), minQty: qty('0.01') } },
      '50',
      'MIN_NOTIONAL',
    ],
  ])('%s', (_, proposal, equity, code) => {
    expect(sized(book(equity), proposal)).toBe(code);
  });
});

it('a size is in whole lots, on the grid of the finest tick and of the coarsest', () => {
  const meme = instrument('DOGE', { tick: price('0.0000000001'), lot: qty('1000') });
  const micro = sizedOk(book('350'), { instrument: meme, mark: price('0.0000123457'), stop: price('0.0000119999') });
  expect([formatFixed(micro.exposure.qty), formatFixed(notional(micro.exposure.mark, micro.exposure.qty))]).toEqual([
    '5953000',
    '73.4939521',
  ]);
  const whole = instrument('BTC', { tick: price('1'), lot: qty('0.0001') });
  const macro = sizedOk(book('350'), { instrument: whole, mark: price('64999'), stop: price('63000') });
  expect(formatFixed(macro.exposure.qty)).toBe('0.0011');
});
