import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * A secret as it is used: decoded once and held as a key object, because an HMAC from a buffer builds one each time and
 * takes five times as long. Decoding is lenient: the venue's own sample secret lacks its padding.
 */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, 'base64'));
}

/** `data` is the parameter string exactly as it goes over the wire, url-encoded, from the query or the body. */
export type Signed = Readonly<{ data: string; path: string; nonce?: string }>;

/**
 * The header `Authent` of the derivatives API. The path is signed without a leading `/derivatives`.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-rest
 */
export function authent(key: KeyObject, { data, path, nonce = '' }: Signed): string {
  const digest = hash('sha256', data + nonce + path.replace(/^\/derivatives/, ''), 'buffer');
  return createHmac('sha512', key).update(digest).digest('base64');
}

/** What proves a key to WebSocket v1. @see https://docs.kraken.com/api/docs/guides/futures-websockets */
export function signedChallenge(key: KeyObject, challenge: string): string {
  return createHmac('sha512', key)
    .update(hash('sha256', challenge, 'buffer'))
    .digest('base64');
}

/**
 * The header `API-Sign` of the spot API, which also issues the tokens of the unified WebSocket.
 *
 * @param body The body as sent; it contains the nonce too.
 * @see https://docs.kraken.com/api/docs/guides/spot-rest-auth
 */
export function spotSign(
  key: KeyObject,
  { path, nonce, body }: Readonly<{ path: string; nonce: string; body: string }>,
): string {
  const digest = hash('sha256', nonce + body, 'buffer');
  return createHmac('sha512', key).update(path).update(digest).digest('base64');
}

/** The newest nonces of one key, ascending. They have up to 19 digits. */
export type Nonces = bigint[];

/** How many of the newest nonces are remembered: what arrives slightly out of order is tolerated, not repeated. */
const remembered = 100;

/**
 * Judges a nonce and remembers a good one. It rises per key; a request overtaken by a few others still passes.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-rest
 */
export function judgeNonce(nonces: Nonces, text: string): 'fine' | 'nonceDuplicate' | 'nonceBelowThreshold' {
  const nonce = /^\d{1,30}$/.test(text) ? BigInt(text) : -1n;
  if (nonces.includes(nonce)) return 'nonceDuplicate';
  const threshold = nonces.length < remembered ? -1n : (nonces[0] ?? -1n);
  if (nonce <= threshold) return 'nonceBelowThreshold';
  nonces.push(nonce);
  nonces.sort((a, b) => (a < b ? -1 : 1));
  if (nonces.length > remembered) nonces.shift();
  return 'fine';
}
