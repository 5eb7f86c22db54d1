import { afterEach, describe, it } from 'vitest';
import { allFaults, overUnified, overV3 } from '../support/fault-clients.ts';
import { faultSession } from '../support/fault-session.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const after = (close: () => Promise<void>): void => void closers.push(close);

describe.each([
  ['v3', overV3, allFaults],
  ['unified', overUnified, { ...allFaults, 'stale-token': 0.1 }],
] as const)('all faults at once, over %s, with twenty orders live', (_dialect, connect, faults) => {
  it.each([2, 3, 5, 7, 11])(
    'leave the fold of what was told as the venue has it, seed %i',
    { timeout: 120_000 },
    (seed) =>
      faultSession({
        seed,
        faults,
        resting: 20,
        sent: 12,
        after,
        connect: (standing, links) => connect(standing, links, seed),
      }),
  );
});
