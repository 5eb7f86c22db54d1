import { describe, expect, it } from 'vitest';
import { settings } from '../../../test/support/keel.ts';
import { entryFilled, exitFilled, positionIn } from '../../../test/support/positions.ts';
import { fixed, notional } from '../units.ts';
import type { Price, Qty, Side } from '../units.ts';
import { breakEven, firstTargetTaken, outstanding, targets, tighter } from './exit-plan.ts';
import { emptyTally, withEntry, withExit } from './tally.ts';

const price = (text: string): Price => fixed<Price>(text);
const qty = (text: string): Qty => fixed<Qty>(text);

type Bought = Readonly<{
  side?: Side;
  size: string;
  at?: string;
  stop?: string;
  tick?: string;
  lot: string;
  minQty?: string;
}>;

function bought({
  side = 'long',
  size,
  at = '101',
  stop = '98',
  tick = '0.01',
  lot,
  minQty = lot,
}: Bought): Parameters<typeof targets>[0] {
  const entry = { ...entryFilled(size), value: notional(price(at), qty(size)) };
  return {
    side,
    regime: 'tight_smc',
    tally: withEntry(emptyTally, entry),
    initialStop: price(stop),
    tick: price(tick),
    lot: qty(lot),
    minQty: qty(minQty),
  };
}

const plan = (what: Bought): readonly (readonly [string, string, string])[] =>
  targets(bought(what), settings.exit).map((target) => [target.role, plain(target.qty), plain(target.price)]);

function plain(value: Qty | Price): string {
  return String(Number(value) / 1e10);
}

describe('the ladder', () => {
  it('of 210 USD at 101 in lots of 0.0001 (spec 06 section 21.2)', () => {
    expect(plan({ size: '2.0792', lot: '0.0001' }).map(([role, size]) => [role, size])).toEqual([
      ['tp1', '1.0396'],
      ['tp2', '0.8316'],
    ]);
  });

  it('in lots of 0.01 is floored, and the rest stays with the runner', () => {
    expect(plan({ size: '2.07', lot: '0.01' }).map(([, size]) => size)).toEqual(['1.03', '0.82']);
    expect(plan({ size: '2.0792', lot: '0.01' }).map(([, size]) => size)).toEqual(['1.03', '0.83']);
  });

  it.each<readonly [Side, string, string, readonly string[]]>([
    ['long', '100', '98', ['102', '105']],
    ['short', '100', '102', ['98', '95']],
    // 2.929 of risk from the real entry, rounded toward the market.
    ['long', '101', '98.071', ['103.92', '108.32']],
    ['short', '101', '103.929', ['98.08', '93.68']],
  ])('%s from %s with the stop at %s: 1 R and 2.5 R at %j', (side, at, stop, prices) => {
    expect(plan({ side, size: '10', at, stop, lot: '0.01' }).map(([, , level]) => level)).toEqual(prices);
  });

  it('leaves what rounds to nothing, or to less than the venue takes, to the runner: one bad level spoils no other', () => {
    expect(plan({ size: '1', lot: '1' })).toEqual([]);
    expect(plan({ size: '2', lot: '1' }).map(([role, size]) => [role, size])).toEqual([['tp1', '1']]);
    expect(plan({ size: '10', lot: '1', minQty: '5' }).map(([role, size]) => [role, size])).toEqual([['tp1', '5']]);
    // The second level of a short would lie below zero.
    expect(plan({ side: 'short', size: '10', at: '10', stop: '15', lot: '1' })).toEqual([['tp1', '5', '5']]);
  });

  it('is empty before anything was bought', () => {
    expect(targets({ ...positionIn('entering') }, settings.exit)).toEqual([]);
    expect(breakEven(positionIn('entering'), settings.exit)).toBeUndefined();
  });
});

it.each<readonly [Side, string, string, string]>([
  ['long', '101', '0.01', '101.02'],
  ['short', '101', '0.01', '100.98'],
  // An average between two ticks is rounded toward the profit.
  ['long', '100.005', '0.01', '100.03'],
  ['short', '100.005', '0.01', '99.98'],
  // A price of a few ticks never becomes nothing.
  ['short', '0.02', '0.01', '0.01'],
])('break-even of a %s from %s in ticks of %s is %s', (side, at, tick, level) => {
  expect(breakEven(bought({ side, size: '10', at, tick, lot: '0.01' }), settings.exit)).toBe(price(level));
});

it('of two stops the tighter is the one nearer to the market', () => {
  expect(tighter('long', price('98'), price('99'))).toBe(price('99'));
  expect(tighter('short', price('98'), price('99'))).toBe(price('98'));
});

it('a target asks for what it has not taken yet, and for no more than is left', () => {
  const target = { role: 'tp1', price: price('102'), qty: qty('5') } as const;
  const whole = { ...positionIn('protected'), targets: [target] };
  const after = (size: string, role: 'stop' | 'tp1'): typeof whole => ({
    ...whole,
    tally: withExit(whole.tally, exitFilled(size, role)),
  });
  expect(outstanding(whole, target)).toBe(qty('5'));
  expect(outstanding(after('2', 'tp1'), target)).toBe(qty('3'));
  expect(outstanding(after('6', 'tp1'), target)).toBe(qty('0'));
  expect(outstanding(after('7', 'stop'), target)).toBe(qty('3'));
  expect([after('4.999', 'tp1'), after('5', 'tp1'), after('5', 'stop')].map(firstTargetTaken)).toEqual([
    false,
    true,
    false,
  ]);
});
