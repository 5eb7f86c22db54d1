import { readFileSync } from 'node:fs';
import { reference } from '../../reference.ts';
import type { Answer, Client } from './client.ts';

export type RestVector = Readonly<{
  name: string;
  method: string;
  secret: string;
  postData: string;
  nonce: string;
  endpointPath: string;
  authent: string;
}>;
export type SocketVector = Readonly<{ name: string; secret: string; challenge: string; signed: string }>;

const file = reference('kraken', 'fixtures', 'auth-vectors.json');
const vectors = (file === undefined ? { rest: [], ws: [] } : JSON.parse(readFileSync(file, 'utf8'))) as Readonly<{
  rest: readonly RestVector[];
  ws: readonly SocketVector[];
}>;

/** The documentation's own sample secret has a character too few to be base64; only lenient decoders take it. */
const isBase64 = ({ secret }: RestVector): boolean => secret.length % 4 === 0;
export const malformed: readonly RestVector[] = vectors.rest.filter((vector) => !isBase64(vector));
/** Those that ccxt itself would send: it never has a nonce, and escapes its batches not at all. */
export const sendable: readonly RestVector[] = vectors.rest.filter(
  (vector) => vector.nonce === '' && !vector.postData.startsWith('json=%7B') && isBase64(vector),
);
export const others: readonly RestVector[] = vectors.rest.filter(
  (vector) => isBase64(vector) && !sendable.includes(vector),
);
export const sockets: readonly SocketVector[] = vectors.ws;

/** The signature that ccxt's own `sign` puts on the request. */
export function signed(client: Client, { method, secret, postData, endpointPath }: RestVector): Answer {
  client.apiKey = 'key';
  client.secret = secret;
  const history = /^\/api\/history\/(v\d)\/(.+)$/.exec(endpointPath);
  const path = history?.[2] ?? endpointPath.replace('/api/v3/', '');
  const params = { ...paramsOf(postData), ...(history === null ? {} : { version: history[1] }) };
  return client.sign(path, history === null ? 'private' : 'history', method, params).headers.Authent;
}

/** The same three steps with ccxt's own hash and hmac, for what it would never send: a nonce, an escaped batch. */
export function digested(
  client: Client,
  hashes: Answer,
  { secret, postData, nonce, endpointPath }: RestVector,
): Answer {
  const hash = client.hash(client.encode(postData + nonce + endpointPath), hashes.sha256, 'binary');
  return client.hmac(hash, client.base64ToBinary(secret), hashes.sha512, 'base64');
}

/** The answer to a challenge, as ccxt pro gives it. */
export function answered(pro: Client, { secret, challenge }: SocketVector): Answer {
  pro.apiKey = 'key';
  pro.secret = secret;
  const connection = { futures: { challenge: { resolve: () => undefined } } };
  pro.handleAuthenticate(connection, { event: 'challenge', message: challenge });
  return pro.options.signedChallenge;
}

function paramsOf(postData: string): Record<string, unknown> {
  if (postData.startsWith('json=')) return JSON.parse(postData.slice('json='.length)) as Record<string, unknown>;
  const search = new URLSearchParams(postData.replaceAll('+', '%2B'));
  return Object.fromEntries(
    [...search.keys()].map((key) => [key, key === 'orderIds' ? search.getAll(key) : search.get(key)]),
  );
}
