import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCandleFile } from '../support/candles.ts';
import { keel } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-analyze-'));
const write = (name: string, data: string | Buffer): void => writeFileSync(join(cwd, name), data);
const head = 'time,open,high,low,close,volume\n';
const swings = ['--compat', 'smclib', '--primitive', 'swings', '--param', 'swing_length=3', '--csv'] as const;

beforeAll(() => {
  writeCandleFile(join(cwd, 'plain.csv'), { days: 5 });
  const rows = readFileSync(join(cwd, 'plain.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const iso = rows.map((row, i) => `${i},${row.replace(/^\d+/, (ms) => new Date(Number(ms)).toISOString())}`);
  write('iso.csv', `i,${head}${iso.join('\n')}`);
  write('seconds.csv', `i,${head}${iso.join('\n').replaceAll('.000Z', 'Z')}\n`);
  write(
    'other.csv',
    `\uFEFFVolume,Close,Low,High,Open,Time,extra\r\n${rows.map((row) => `${row.split(',').reverse().join(',')},x`).join('\r\n')}\r\n`,
  );
  write('packed.csv.gz', gzipSync(readFileSync(join(cwd, 'plain.csv'))));
  write('cut.csv.gz', gzipSync(readFileSync(join(cwd, 'plain.csv'))).subarray(0, 4000));
  mkdirSync(join(cwd, 'folder'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('keel analyze reads', () => {
  it.each(['iso.csv', 'seconds.csv', 'other.csv', 'packed.csv.gz'])('%s as the same candles', async (file) => {
    const [plain, other] = [
      await keel(cwd, ['analyze', 'plain.csv', ...swings]),
      await keel(cwd, ['analyze', file, ...swings]),
    ];
    expect(plain.out.split('\n').length).toBeGreaterThan(50);
    expect(other).toEqual(plain);
  });
});

const line = (text: string): string => `${head}900000,2,3,1,2,5\n${text}\n`;
/** What is wrong with a file, and the sentence about it. */
const bad: readonly (readonly [string, string, string])[] = [
  ['nothing at all', '', 'bad.csv:1: found nothing, expected candles.'],
  ['a header and no more', head, 'bad.csv:2: found nothing, expected candles.'],
  [
    'no volume',
    'time,open,high,low,close\n',
    'bad.csv:1: found "time,open,high,low,close", expected a header with time, open, ',
  ],
  ['a field too few', line('1800000,2,3,1,2'), 'bad.csv:3: found "1800000,2,3,1,2", expected 6 fields and not 5.'],
  ['a word as a price', line('1800000,2,x,1,2,5'), 'bad.csv:3: found "1800000,2,x,1,2,5", expected a number as high.'],
  ['a time that is none', line('2024-02-30T00:00:00Z,2,3,1,2,5'), 'expected a time in ms or as 2024-03-05T12:00:00Z.'],
  [
    'a time twice',
    line('900000,2,3,1,2,5'),
    'bad.csv:3: found "900000,2,3,1,2,5", expected a time later than that of the line before.',
  ],
  ['a time out of order', line('0,2,3,1,2,5'), 'expected a time later than that of the line before.'],
  ['a low above the open', line('1800000,2,3,2.5,3,5'), 'expected low <= open, close <= high.'],
  ['a negative volume', line('1800000,2,3,1,2,-5'), 'expected a volume that is not negative.'],
  ['no table', 'x'.repeat(1 << 18), 'bad.csv:1: found a line without an end, expected a table.'],
];

describe('keel analyze refuses', () => {
  it.each(bad)('a file with %s', async (_, text, sentence) => {
    write('bad.csv', text);
    const spoken = await keel(cwd, ['analyze', 'bad.csv', ...swings]);
    expect(spoken).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) });
    expect(spoken.err).toMatch(/^[^\n]+\.\n$/);
  });

  it.each([
    [['none.csv', ...swings], 'There is no file none.csv.'],
    [['folder', ...swings], 'folder is a folder; it takes one file of candles.'],
    [['cut.csv.gz', ...swings], 'cut.csv.gz is not a whole gzip file.'],
    [['plain.csv', '--compat', 'pandas'], '--compat pandas is not a program that is known here: smclib, luxalgo.'],
    [['plain.csv', '--compat', 'smclib'], '--compat smclib needs --primitive: which of its tables is to be printed.'],
    [['plain.csv', '--compat', 'smclib', '--primitive', 'x'], "--primitive x is not one of smclib's: fvg, swings, "],
    [
      ['plain.csv', '--compat', 'luxalgo', '--primitive', 'fvg'],
      "--primitive fvg is not one of luxalgo's: events, state, dense.",
    ],
    [
      ['plain.csv', ...swings, '--param', 'length=5'],
      '--param length=5: it is KEY=VALUE, and KEY one of swing_length.',
    ],
    [
      ['plain.csv', ...swings, '--param', 'swing_length=0'],
      '--param swing_length=0: swing_length is a whole number above zero.',
    ],
    [['plain.csv', ...swings, '--param', 'swing_length=2.5'], 'swing_length is a whole number above zero.'],
    [
      ['plain.csv', '--compat', 'smclib', '--primitive', 'fvg', '--param', 'join_consecutive=yes'],
      'join_consecutive is True or False.',
    ],
    [
      ['plain.csv', '--compat', 'smclib', '--primitive', 'prevhl', '--param', 'time_frame=fortnight'],
      'time_frame=fortnight is not a time frame',
    ],
    [['plain.csv', '--compat', 'smclib', '--primitive', 'sessions'], 'session= is not a session; there is Sydney, '],
    [
      ['plain.csv', '--compat', 'luxalgo', '--primitive', 'state', '--param', 'ob_filter=atr'],
      'ob_filter is "Atr" or "Cumulative Mean Range".',
    ],
    [
      ['plain.csv', '--compat', 'smclib', '--primitive', 'liquidity', '--param', 'range_percent=-1'],
      'range_percent is a number that is not negative.',
    ],
  ])('%j', async (argv, sentence) => {
    const spoken = await keel(cwd, ['analyze', ...argv]);
    expect(spoken).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) });
    expect(spoken.err).toMatch(/^[^\n]+\.\n$/);
  });
});
