import { expect, test } from 'vitest';
import { exactIn, faultOf } from './params.ts';

const spec = { channel: 'text!', symbol: 'texts', depth: 'number', snapshot: 'boolean', rows: 'objects' } as const;

test('an unknown parameter, a missing one and one of another kind each have their sentence', () => {
  expect(faultOf({ channel: 'book', leverage: 5 }, spec)).toBe("Unsupported field: 'leverage'");
  expect(faultOf({ symbol: ['A'] }, spec)).toBe("'params.channel' is required");
  expect(faultOf({ channel: 5 }, spec)).toBe("'params.channel' must be a string");
  expect(faultOf({ channel: 'book', symbol: 'A' }, spec)).toBe("'params.symbol' must be a list of strings");
  expect(faultOf({ channel: 'book', depth: '10' }, spec)).toBe("'params.depth' must be a number");
  expect(faultOf({ channel: 'book', rows: [1] }, spec)).toBe("'params.rows' must be a list of objects");
  expect(faultOf({ channel: 'book', rows: [{}], depth: 10, snapshot: false }, spec)).toBeUndefined();
});

test('a JSON number is as exact as it was written, and refused where it has more than ten decimals', () => {
  const read = (text: string): unknown => exactIn(JSON.parse(`{"x":${text}}`) as Record<string, unknown>, 'x');
  expect(read('0.0001')).toBe(1_000_000n);
  expect(read('1e-10')).toBe(1n);
  expect(read('84000.5')).toBe(840_005_000_000_000n);
  expect(read('1e3')).toBe(10_000_000_000_000n);
  expect(read('-0.3')).toBe(-3_000_000_000n);
  expect([read('1e-11'), read('1.5e-10'), read('1e21'), read('"1"')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
