import { expect, test } from 'vitest';
import { rng } from '../../../runtime/rng.ts';
import { createFaults, parseFault } from './faults.ts';

test('a fault is written as its name, with a probability, or with a script', () => {
  expect(parseFault('drop')).toEqual({ ok: true, value: { name: 'drop', part: '', probability: 1, on: [] } });
  expect(parseFault('delay:0.25')).toMatchObject({ value: { name: 'delay', probability: 0.25 } });
  expect(parseFault('5xx:sendorder@1,3')).toMatchObject({ value: { part: 'sendorder', on: [1, 3] } });
  expect(parseFault('lightning')).toMatchObject({ ok: false });
  expect(parseFault('drop:2')).toMatchObject({ ok: false });
  expect(parseFault('drop:')).toMatchObject({ ok: false });
});

test('a script counts only what it is about, and the same seed strikes alike', () => {
  const faults = createFaults(rng(1), [{ name: 'drop', part: 'send', probability: 0, on: [2] }]);
  const struck = ['send', 'cancel', 'send', 'send'].map((text) => faults.strikes('drop', text));
  expect(struck).toEqual([false, false, true, false]);
  expect(faults.counts()).toMatchObject({ drop: 1, delay: 0 });

  const drawn = (): readonly boolean[] => {
    const seeded = createFaults(rng(7), [{ name: 'delay', part: '', probability: 0.5, on: [] }]);
    return Array.from({ length: 64 }, () => seeded.strikes('delay', ''));
  };
  expect(drawn()).toEqual(drawn());
  expect(new Set(drawn()).size).toBe(2);
});
