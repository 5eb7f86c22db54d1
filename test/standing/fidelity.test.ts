import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Standing } from '../../src/venue/emulator/standing/start.ts';
import { referenceSuite } from '../reference.ts';
import { differences } from '../support/shapes.ts';
import { clientOf, control, standVenue } from '../support/standing-venue.ts';
import { frameModels } from './fidelity-socket.ts';
import { fixture, restModels } from './fidelity.ts';

/** The rows of the table in the documentation: call, field and what differs; a reason stands behind them. */
function documented(): readonly string[] {
  const all = readFileSync(resolve(import.meta.dirname, '../../docs/reference/fidelity.md'), 'utf8');
  const [text = ''] = all.split('\n## Unified\n');
  return [...text.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, call, field, what = '', reason = '']) => {
      expect(reason.trim().length, `${call} ${field} has a reason`).toBeGreaterThan(8);
      return `${call} | ${field} | ${what.trim()}`;
    },
  );
}

referenceSuite('answers have the fields and types of what was captured or documented', () => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await standVenue({ speed: 50 });
    const client = clientOf(standing, standing.keys.pairs.full);
    await client.put('/derivatives/api/v3/leveragepreferences', 'symbol=PF_DOGEUSD&maxLeverage=5');
    await control(standing, 'balance', { currency: 'USD', amount: '250' });
  });
  afterAll(() => standing.close());

  it('or the difference is documented with its reason', async () => {
    const found: string[] = [];
    for (const model of restModels(standing)) {
      const answer = await model.answer();
      expect(answer, `${model.call}`).not.toMatchObject({ result: 'error' });
      for (const { field, what } of differences(answer, fixture(model.fixture)))
        found.push(`${model.call} | ${field} | ${what}`);
    }
    for (const { call, answer, model } of await frameModels(standing)) {
      expect(answer, `${call}`).not.toEqual([]);
      for (const { field, what } of differences(answer, model)) found.push(`${call} | ${field.slice(3)} | ${what}`);
    }
    expect(found.toSorted()).toEqual([...documented()].toSorted());
  });
});
