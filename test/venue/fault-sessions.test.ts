import { afterAll, afterEach, describe, it } from 'vitest';
import { faultsOf, overUnified, overV3 } from '../support/fault-clients.ts';
import { faultSession, strikes } from '../support/fault-session.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => console.log(JSON.stringify(strikes)));
const after = (close: () => Promise<void>): void => void closers.push(close);

describe.each([
  ['v3', overV3],
  ['unified', overUnified],
] as const)('all faults at once, over %s, with twenty orders live', (dialect, connect) => {
  it.each([2, 3, 5, 7, 11])(
    'leave the fold of what was told as the venue has it, seed %i',
    { timeout: 120_000 },
    (seed) =>
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
});
