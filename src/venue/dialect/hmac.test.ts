import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmacSha512 } from './hmac.ts';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

test('the prepared HMAC is that of node:crypto, for keys shorter and longer than a block and any bytes', () => {
  fc.assert(
    fc.property(bytes(300), fc.array(bytes(300), { minLength: 1, maxLength: 4 }), (key, messages) => {
      const hmac = hmacSha512(Buffer.from(key));
      // Twice over: nothing of one message may stay for the next.
      for (const message of [...messages, ...messages]) {
        const wanted = createHmac('sha512', key).update(message).digest('base64');
        expect(hmac(Buffer.from(message).toString('binary'))).toBe(wanted);
      }
    }),
    { numRuns: 200 },
  );
});
