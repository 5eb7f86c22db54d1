import { expect, test } from 'vitest';
import { ms } from '../../../core/units.ts';
import type { Clock } from '../../../runtime/ports.ts';
import { rng } from '../../../runtime/rng.ts';
import { startStub } from '../../../../test/support/unified-stub.ts';
import { unifiedDefaults } from '../../dialect/unified-switches.ts';
import { cautiousReads, documentedTiming } from './options.ts';
import { createSpotRest, createTokens } from './token.ts';

test('requests of one moment have different, growing nonces, and each token is a new one', async () => {
  const stub = await startStub();
  const clock: Clock = { now: () => ms(1_000), wake: () => new Promise(() => undefined) };
  const rest = createSpotRest(
    {
      urls: stub.urls,
      key: { apiKey: 'practice', apiSecret: 'c2VjcmV0' },
      switches: unifiedDefaults,
      timing: documentedTiming,
      rates: cautiousReads,
      reads: cautiousReads,
      rng: rng(1),
      permissionWhenUnknown: 'disabled',
      contracts: new Map(),
    },
    clock,
  );
  const tokens = createTokens(rest, { clock, lockoutMs: 60_000 });
  const some = await Promise.all([tokens(), tokens(), tokens()]);
  expect(new Set(some.map((token) => (token.ok ? token.value : ''))).size).toBe(3);
  const nonces = stub.http.map(({ body }) => Number(new URLSearchParams(body).get('nonce')));
  expect(nonces.toSorted((a, b) => a - b)).toEqual([1_000_000, 1_000_001, 1_000_002]);
  stub.scripts.set('token', () => [{ error: ['EGeneral:Temporary lockout'] }]);
  expect(await tokens()).toEqual({ ok: false, error: 'EGeneral:Temporary lockout' });
  stub.scripts.clear();
  expect(await tokens()).toEqual({ ok: false, error: 'EGeneral:Temporary lockout; waiting before the next try' });
  expect(stub.http).toHaveLength(4);
  await rest.close();
  await stub.close();
});
