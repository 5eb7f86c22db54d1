import { assert } from '../assert.ts';
import type { ClientOrderId } from '../units.ts';
import type { OrderRole } from './order.ts';

/**
 * Who an order is, told by its id alone: a version-8 UUID of run, incarnation, role, position and counter with a check
 * byte. It is derived, never drawn, so the same history mints the same ids; and it can be read back, so an order
 * that reached the venue while the journal could not be written is still recognised as ours.
 */
export type OrderIdentity = Readonly<{
  /** The run that it belongs to, below 2^40. */
  run: number;
  /** How often that run had been resumed, modulo 256: a counter lost with the journal's tail is never reused. */
  incarnation: number;
  role: OrderRole;
  /** Number of the position, below 2^30. */
  position: number;
  /** Counts the orders of the run, below 2^32. */
  counter: number;
}>;

const roles: readonly OrderRole[] = ['entry', 'stop', 'tp1', 'tp2', 'exit', 'tp3'];
const pattern: RegExp = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f])([0-9a-f]{2})-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/;

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

export function clientOrderId(identity: OrderIdentity): ClientOrderId {
  const { run, incarnation, role, position, counter } = identity;
  assert(run < 2 ** 40 && position < 2 ** 30 && counter < 2 ** 32, 'an order identity fits its UUID');
  const head = hex(run, 10) + hex(incarnation % 256, 2);
  // The variant bits (10) sit on top of the 30 bits of the position.
  const tail = hex(2 ** 31 + position, 8) + hex(counter, 8);
  const kind = hex(roles.indexOf(role), 1);
  const check = hex(checksum(head + kind + tail), 2);
  return `${head.slice(0, 8)}-${head.slice(8)}-8${kind}${check}-${tail.slice(0, 4)}-${tail.slice(4)}` as ClientOrderId;
}

/** Reads an id back; undefined for every id that Keel did not mint. */
export function identityOf(id: string): OrderIdentity | undefined {
  const [, a = '', b = '', kind = '', check = '', c = '', d = ''] = pattern.exec(id) ?? [];
  const [head, tail] = [a + b, c + d];
  const role = roles[parseInt(kind, 16)];
  if (role === undefined || checksum(head + kind + tail) !== parseInt(check, 16)) return undefined;
  return {
    run: parseInt(head.slice(0, 10), 16),
    incarnation: parseInt(head.slice(10), 16),
    role,
    position: parseInt(tail.slice(0, 8), 16) - 2 ** 31,
    counter: parseInt(tail.slice(8), 16),
  };
}

/** One byte of FNV-1a over the other digits: a foreign UUID passes for ours once in some ten thousand times. */
function checksum(digits: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < digits.length; i += 1) h = Math.imul(h ^ digits.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 8) ^ (h >>> 16) ^ (h >>> 24)) & 0xff;
}
