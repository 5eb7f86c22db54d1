import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ms } from '../core/units.ts';
import { Schedule } from './schedule.ts';

type Action = Readonly<{ at: number }> | 'take';
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ at: fc.nat({ max: 20 }) }) },
    { weight: 1, arbitrary: fc.constant('take' as const) },
  ),
  { maxLength: 200 },
);

describe('Schedule', () => {
  it('is a sorted list, whatever is added and taken', () => {
    fc.assert(
      fc.property(actions, (script) => {
        const schedule = new Schedule<number>();
        const sorted: { at: number; item: number }[] = [];
        for (const [item, action] of [...script, ...script.map(() => 'take' as const)].entries()) {
          if (action === 'take') {
            expect(schedule.take()).toBe(sorted.shift()?.item);
          } else {
            schedule.add(ms(action.at), item);
            sorted.push({ at: action.at, item });
            sorted.sort((a, b) => a.at - b.at || a.item - b.item);
          }
          expect(schedule.nextAt()).toBe(sorted[0]?.at);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has nothing to give when it is empty', () => {
    const schedule = new Schedule<string>();
    expect(schedule.nextAt()).toBeUndefined();
    expect(schedule.take()).toBeUndefined();
  });
});
