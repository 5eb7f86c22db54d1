import { expect, test } from 'vitest';
import { ms } from '../../../core/units.ts';
import { rng } from '../../../runtime/rng.ts';
import { createKeyRing } from '../standing/keys.ts';
import { createTokens } from './tokens.ts';

const ring = createKeyRing(rng(1));
const found = ring.find(ring.pairs.full.apiKey);

test('a token is good for 900 seconds, and longer only where a private subscription holds it', () => {
  let now = ms(0);
  const tokens = createTokens(() => now, rng(2));
  if (found === undefined) throw new Error('no key');
  const token = tokens.mint(found);
  expect(token).toMatch(/^[A-Za-z0-9+/]{43}$/);
  const release = tokens.hold(token, 'c1');
  const second = tokens.hold(token, 'c1');
  now = ms(899_999);
  expect([tokens.find(token, 'c1'), tokens.find(token, 'c2')]).toEqual([found, found]);
  now = ms(900_000);
  expect([tokens.find(token, 'c1'), tokens.find(token, 'c2')]).toEqual([found, undefined]);
  release();
  expect(tokens.find(token, 'c1')).toBe(found);
  second();
  expect(tokens.find(token, 'c1')).toBeUndefined();
});

test('a token is nobody else’s, and can be revoked', () => {
  const tokens = createTokens(() => ms(0), rng(2));
  if (found === undefined) throw new Error('no key');
  const [first, other] = [tokens.mint(found), tokens.mint(found)];
  expect(first).not.toBe(other);
  tokens.revoke(first);
  expect([tokens.find(first, 'c1'), tokens.find(other, 'c1'), tokens.find('', 'c1')]).toEqual([
    undefined,
    found,
    undefined,
  ]);
});
