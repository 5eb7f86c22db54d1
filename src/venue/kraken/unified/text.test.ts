import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed, formatFixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import { exact, readFrame, readTime, writeFrame } from './text.ts';

test('numbers are read as they were written and written as they are meant', () => {
  const text = '{"qty":0.30000000000000004,"tick":1e-10,"id":12393906104898154338,"list":[-1.50,true,null,"7"]}';
  expect(readFrame(text)).toEqual({
    ok: true,
    value: { qty: '0.30000000000000004', tick: '1e-10', id: '12393906104898154338', list: ['-1.50', true, null, '7'] },
  });
  expect(readFrame('{"qty":')).toEqual({ ok: false, error: 'not-json' });
  const order = {
    qty: fixed('12345678901.0000000001'),
    n: 3,
    none: null,
    on: true,
    list: ['a"b', fixed('0.0000000001')],
  };
  expect(writeFrame(order)).toBe(
    '{"qty":12345678901.0000000001,"n":3,"none":null,"on":true,"list":["a\\"b",0.0000000001]}',
  );
});

test.each([
  ['1e-10', '0.0000000001'],
  ['1E3', '1000'],
  ['1.5e+2', '150'],
  ['0.30000000000000004', '0.3'],
  ['84004.11362574516', '84004.1136257452'],
  ['-0.00000000005', '-0.0000000001'],
  ['0.00000000004', '0'],
  ['-2.50', '-2.5'],
])('%s is %s', (text, expected) => {
  const value = exact(text);
  expect(value.ok ? formatFixed(value.value) : value.error).toBe(expected);
});

test('what is no number is none', () => {
  for (const text of ['', 'NaN', '1.', '.5', '0x10', '1e999', '1,5', ' 1']) expect(exact(text).ok).toBe(false);
});

test('every double comes back to within its own noise', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), (count) => {
      const text = writeFrame(count as Fixed<string>);
      expect(exact(text)).toEqual({ ok: true, value: count });
    }),
    { seed: 6, numRuns: 300 },
  );
});

test('times are cut to milliseconds', () => {
  expect(readTime('2026-11-20T12:00:00.050123Z')).toBe(Date.UTC(2026, 10, 20, 12, 0, 0, 50));
  expect(readTime('2026-11-20T11:55:00.000000000Z')).toBe(Date.UTC(2026, 10, 20, 11, 55));
  expect([readTime('soon'), readTime(undefined)]).toEqual([undefined, undefined]);
});
