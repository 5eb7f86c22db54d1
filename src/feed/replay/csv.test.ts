import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCandles, parseNumber } from './csv.ts';

const span = 900_000;
const header = 'time,open,high,low,close,volume';
const sound = '900000,2,3,1,2.5,10';

function parsed(...lines: readonly string[]): unknown {
  const result = parseCandles(Buffer.from(lines.join('\n')), span);
  if (!result.ok) return result.error;
  return Object.values(result.value).map((column) => [...column]);
}

function numberOf(text: string): number {
  const bytes = Buffer.from(`,${text},`);
  return parseNumber(bytes, 1, bytes.length - 1);
}

const digitText = fc.string({ unit: fc.nat({ max: 9 }).map(String), maxLength: 24 });
const decimals = fc
  .tuple(digitText, fc.option(digitText))
  .map(([whole, fraction]) => (fraction === null ? whole : `${whole}.${fraction}`))
  .filter((text) => /\d/.test(text));

describe('parseNumber', () => {
  it('is exactly what Number makes of a decimal number, however long', () => {
    fc.assert(
      fc.property(fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
        expect(numberOf(text)).toBe(Number(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['9007199254740993', '0.1', '5.', '.5', '1e-7', '-2', '+2', '00012.50', '123456789.123456789', '-0'])(
    'reads %s',
    (text) => {
      expect(numberOf(text)).toBe(Number(text));
    },
  );

  it.each(['', '.', ' 1', '1 ', '0x10', 'Infinity', 'NaN', '1e999', '1.2.3', '1_0', '-', 'abc', '1e'])(
    'finds no number in "%s"',
    (text) => {
      expect(numberOf(text)).toBeNaN();
    },
  );
});

describe('parseCandles', () => {
  const columns = [
    [900_000, 2_700_000],
    [2, 4],
    [3, 5],
    [1, 3],
    [2.5, 4],
    [10, 0],
  ];

  it.each([
    ['as we write it', [header, sound, '2700000,4,5,3,4,0', '']],
    ['without a last newline', [header, sound, '2700000,4,5,3,4,0']],
    ['with the line ends of Windows', [`${header}\r`, `${sound}\r`, '2700000,4,5,3,4,0\r', '']],
  ])('reads a file %s; a gap is no error', (_how, lines) => {
    expect(parsed(...lines)).toEqual(columns);
  });

  it('reads a file of no candles', () => {
    expect(parsed(header)).toEqual([[], [], [], [], [], []]);
  });

  const sixFields = `expected 6 fields (${header}) and not`;
  const prices = 'expected 0 < low <= open, close <= high and a volume that is not negative';
  it.each([
    ['an empty file', [], `1: found nothing, expected the header ${header}`],
    ['another header', ['time,close', sound], `1: found "time,close", expected the header ${header}`],
    ['a missing field', [header, sound, '1800000,2,3,1,2'], `3: found "1800000,2,3,1,2", ${sixFields} 5`],
    ['one field too many', [header, `${sound},7`], `2: found "${sound},7", ${sixFields} 7`],
    ['an empty line', [header, '', sound], `2: found nothing, ${sixFields} 1`],
    ['an empty field', [header, '900000,2,,1,2,10'], '2: found nothing, expected a number as high'],
    ['a word', [header, '900000,2,3,1,abc,10'], '2: found "abc", expected a number as close'],
    [
      'a time off the grid',
      [header, '900001,2,3,1,2,10'],
      '2: found "900001", expected a time in ms that is a multiple of 15 minutes',
    ],
    [
      'a time in seconds',
      [header, '1700000100,2,3,1,2,10'],
      '2: found "1700000100", expected a time in ms that is a multiple of 15 minutes',
    ],
    [
      'the same time again',
      [header, sound, sound],
      '3: found "900000", expected a time later than 900000, that of the line before',
    ],
    ['a high below the close', [header, '900000,2,3,1,3.5,10'], `2: found "900000,2,3,1,3.5,10", ${prices}`],
    ['a low above the open', [header, '900000,2,3,2.1,2.5,10'], `2: found "900000,2,3,2.1,2.5,10", ${prices}`],
    ['a price of zero', [header, '900000,2,3,0,2.5,10'], `2: found "900000,2,3,0,2.5,10", ${prices}`],
    ['a negative volume', [header, '900000,2,3,1,2.5,-1'], `2: found "900000,2,3,1,2.5,-1", ${prices}`],
    ['bytes that are no text', [header, 'x'.repeat(200)], `2: found "${'x'.repeat(80)}...", ${sixFields} 1`],
  ])('names the line with %s', (_what, lines, message) => {
    expect(parsed(...lines)).toBe(message);
  });

  it('reads back any candles that were written', () => {
    const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    const rows = fc.array(
      fc.tuple(fc.nat({ max: 50 }), price, price, price, price, fc.double({ min: 0, max: 1e12, noNaN: true })),
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        let at = 0;
        const candles = drawn.map(([gap, a, b, c, d, volume]) => {
          at += span * (1 + gap);
          return [at, a, Math.max(a, b, c, d), Math.min(a, b, c, d), b, volume];
        });
        const text = [header, ...candles.map((row) => row.join(','))];
        expect(parsed(...text)).toEqual(header.split(',').map((_, column) => candles.map((row) => row[column])));
      }),
    );
  });
});
