import { hash } from 'node:crypto';
import { hmacSha512 } from './hmac.ts';
import type { Hmac } from './hmac.ts';

/** A secret as it is used: it signs, and nothing can read it out of this or print it. */
export type SigningKey = Hmac;

/** Decodes a secret once. Decoding is lenient: the venue's own sample secret lacks its padding. */
export function signingKey(secret: string): SigningKey {
  return hmacSha512(Buffer.from(secret, 'base64'));
}

/** `data` is the parameter string exactly as it goes over the wire, url-encoded, from the query or the body. */
export type Signed = Readonly<{ data: string; path: string; nonce?: string }>;

/**
 * The header `Authent` of the derivatives API. The path is signed without a leading `/derivatives`.
 *
 * @see https://docs.kraken.com/api/docs/guides/futures-rest
 */
export function authent(sign: SigningKey, { data, path, nonce = '' }: Signed): string {
  return sign(hash('sha256', data + nonce + path.replace(/^\/derivatives/, ''), 'binary'));
}

/** What proves a key to WebSocket v1. @see https://docs.kraken.com/api/docs/guides/futures-websockets */
export function signedChallenge(sign: SigningKey, challenge: string): string {
  return sign(hash('sha256', challenge, 'binary'));
}

/**
 * The header `API-Sign` of the spot API, which also issues the tokens of the unified WebSocket.
 *
 * @param body The body as sent; it contains the nonce too.
 * @see https://docs.kraken.com/api/docs/guides/spot-rest-auth
 */
export function spotSign(
  sign: SigningKey,
  { path, nonce, body }: Readonly<{ path: string; nonce: string; body: string }>,
): string {
  return sign(Buffer.from(path).toString('binary') + hash('sha256', nonce + body, 'binary'));
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
