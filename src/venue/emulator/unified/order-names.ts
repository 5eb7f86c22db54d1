import { createHash } from 'node:crypto';

/** Namespace of the ids that this dialect gives; any UUID would do. */
const namespace: Buffer = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');

/** The id that this dialect has for something that the exchange calls otherwise: a name-based UUID, always the same. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Two uppercase groups and a longer one, as Kraken names entries of its books. */
export function ledgerName(letter: 'L' | 'T', number: number): string {
  const digits = number.toString(36).toUpperCase().padStart(16, '0');
  return `${letter}${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}`;
}
