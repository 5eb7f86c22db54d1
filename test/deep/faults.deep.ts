import { afterEach, describe, expect, it } from 'vitest';
import { faultsOf, overUnified, overV3 } from '../support/fault-clients.ts';
import { faultSession, strikes } from '../support/fault-session.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const after = (close: () => Promise<void>): void => void closers.push(close);
const seeds = Array.from({ length: 100 }, (_, i) => i + 101);

describe.each([
  ['v3', overV3],
  ['unified', overUnified],
] as const)('a hundred sessions with all faults at once, over %s', (dialect, connect) => {
  it.each(seeds)('seed %i', { timeout: 300_000 }, (seed) =>
    faultSession({
      seed,
      dialect,
      faults: faultsOf[dialect],
      resting: 20,
      sent: 12,
      after,
      connect: (standing, links) => connect(standing, links, seed),
    }),
  );

  it('in which each of them has struck', () => {
    console.log(JSON.stringify({ dialect, ...strikes[dialect] }));
    expect(Object.keys(strikes[dialect] ?? {}).toSorted()).toEqual(Object.keys(faultsOf[dialect]).toSorted());
  });
});
