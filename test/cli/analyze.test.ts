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

describe('keel analyze tells', () => {
  it('which parameters another program has, and their values', async () => {
    const { out } = await keel(cwd, ['analyze', '--help']);
    for (const words of [
      'fvg join_consecutive=False',
      'ob swing_length=50 close_mitigation=False',
      'prevhl time_frame=1D',
    ]) {
      expect(out).toContain(`\n  ${words}\n`);
    }
    expect(out).toMatch(
      /\n {2}events, state, dense: swings_length=50 .* ob_mitigation='High\/Low' .*fvg_auto_threshold=True\n/,
    );
  });

  it('a person what is there, and where it stands', async () => {
    const { code, out, err } = await keel(cwd, ['analyze', 'plain.csv']);
    expect([code, err]).toEqual([0, '']);
    const span = 'plain.csv: 480 candles, 2023-08-01T00:00:00Z to 2023-08-05T23:45:00Z, last close ';
    expect(out.startsWith(span)).toBe(true);
    expect(out).toMatch(
      /^internal {2}(up|down) since a (BOS|CHoCH) at candle \d+ {2,}[\d.]+ to [\d.]+ {2,}price at \d+ %, /m,
    );
    const counted = [...out.matchAll(/^(\w+) +(\d+) {2,}2023-08-0\dT\d\d:\d\d:00Z/gm)].map(([, kind, n]) => [
      kind,
      Number(n),
    ]);
    const json = await keel(cwd, ['analyze', 'plain.csv', '--json']);
    const kinds = json.out
      .trimEnd()
      .split('\n')
      .map((text) => String((JSON.parse(text) as { kind: string }).kind));
    expect(counted.length).toBeGreaterThan(6);
    for (const [kind, n] of counted) expect([kind, kinds.filter((each) => each === kind).length]).toEqual([kind, n]);
    expect(new Set(counted.map(([kind]) => kind))).toEqual(new Set(kinds));
    expect(out).toMatch(/\nNearest to the price:\n(?:above|here|below) {2}/);
  });

  it('every event at the candle that made it known, with its time and side', async () => {
    const { code, out, err } = await keel(cwd, ['analyze', 'plain.csv', '--json']);
    expect([code, err]).toEqual([0, '']);
    let before = 0;
    for (const text of out.trimEnd().split('\n')) {
      const event = JSON.parse(text) as { bar: number; time: string; side: number };
      expect(Object.keys(event).slice(0, 4)).toEqual(['bar', 'time', 'kind', 'side']);
      expect(event.bar).toBeGreaterThanOrEqual(before);
      expect(Date.parse(event.time)).toBe(Date.parse('2023-08-01T00:00:00Z') + event.bar * 900_000);
      expect([1, 0, -1]).toContain(event.side);
      before = event.bar;
    }
  });

  it('the same of a file and of its beginning, as far as that goes', async () => {
    const [text, lines] = [readFileSync(join(cwd, 'plain.csv'), 'utf8'), 301];
    write('cut.csv', text.split('\n').slice(0, lines).join('\n'));
    const whole = (await keel(cwd, ['analyze', 'plain.csv', '--json'])).out.split('\n');
    const cut = (await keel(cwd, ['analyze', 'cut.csv', '--json'])).out.trimEnd().split('\n');
    expect(cut.length).toBeGreaterThan(200);
    expect(whole.slice(0, cut.length)).toEqual(cut);
    expect(JSON.parse(whole[cut.length] ?? '')).toMatchObject({ bar: expect.any(Number) });
    expect((JSON.parse(whole[cut.length] ?? '') as { bar: number }).bar).toBeGreaterThanOrEqual(lines - 1);
  });

  it('other things under other parameters', async () => {
    write('wick.json', '{"breakOn":"wick","scales":{"internal":[2,2],"swing":[9,9]}}');
    const structure = ['analyze', 'plain.csv', '--events', 'structure', '--csv'];
    const [usual, wick] = [await keel(cwd, structure), await keel(cwd, [...structure, '--params', 'wick.json'])];
    expect([usual.code, wick.code]).toEqual([0, 0]);
    expect(wick.out.split('\n', 1)).toEqual(usual.out.split('\n', 1));
    expect(wick.out.length).toBeGreaterThan(usual.out.length);
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

  it.each([['--json'], ['--indicator', 'ema', '--period', '2', '--csv'], ['--events', 'session', '--csv'], []])(
    'a file whose last line is wrong before it prints any of %j',
    async (...argv) => {
      write('bad.csv', `${readFileSync(join(cwd, 'plain.csv'), 'utf8')}1,2,3,1,2,5\n`);
      const spoken = await keel(cwd, ['analyze', 'bad.csv', ...argv]);
      expect(spoken).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringMatching(/^bad\.csv:482: found "1,2,3,1,2,5", /),
      });
    },
  );

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
    [['plain.csv', '--csv'], '--csv prints a table of --compat, --events or --indicator; name one of them.'],
    [['plain.csv', ...swings, '--json'], '--compat prints a table: --csv, and not --json.'],
    [
      ['plain.csv', '--events', 'fvg', '--indicator', 'ema'],
      '--events and --indicator ask for different things; take one of them.',
    ],
    [['plain.csv', '--primitive', 'fvg'], '--primitive means nothing without --compat.'],
    [['plain.csv', '--events', 'fvg', '--param', 'a=1'], '--param means nothing without --compat.'],
    [['plain.csv', '--period', '14'], '--period means nothing without --indicator.'],
    [['plain.csv', ...swings, '--params', 'wick.json'], '--params are those of our own analysis'],
    [['plain.csv', '--events', 'gap'], '--events gap is not one of pivot, structure, '],
    [['plain.csv', '--indicator', 'macd'], '--indicator macd is not one that is known here: ema, atr, adx, rsi.'],
    [['plain.csv', '--indicator', 'ema'], '--indicator ema needs --period: over how many candles.'],
    [['plain.csv', '--indicator', 'ema', '--period', '0'], '--period 0 is not a whole number above zero.'],
    [['plain.csv', '--events', 'fvg', '--params', 'none.json'], 'none.json cannot be read.'],
    [['plain.csv', '--events', 'fvg', '--params', 'plain.csv'], 'plain.csv is not a JSON object with parameters'],
  ])('%j', async (argv, sentence) => {
    const spoken = await keel(cwd, ['analyze', ...argv]);
    expect(spoken).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) });
    expect(spoken.err).toMatch(/^[^\n]+\.\n$/);
  });
});

describe('keel analyze refuses parameters', () => {
  it.each([
    ['{"art":14}', 'bad.json: art is not a parameter; there is atr, dispAtr, '],
    ['{"atr":0}', 'bad.json: atr is a whole number above zero, and not 0.'],
    ['{"breakOn":"body"}', 'bad.json: breakOn is "close" or "wick", and not "body".'],
    ['{"scales":{"internal":[5,5]}}', 'bad.json: scales is {"internal":[LEFT,RIGHT],"swing":[LEFT,RIGHT]}'],
    ['{"scales":{"internal":[5,0],"swing":[20,20]}}', 'bad.json: scales is {"internal":'],
    ['{"ote":[0.7,0.6,0.8]}', 'bad.json: ote is three rising numbers'],
    ['{"protected":1}', 'bad.json: protected is true or false, and not 1.'],
    ['[14]', 'bad.json is not a JSON object with parameters'],
  ])('%s', async (text, sentence) => {
    write('bad.json', text);
    const spoken = await keel(cwd, ['analyze', 'plain.csv', '--events', 'fvg', '--params', 'bad.json', '--csv']);
    expect(spoken).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) });
    expect(spoken.err).toMatch(/^[^\n]+\.\n$/);
  });
});
