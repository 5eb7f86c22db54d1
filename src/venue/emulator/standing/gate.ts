import { authent, judgeNonce } from '../../dialect/sign.ts';
import type { Nonces } from '../../dialect/sign.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { KeyRing, PracticeKey } from './keys.ts';
import type { Asked } from './service.ts';

/** What a private call needs of its key. */
export type Need = 'read' | 'trade' | 'transfer';
/** One word for a wrong key, signature or permission, as at Kraken: it does not say which. Gotcha 11. */
export type Refusal = 'authenticationError' | 'nonceBelowThreshold' | 'nonceDuplicate';
export type Gate = (asked: Asked, need: Need) => Result<PracticeKey, Refusal>;

/**
 * Lets signed calls of the derivatives API in. The signature is over query and body as they were sent, one of which is
 * normally empty; a nonce is optional, and counts per key in its own unit. Gotchas 8 to 13.
 */
export function createGate(keys: KeyRing): Gate {
  const nonces = new Map<string, Nonces>();
  return (asked, need) => {
    const { headers, query, body, path } = asked;
    const [name, proof, nonce] = [headers['apikey'], headers['authent'], headers['nonce']];
    const key = keys.find(typeof name === 'string' ? name : '');
    if (key === undefined || typeof proof !== 'string') return err('authenticationError');
    const counted = typeof nonce === 'string' ? { nonce } : {};
    if (proof !== authent(key.secret, { data: query + body, path, ...counted })) return err('authenticationError');
    if (!may(key, need)) return err('authenticationError');
    if (typeof nonce !== 'string') return ok(key);
    const seen = nonces.get(key.apiKey) ?? [];
    nonces.set(key.apiKey, seen);
    const verdict = judgeNonce(seen, nonce);
    return verdict === 'fine' ? ok(key) : err(verdict);
  };
}

function may({ permissions }: PracticeKey, need: Need): boolean {
  if (need === 'transfer') return permissions.transfer === 'full';
  return permissions.general === 'full' || (need === 'read' && permissions.general === 'read');
}
