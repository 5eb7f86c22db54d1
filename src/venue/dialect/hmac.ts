import { hash } from 'node:crypto';

/** The HMAC-SHA-512 of a message under one key, in base64; a character of the message is one byte (`binary`). */
export type Hmac = (message: string) => string;

/** Of SHA-512, and the two bytes that the key is mixed with. @see https://www.rfc-editor.org/rfc/rfc2104 */
const standard = { blockBytes: 128, digestBytes: 64, inner: 0x36, outer: 0x5c } as const;

/**
 * The two hashes that an HMAC is, with what is the same for every message prepared once. `createHmac` makes an object of two
 * worlds each time, which costs more than its hashing does, and once again when it is collected.
 */
export function hmacSha512(secret: Buffer): Hmac {
  const { blockBytes, digestBytes } = standard;
  const key = secret.length > blockBytes ? hash('sha512', secret, 'buffer') : secret;
  const mixed = (pad: number, room: number): Buffer => {
    const block = Buffer.alloc(blockBytes + room);
    for (let i = 0; i < blockBytes; i += 1) block[i] = (key[i] ?? 0) ^ pad;
    return block;
  };
  const [inner, outer] = [mixed(standard.inner, 0), mixed(standard.outer, digestBytes)];
  return (message) => {
    const text = Buffer.allocUnsafe(blockBytes + message.length);
    inner.copy(text);
    text.write(message, blockBytes, 'binary');
    outer.write(hash('sha512', text, 'binary'), blockBytes, 'binary');
    return hash('sha512', outer, 'base64');
  };
}
