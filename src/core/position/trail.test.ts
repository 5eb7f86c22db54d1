import { describe, expect, it } from 'vitest';
import { exitFilled, positionIn } from '../../../test/support/positions.ts';
import { price, qty, settings, t0 } from '../../../test/support/keel.ts';
import { add, formatFixed } from '../units.ts';
import type { Price, Side } from '../units.ts';
import type { Protected } from './position.ts';
import { trailed } from './trail.ts';
import { transition } from './transition.ts';

const { exit } = settings;

/** Bought (sold) 10 at 100; half of it was the first target, and that is taken. */
function running(initialStop: string, stop: string, side: Side = 'long'): Protected {
  const held = positionIn('protected', side);
  if (held.phase !== 'protected') throw new Error('not protected');
  const half = qty('5');
  const targets = [{ role: 'tp1' as const, price: price('102'), qty: half }];
  const tally = { ...held.tally, taken: { ...held.tally.taken, tp1: half } };
  return { ...held, initialStop: price(initialStop), stopPrice: price(stop), targets, tally };
}

const moved = (mark: number, atr: number) => ({ type: 'price.moved' as const, at: t0, mark, atr });
const stopAfter = (position: Protected, mark: number, atr = 4): string =>
  formatFixed(trailed(position, moved(mark, atr), exit).stopPrice);

describe('the trail', () => {
  // Price 110, ATR 4: the initial stop decides how many R that is.
  it.each([
    ['2.5 R: 1.5 ATR', '96', '104'],
    ['3 R: the final target is reached, 1.2 ATR', '96.7', '105.2'],
    ['5 R: 1.4 would be wider than 1.2, and is not taken', '98', '105.2'],
    ['8 R: 1 ATR', '98.8', '106'],
  ])('%s', (_, initialStop, stop) => {
    expect(stopAfter(running(initialStop, '99'), 110)).toBe(stop);
  });

  it('is the mirror for a short', () => {
    expect(stopAfter(running('104', '101', 'short'), 90)).toBe('96');
  });

  it('never moves back, and what it remembers never loosens it', () => {
    const first = trailed(running('98.8', '99'), moved(110, 4), exit);
    expect(first.trailAtrMult).toBe(1);
    const back = trailed(first, moved(107, 4), exit);
    expect([formatFixed(back.stopPrice), back.trailAtrMult]).toEqual(['106', 1]);
    expect(formatFixed(trailed(back, moved(111, 4), exit).stopPrice)).toBe('107');
  });

  it('does not begin before the first target is taken', () => {
    const early = { ...running('96', '99'), tally: positionIn('protected').tally };
    expect(trailed(early, moved(110, 4), exit)).toBe(early);
  });

  it('does not begin without an ATR, and not below the least one', () => {
    const held = running('96', '99');
    expect(trailed(held, moved(110, 0), exit)).toBe(held);
    const least = { ...exit, ...(exit.trail === undefined ? {} : { trail: { ...exit.trail, atrMin: 5 } }) };
    expect(trailed(held, moved(110, 4), least)).toBe(held);
  });

  it('leaves a stop where it is for less than a thousandth of its price', () => {
    const held = trailed(running('96', '99'), moved(110, 4), exit);
    expect(trailed(held, moved(110.1, 4), exit)).toBe(held);
    expect(formatFixed(trailed(held, moved(110.2, 4), exit).stopPrice)).toBe('104.2');
  });

  it('rounds toward the market, to the tick', () => {
    const odd = stopAfter(running('96', '99'), 110.03);
    expect(odd).toBe('104.1');
  });

  it('can be switched off', () => {
    const { trail: _, ...without } = exit;
    const held = running('96', '99');
    expect(trailed(held, moved(110, 4), without)).toBe(held);
  });

  it('works through the machine, and only there where a position is open', () => {
    const { next, verdict } = transition(running('96', '99'), moved(110, 4), exit);
    expect([formatFixed(next.stopPrice), verdict]).toEqual(['104', 'advanced']);
    for (const phase of ['entering', 'exiting', 'closed'] as const) {
      const position = positionIn(phase);
      expect(transition(position, moved(110, 4), exit)).toEqual({ next: position, verdict: 'ignored' });
    }
  });

  it('starts from break-even: the first target moves the stop there, and the trail takes it on', () => {
    const held = positionIn('protected');
    const targets = [{ role: 'tp1' as const, price: price('102'), qty: qty('5') }];
    const taken = transition({ ...held, working: qty('0'), targets }, exitFilled('5', 'tp1'), exit).next;
    const level: Price = add(price('100'), price('0.2'));
    expect(formatFixed(taken.stopPrice)).toBe(formatFixed(level));
    expect(formatFixed(transition(taken, moved(103, 4), exit).next.stopPrice)).toBe(formatFixed(level));
    expect(formatFixed(transition(taken, moved(107, 4), exit).next.stopPrice)).toBe('102.2');
  });
});
