import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { reference, referenceSuite } from '../../../test/reference.ts';
import { authent, judgeNonce, signedChallenge, signingKey, spotSign } from './sign.ts';

// Made for this test; the expected values were computed with Python's hashlib and hmac.
const key = signingKey('S2VlbCB0ZXN0IHNlY3JldCwgbm90IGEga2V5Lg==');

test('a request is signed as it is sent, with and without a nonce, and without /derivatives', () => {
  const order = { data: 'orderType=lmt&cliOrdId=a%20b%2F1', path: '/derivatives/api/v3/sendorder' };
  expect(authent(key, order)).toBe(
    'cvFeQS52u2hDQoa66TcgJmq2C1NmkYMXfFEmiBw8UGxJmQwbYEcDegoLJn1ECaUXwij7/qDnVcWXD+4Wn9JNfw==',
  );
  expect(authent(key, { ...order, path: '/api/v3/sendorder' })).toBe(
    'cvFeQS52u2hDQoa66TcgJmq2C1NmkYMXfFEmiBw8UGxJmQwbYEcDegoLJn1ECaUXwij7/qDnVcWXD+4Wn9JNfw==',
  );
  expect(authent(key, { ...order, nonce: '1790359997224' })).toBe(
    'w0Ph/50AypdRaS6eGyr2/a4TNgKRt0bpIvt8a/AKgRRAI62SkSjerDdxIN37IOEI6jLdpy7SoJnq19ErE1z5Og==',
  );
});

test('a challenge, and a request of the spot API, are signed', () => {
  expect(signedChallenge(key, 'c0ffee00-1111-4222-8333-444455556666')).toBe(
    'QJ3rAhrHNM25Js/iH31N2NCc13tW5jHMqxAqxsknHdCeTKc1qRvvPH5xD+ASBoV7SeNMfzfhg9eQn8KLx2N2kw==',
  );
  const token = { path: '/0/private/GetWebSocketsToken', nonce: '1790359997224', body: 'nonce=1790359997224' };
  expect(spotSign(key, token)).toBe(
    'NfDktrDZrFjuxR7f4XtvW+UmBmUGMEKNAGpq3Opn0ZGhG+QfSDAEbyphPnaGnAoAOqTS/9GnrafsgdQZ5DYm3A==',
  );
});

test('a nonce rises; one overtaken by a few passes, a repeated and a far older one do not', () => {
  const seen: bigint[] = [];
  expect(judgeNonce(seen, '1790359997224000000')).toBe('fine');
  expect(judgeNonce(seen, '1790359997224000000')).toBe('nonceDuplicate');
  expect(judgeNonce(seen, '1790359997223999999')).toBe('fine');
  for (let i = 1; i <= 120; i += 1) expect(judgeNonce(seen, String(1790359997224000000n + BigInt(i)))).toBe('fine');
  expect(judgeNonce(seen, '1790359997224')).toBe('nonceBelowThreshold');
  expect(judgeNonce(seen, 'soon')).toBe('nonceBelowThreshold');
});

referenceSuite('authentication vectors', () => {
  const vectors = z.object({
    rest: z.array(
      z.object({
        name: z.string(),
        secret: z.string(),
        postData: z.string(),
        nonce: z.string(),
        endpointPath: z.string(),
        authent: z.string(),
      }),
    ),
    ws: z.array(z.object({ name: z.string(), secret: z.string(), challenge: z.string(), signed: z.string() })),
  });
  const path = reference('kraken', 'fixtures', 'auth-vectors.json') ?? '';
  const { rest, ws } = vectors.parse(JSON.parse(readFileSync(path, 'utf8')));

  test.each(rest)('$name', ({ secret, postData, nonce, endpointPath, authent: expected }) => {
    expect(authent(signingKey(secret), { data: postData, nonce, path: endpointPath })).toBe(expected);
  });
  test.each(ws)('$name', ({ secret, challenge, signed }) => {
    expect(signedChallenge(signingKey(secret), challenge)).toBe(signed);
  });
  test('all of them were read', () => expect([rest.length, ws.length]).toEqual([13, 2]));
});
