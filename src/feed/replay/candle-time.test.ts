import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './candle-time.ts';

function timeOf(text: string): number {
  const bytes = Buffer.from(`,${text},`);
  return parseTime(bytes, 1, bytes.length - 1);
}

describe('parseTime', () => {
  it('reads every moment back, in ms and in ISO-8601', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(0, 0), max: Date.UTC(9999, 11, 31) }), (at) => {
        const iso = new Date(at).toISOString();
        expect([timeOf(`${at}`), timeOf(iso)]).toEqual([at, at]);
        expect(timeOf(iso.replace(/\.\d+Z/, 'Z'))).toBe(Math.floor(at / 1000) * 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2024-03-05', '2024-03-05T00:00:00Z'],
    ['2024-03-05 12:30', '2024-03-05T12:30:00Z'],
    ['2024-03-05T12:30:15.5', '2024-03-05T12:30:15.500Z'],
    ['2024-03-05 12:30:00+02:00', '2024-03-05T10:30:00Z'],
    ['2024-03-05T12:30:00-0530', '2024-03-05T18:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('reads %s', (text, same) => expect(timeOf(text)).toBe(Date.parse(same)));

  it.each([
    '',
    'now',
    '1.5',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-03-05T24:00:00Z',
    '2024-03-05T12:60:00Z',
    '2024-3-5',
    '2024-03-05T12.30:00Z',
  ])('takes %j for no time', (text) => expect(timeOf(text)).toBeNaN());
});
