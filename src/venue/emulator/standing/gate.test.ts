import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKey } from '../../dialect/sign.ts';
import { createGate } from './gate.ts';
import type { KeyRing, Permissions } from './keys.ts';
import type { Asked } from './service.ts';

const secretText = Buffer.from('a practice secret').toString('base64');
const path = '/derivatives/api/v3/sendorder';

function ringOf(permissions: Permissions): KeyRing {
  const pair = { apiKey: 'key', apiSecret: secretText };
  return {
    find: (name) => (name === 'key' ? { ...pair, secret: signingKey(secretText), permissions } : undefined),
    pairs: { full: pair, readOnly: pair, withdrawal: pair, bad: pair },
  };
}

/** Signed by the letter of the documentation, over what is sent. */
function signed({
  query = '',
  body = '',
  nonce = '',
}: Readonly<{ query?: string; body?: string; nonce?: string }>): Asked {
  const message = `${query}${body}${nonce}${path.slice('/derivatives'.length)}`;
  const digest = createHash('sha256').update(message).digest();
  const authent = createHmac('sha512', Buffer.from(secretText, 'base64')).update(digest).digest('base64');
  return { method: 'POST', path, query, body, headers: { apikey: 'key', authent, ...(nonce === '' ? {} : { nonce }) } };
}

const full: Permissions = { general: 'full', transfer: 'none' };
const refused = { ok: false, error: 'authenticationError' };

test('a signature is over query, then body, as they were sent', () => {
  const gate = createGate(ringOf(full));
  expect(gate(signed({ query: 'a=%20b' }), 'trade').ok).toBe(true);
  expect(gate(signed({ body: 'a=b%2Fc' }), 'trade').ok).toBe(true);
  expect(gate(signed({ query: 'a=1', body: 'b=2' }), 'trade').ok).toBe(true);
  expect(gate({ ...signed({ query: 'a=%20b' }), query: 'a= b' }, 'trade')).toEqual(refused);
  expect(gate({ ...signed({ body: 'a=1' }), body: 'a=2' }, 'trade')).toEqual(refused);
  expect(gate({ ...signed({}), headers: {} }, 'read')).toEqual(refused);
});

test('a key does what it may', () => {
  expect(createGate(ringOf({ general: 'read', transfer: 'none' }))(signed({}), 'read').ok).toBe(true);
  expect(createGate(ringOf({ general: 'read', transfer: 'none' }))(signed({}), 'trade')).toEqual(refused);
  expect(createGate(ringOf(full))(signed({}), 'transfer')).toEqual(refused);
  expect(createGate(ringOf({ general: 'none', transfer: 'full' }))(signed({}), 'read')).toEqual(refused);
  expect(createGate(ringOf({ general: 'none', transfer: 'full' }))(signed({}), 'transfer').ok).toBe(true);
});

test('a nonce is part of the signature, and is not used twice; one with a wrong signature is not used up', () => {
  const gate = createGate(ringOf(full));
  expect(gate(signed({ nonce: '1700000000000000001' }), 'read').ok).toBe(true);
  expect(gate(signed({ nonce: '1700000000000000001' }), 'read')).toEqual({ ok: false, error: 'nonceDuplicate' });
  expect(
    gate(
      { ...signed({ nonce: '5' }), headers: { ...signed({ nonce: '5' }).headers, nonce: '1700000000000000002' } },
      'read',
    ),
  ).toEqual(refused);
  expect(gate(signed({ nonce: '1700000000000000002' }), 'read').ok).toBe(true);
  expect(gate(signed({}), 'read').ok).toBe(true);
});
