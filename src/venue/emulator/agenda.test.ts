import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ms } from '../../core/units.ts';
import { createAgenda } from './agenda.ts';

test('an agenda gives what a stable sort by time gives, also while it is being filled', () => {
  const step = fc.oneof(fc.nat(9), fc.constant('take' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const agenda = createAgenda<number>();
      let model: { at: number; item: number }[] = [];
      steps.forEach((at, item) => {
        if (at === 'take') {
          const [first, ...rest] = model;
          model = rest;
          expect(agenda.nextAt()).toBe(first?.at);
          expect(agenda.take()).toBe(first?.item);
        } else {
          agenda.add(ms(at), item);
          model = [...model, { at, item }].toSorted((a, b) => a.at - b.at);
        }
      });
      expect(model.map(() => agenda.take())).toEqual(model.map(({ item }) => item));
      expect(agenda.take()).toBeUndefined();
    }),
    { seed: 1, numRuns: 300 },
  );
});
