import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settings, t0 } from '../../../test/support/keel.ts';
import { later } from '../units.ts';
import type { Ms } from '../units.ts';
import { newHealth, noteLook, takesTurn, trustOf } from './health.ts';
import type { Health } from './health.ts';

const rules = settings.health;
const minute = 60_000;
const at = (minutes: number): Ms => later(t0, minutes * minute);

/** Looks one after another, a minute apart: `x` fails, `.` succeeds. */
function looked(pattern: string, health: Health = newHealth(), from: number = 0): Health {
  pattern.split('').forEach((look, n) => void noteLook(health, look === 'x' ? 'bad' : undefined, at(from + n), rules));
  return health;
}

describe('the health of an instrument', () => {
  it.each([
    ['', 'HEALTHY'],
    ['xx', 'HEALTHY'],
    ['xx.xx.xx', 'HEALTHY'],
    ['xxx', 'DEGRADED'],
    ['xxx..', 'DEGRADED'],
    ['xxx..x...', 'HEALTHY'],
    ['xxx..x..', 'DEGRADED'],
    ['xxx...', 'HEALTHY'],
  ])('after %s it is %s', (pattern, state) => {
    expect(looked(pattern).state).toBe(state);
  });

  it('is suspended by a further failure six hours after the first of the row, and not before', () => {
    const health = looked('xxx');
    noteLook(health, 'bad', at(359), rules);
    expect(health.state).toBe('DEGRADED');
    expect(noteLook(health, 'bad', at(360), rules)).toBe(true);
    expect(health.state).toBe('SUSPENDED');
  });

  it('starts the six hours again after a success', () => {
    const health = looked('xxx.');
    noteLook(health, 'bad', at(300), rules);
    noteLook(health, 'bad', at(400), rules);
    expect(health.state).toBe('DEGRADED');
  });

  it('heals from suspension without a stop on the way', () => {
    const health = looked('xxx');
    noteLook(health, 'bad', at(400), rules);
    expect(looked('..', health, 430).state).toBe('SUSPENDED');
    expect(looked('.', health, 440).state).toBe('HEALTHY');
    expect(health.unfit).toBeUndefined();
  });

  it('takes every turn while healthy, one in four while degraded, and a probe every half hour while suspended', () => {
    const turns = (health: Health, n: number): string =>
      Array.from({ length: n }, (_, k) => (takesTurn(health, at(400 + k * 15), rules) ? 'T' : '-')).join('');
    expect(turns(newHealth(), 5)).toBe('TTTTT');
    expect(turns(looked('xxx'), 9)).toBe('---T---T-');
    const suspended = looked('xxx');
    noteLook(suspended, 'bad', at(400), rules);
    expect(turns(suspended, 6)).toBe('--T-T-');
  });

  it('trusts by the last seven days, and wholly where nobody looked', () => {
    const health = newHealth();
    expect(trustOf(health, at(0))).toBe(1);
    looked('xx..', health);
    expect(trustOf(health, at(6 * 1440))).toBe(0.5);
    expect(trustOf(health, at(7 * 1440))).toBe(1);
    for (let day = 0; day < 30; day += 1) looked('.x', health, day * 1440);
    expect(health.days).toHaveLength(7);
  });

  it('is healthy exactly when its last looks say so', () => {
    const pattern = fc.array(fc.constantFrom('x', '.'), { maxLength: 40 }).map((looks) => looks.join(''));
    fc.assert(
      fc.property(pattern, (looks) => {
        // Within six hours nothing is suspended: what counts is what came last, three in a row.
        const [bad, good] = [looks.lastIndexOf('xxx'), looks.lastIndexOf('...')];
        expect(looked(looks).state).toBe(bad >= 0 && bad > good ? 'DEGRADED' : 'HEALTHY');
      }),
    );
  });
});
