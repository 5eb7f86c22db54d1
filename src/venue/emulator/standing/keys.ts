import type { Rng } from '../../../runtime/ports.ts';
import { signingKey } from '../../dialect/sign.ts';
import type { SigningKey } from '../../dialect/sign.ts';

/** What a key may do, in the two groups of Kraken Futures. */
export type Permissions = Readonly<{ general: 'full' | 'read' | 'none'; transfer: 'full' | 'none' }>;

/** A practice key: public text, the secret as base64, and the same ready for signing. */
export type PracticeKey = Readonly<{
  apiKey: string;
  apiSecret: string;
  secret: SigningKey;
  permissions: Permissions;
}>;

/** What a practice key is for; `bad` looks like a key and is none. */
export type KeyName = 'full' | 'readOnly' | 'withdrawal' | 'bad';
export type KeyPair = Readonly<Pick<PracticeKey, 'apiKey' | 'apiSecret'>>;

export type KeyRing = Readonly<{
  find: (apiKey: string) => PracticeKey | undefined;
  pairs: Readonly<Record<KeyName, KeyPair>>;
}>;

const permissions: Readonly<Record<Exclude<KeyName, 'bad'>, Permissions>> = {
  full: { general: 'full', transfer: 'none' },
  readOnly: { general: 'read', transfer: 'none' },
  withdrawal: { general: 'full', transfer: 'full' },
};

/** Key pairs of Kraken's lengths, drawn from a seed: 42 and 64 bytes in base64. */
export function createKeyRing(luck: Rng): KeyRing {
  const draw = (name: KeyName): KeyPair => {
    const stream = luck.fork(name);
    return { apiKey: base64(stream, 42), apiSecret: base64(stream, 64) };
  };
  const pairs = { full: draw('full'), readOnly: draw('readOnly'), withdrawal: draw('withdrawal'), bad: draw('bad') };
  const known = new Map<string, PracticeKey>();
  for (const name of ['full', 'readOnly', 'withdrawal'] as const) {
    const { apiKey, apiSecret } = pairs[name];
    known.set(apiKey, { apiKey, apiSecret, secret: signingKey(apiSecret), permissions: permissions[name] });
  }
  return { find: (apiKey) => known.get(apiKey), pairs };
}

function base64(luck: Rng, bytes: number): string {
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(luck.next() * 256))).toString('base64');
}

/** A UUID of version 4 from a stream of chance. */
export function drawUuid(luck: Rng): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(luck.next() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
