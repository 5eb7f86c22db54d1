import { expect, test } from 'vitest';
import { rng } from '../../../runtime/rng.ts';
import { createKeyRing, drawUuid } from './keys.ts';

test('practice keys come from the seed, and the bad one opens nothing', () => {
  const ring = createKeyRing(rng(3));
  expect(createKeyRing(rng(3)).pairs).toEqual(ring.pairs);
  expect(createKeyRing(rng(4)).pairs.full.apiKey).not.toBe(ring.pairs.full.apiKey);
  expect(ring.find(ring.pairs.full.apiKey)?.permissions).toEqual({ general: 'full', transfer: 'none' });
  expect(ring.find(ring.pairs.readOnly.apiKey)?.permissions.general).toBe('read');
  expect(ring.find(ring.pairs.withdrawal.apiKey)?.permissions.transfer).toBe('full');
  expect(ring.find(ring.pairs.bad.apiKey)).toBeUndefined();
  expect(Buffer.from(ring.pairs.full.apiSecret, 'base64')).toHaveLength(64);
});

test('drawn ids are UUIDs of version 4', () => {
  expect(drawUuid(rng(5))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});
