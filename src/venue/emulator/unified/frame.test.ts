import { expect, test } from 'vitest';
import { fixed, ms } from '../../../core/units.ts';
import { encode, stamp } from './frame.ts';
import { ledgerName, uuidOf } from './order-names.ts';

test('exact numbers are JSON numbers of all their digits, and what is undefined is left out', () => {
  const big = fixed('123456789012345678.0000000001');
  expect(encode({ a: big, b: [fixed('-0.5'), null, true], c: undefined, d: { e: 'x"y' }, f: 1e-7 })).toBe(
    '{"a":123456789012345678.0000000001,"b":[-0.5,null,true],"d":{"e":"x\\"y"},"f":1e-7}',
  );
});

test('times have six or nine decimals', () => {
  expect(stamp(ms(1_700_000_000_123))).toBe('2023-11-14T22:13:20.123000Z');
  expect(stamp(ms(1_700_000_000_123), 9)).toBe('2023-11-14T22:13:20.123000000Z');
});

test('an id of this dialect is a UUID of version 5, always the same, never that of another', () => {
  const id = uuidOf('11111111-0000-4222-8333-444444444444');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf('11111111-0000-4222-8333-444444444444')).toBe(id);
  expect(uuidOf('11111111-0000-4222-8333-444444444445')).not.toBe(id);
  expect(ledgerName('L', 36)).toBe('L00000-00000-000010');
});
