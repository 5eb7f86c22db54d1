import { expect, test } from 'vitest';
import { storm } from './storm.ts';
import type { Toll } from './storm.ts';

const each = 250;
const requests = Number(process.env['KEEL_STORM'] ?? 10_000);
const first = Number(process.env['KEEL_SEED'] ?? 1);

/** Every answer's status, and after every request balances, positions, margin, fees and open orders to 1e-8. */
test(`${requests} random requests leave the exchange and a naive model of it with the same books`, () => {
  const toll: Toll = { requests: 0, byStatus: new Map(), executions: 0 };
  const found = [];
  for (let seed = first; toll.requests < requests && found.length === 0; seed += 1) {
    const difference = storm(seed, each, toll);
    if (difference !== undefined) found.push(difference);
  }
  expect(found).toEqual([]);
  expect(toll.requests).toBeGreaterThanOrEqual(requests);
  console.log(JSON.stringify({ ...toll, byStatus: Object.fromEntries(toll.byStatus) }));
});
