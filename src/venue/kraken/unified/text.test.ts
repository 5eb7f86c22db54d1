import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixed } from '../../../core/units.ts';
import type { Fixed } from '../../../core/units.ts';
import { decimalOf } from '../decode.ts';
import { readFrame, writeFrame } from './text.ts';

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

test('every double comes back to within its own noise', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), (count) => {
      const text = writeFrame(count as Fixed<string>);
      expect(decimalOf(text)).toEqual({ ok: true, value: count });
    }),
    { seed: 6, numRuns: 300 },
  );
});
