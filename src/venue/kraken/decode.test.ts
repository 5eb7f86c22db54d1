import { expect, test } from 'vitest';
import { z } from 'zod';
import { formatFixed } from '../../core/units.ts';
import { decimalOf, instrumentOf, isoOf, momentOf, orderIdOf } from './decode.ts';
import { createDoor, unknownKeys } from './door.ts';

const text = (value: string | number): string => {
  const read = decimalOf(value);
  return read.ok ? formatFixed(read.value) : read.error;
};

test('decimals in every notation of the venue become exact; finer ones are rounded to the nearest', () => {
  expect(['1E-10', '0E-11', '75000000.00000000000', '-9.142857e-05', '83999.0', '5.', '1e3'].map(text)).toEqual([
    '0.0000000001',
    '0',
    '75000000',
    '-0.0000914286',
    '83999',
    '5',
    '1000',
  ]);
  expect([0.1 + 0.2, 1e-7, 0.30000000004, -0.00000000005].map(text)).toEqual([
    '0.3',
    '0.0000001',
    '0.3',
    '-0.0000000001',
  ]);
  expect(text('77343.38154086834')).toBe('77343.3815408683');
  expect(['', 'NaN', '1,5', '0x10', 'Infinity', '1e99', '1e-99', ' 1'].map(text)).toEqual(
    Array(8).fill('not-a-decimal'),
  );
});

test('contracts are named in upper case, or not at all; times have any number of decimals', () => {
  expect([instrumentOf('pf_xbtusd'), instrumentOf('PF_AAPLXUSD'), instrumentOf('FF_XBTUSD_260925')]).toEqual([
    'PF_XBTUSD',
    'PF_AAPLXUSD',
    undefined,
  ]);
  expect(momentOf('2026-09-02T17:52:21.057577Z')).toBe(Date.UTC(2026, 8, 2, 17, 52, 21, 57));
  expect(momentOf('2026-08-11T13:08:44Z')).toBe(Date.UTC(2026, 7, 11, 13, 8, 44));
  expect(momentOf('soon')).toBeUndefined();
  const at = momentOf('2026-08-11T13:08:44.100Z');
  expect(at === undefined ? '' : isoOf(at)).toBe('2026-08-11T13:08:44.100Z');
  expect(orderIdOf('a')).toBe('a');
});

test('what is strange passes, is counted, and is told once', () => {
  const told: string[] = [];
  const door = createDoor((severity, name, details) =>
    told.push(`${severity} ${name} ${Object.values(details).join(' ')}`),
  );
  const schema = z.object({ a: z.number(), list: z.array(z.object({ b: z.string() })).optional() });
  const raw = {
    a: 1,
    list: [
      { b: 'x', c: 1 },
      { b: 'y', c: 2 },
    ],
    d: { e: 1 },
  };
  expect(unknownKeys(schema, raw)).toEqual(['list[].c', 'd']);
  for (let n = 0; n < 3; n += 1) expect(door.read('fills', schema, raw)).toMatchObject({ a: 1 });
  expect(door.read('fills', schema, { a: 'one' })).toBeUndefined();
  expect(door.word('status', { placed: 1 }, 'placed')).toBe(1);
  expect([door.word('status', { placed: 1 }, 'toString'), door.word('status', { placed: 1 }, 'toString')]).toEqual([
    undefined,
    undefined,
  ]);
  expect(told).toEqual([
    'warning VENUE_KEY_UNKNOWN fills list[].c',
    'warning VENUE_KEY_UNKNOWN fills d',
    'warning VENUE_ANSWER_UNREADABLE fills a',
    'warning VENUE_WORD_UNKNOWN status toString',
  ]);
  expect(door.strange().get('VENUE_WORD_UNKNOWN status toString')).toBe(2);
});
