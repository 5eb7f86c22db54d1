import { later } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { Rng } from '../../../runtime/ports.ts';
import type { PracticeKey } from '../standing/keys.ts';

/** Facts of the documentation. @see https://docs.kraken.com/api/docs/rest-api/get-websockets-token */
export const tokenFacts = { seconds: 900, bytes: 32 } as const;

type Token = { readonly key: PracticeKey; readonly endAt: Ms; readonly holders: Map<string, number> };

/** The tokens of private connections: good for 900 seconds, and on a connection as long as a private subscription lives there. */
export type Tokens = Readonly<{
  mint: (key: PracticeKey) => string;
  /** The key that it stands for on this connection; undefined where it is not good there (any more). */
  find: (token: string, connection: string) => PracticeKey | undefined;
  /** A private subscription begins on the connection; returns how it ends. */
  hold: (token: string, connection: string) => () => void;
  revoke: (token: string) => void;
}>;

export function createTokens(now: () => Ms, luck: Rng): Tokens {
  const tokens = new Map<string, Token>();
  return {
    mint: (key) => {
      const bytes = Array.from({ length: tokenFacts.bytes }, () => Math.floor(luck.next() * 256));
      const token = Buffer.from(bytes).toString('base64').replace(/=+$/, '');
      for (const [old, { endAt, holders }] of tokens) if (endAt < now() && holders.size === 0) tokens.delete(old);
      tokens.set(token, { key, endAt: later(now(), tokenFacts.seconds * 1_000), holders: new Map() });
      return token;
    },
    find: (token, connection) => {
      const known = tokens.get(token);
      const isGood = known !== undefined && (now() < known.endAt || known.holders.has(connection));
      return isGood ? known.key : undefined;
    },
    hold: (token, connection) => {
      const holders = tokens.get(token)?.holders;
      holders?.set(connection, (holders.get(connection) ?? 0) + 1);
      return () => {
        const left = (holders?.get(connection) ?? 1) - 1;
        if (left > 0) holders?.set(connection, left);
        else holders?.delete(connection);
      };
    },
    revoke: (token) => void tokens.delete(token),
  };
}
