import { timingSafeEqual } from 'node:crypto';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { spotSign } from '../../dialect/sign.ts';
import type { KeyRing, PracticeKey } from '../standing/keys.ts';
import type { Asked } from '../standing/service.ts';
import { readJson } from '../unified/conversation.ts';
import { isParams } from '../unified/params.ts';

/** Checks who signed a request, over the bytes as they came. The nonce of a key always rises. */
export function createVerifier(keys: KeyRing): (asked: Asked) => Result<PracticeKey, string> {
  const nonces = new Map<string, bigint>();
  return ({ path, body, headers }) => {
    const key = keys.find(headerOf(headers['api-key']));
    if (key === undefined) return err('EAPI:Invalid key');
    const nonce = nonceIn(body, headerOf(headers['content-type']));
    if (nonce === undefined) return err('EAPI:Invalid nonce');
    const given = Buffer.from(headerOf(headers['api-sign']));
    const right = Buffer.from(spotSign(key.secret, { path, nonce, body }));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return err('EAPI:Invalid signature');
    if (BigInt(nonce) <= (nonces.get(key.apiKey) ?? -1n)) return err('EAPI:Invalid nonce');
    nonces.set(key.apiKey, BigInt(nonce));
    return ok(key);
  };
}

function headerOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The text of the nonce as it went into the signature. A JSON number may have more digits than a double holds. */
function nonceIn(body: string, type: string): string | undefined {
  const isJson = type.includes('json');
  const parsed = isJson ? readJson(body) : undefined;
  if (isJson && !isParams(parsed)) return undefined;
  const text = isJson ? /"nonce"\s*:\s*"?(\d+)/.exec(body)?.[1] : (new URLSearchParams(body).get('nonce') ?? undefined);
  return text !== undefined && /^\d{1,30}$/.test(text) ? text : undefined;
}
