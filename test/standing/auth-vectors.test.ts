import { expect, it } from 'vitest';
import { signingKey } from '../../src/venue/dialect/sign.ts';
import { createGate } from '../../src/venue/emulator/standing/gate.ts';
import type { KeyRing } from '../../src/venue/emulator/standing/keys.ts';
import { referenceSuite } from '../reference.ts';
import { fixture } from './fidelity.ts';

type Vector = Readonly<{
  name: string;
  method: string;
  secret: string;
  postData: string;
  nonce: string;
  endpointPath: string;
  authent: string;
}>;

referenceSuite('every published signature is let in by the emulator, the one of the old rule is not', () => {
  it('byte for byte, with the parameters in the query and in the body', () => {
    const { rest } = fixture('auth-vectors.json') as Readonly<{ rest: readonly Vector[] }>;
    expect(rest.length).toBeGreaterThan(7);
    for (const { name, method, secret, postData, nonce, endpointPath, authent } of rest) {
      const pair = { apiKey: 'key', apiSecret: secret };
      const known = {
        ...pair,
        secret: signingKey(secret),
        permissions: { general: 'full', transfer: 'none' },
      } as const;
      const ring: KeyRing = { find: () => known, pairs: { full: pair, readOnly: pair, withdrawal: pair, bad: pair } };
      const path = endpointPath.startsWith('/api/v3') ? `/derivatives${endpointPath}` : endpointPath;
      const headers = { apikey: 'key', authent, ...(nonce === '' ? {} : { nonce }) };
      for (const place of [
        { query: postData, body: '' },
        { query: '', body: postData },
      ]) {
        // What arrives is what a client sends today: escaped. The old rule signed the meaning.
        const isLegacy = name.startsWith('LEGACY');
        const query = isLegacy ? place.query.replace('123+/=', '123%2B%2F%3D') : place.query;
        const body = isLegacy ? place.body.replace('123+/=', '123%2B%2F%3D') : place.body;
        expect([name, createGate(ring)({ method, path, query, body, headers }, 'trade').ok]).toEqual([name, !isLegacy]);
      }
    }
  });
});
