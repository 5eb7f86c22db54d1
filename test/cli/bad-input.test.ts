import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleCsv, drawCandles, writeCandles } from '../support/candles.ts';
import { keel, replayRun } from '../support/cli.ts';
import type { Spoken } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-bad-'));
const rows = drawCandles({ seed: 1, base: 'BTC', price: 100, decimals: 2, days: 1 });
const data = ['--data', 'candles'] as const;

beforeAll(() => {
  writeCandles(join(cwd, 'candles'), 'BTC', rows);
  mkdirSync(join(cwd, 'empty'));
  writeFileSync(join(cwd, 'notes.txt'), 'not a journal, and not a folder');
  config('unknown', 'risk:\n  auction_max_positons: 3\n');
  config('at', 'risk:\n  auction_max_margin_util: 0.92\n');
  config('above', 'risk:\n  auction_max_margin_util: 0.93\n');
  config('retired', 'strategy:\n  ob_entry_mode: mid\n');
  config('range', 'strategy:\n  adx_threshold: 99\n');
  config('live', 'mode: live\n');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function config(name: string, text: string): void {
  writeFileSync(join(cwd, `${name}.yaml`), text);
}

/** Exit code 2, nothing on stdout, and not a byte of state. */
function expectRefused({ code, out }: Spoken): void {
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(existsSync(join(cwd, '.local'))).toBe(false);
}

const both = (...rest: readonly string[]): readonly (readonly string[])[] => [
  [...replayRun, ...rest],
  ['backtest', ...rest],
];

const refused: readonly (readonly [string, readonly (readonly string[])[], RegExp])[] = [
  ['no --data', both(), /^--data DIR is missing/],
  ['a missing directory', both('--data', 'nowhere'), /no directory .*nowhere$/],
  ['a file for a directory', both('--data', 'notes.txt'), /no directory .*notes\.txt$/],
  ['a directory without candles', both('--data', 'empty'), /no 15m candles in .*empty: no file is named like/],
  [
    'an unknown instrument',
    both(...data, '--instruments', 'BTC,NOPE'),
    /made_spot has no candles of NOPE; there is BTC$/,
  ],
  ['an unknown source', both(...data, '--source', 'kraken_spot'), /no source "kraken_spot" .* made_spot$/],
  ['a bad --from', both(...data, '--from', 'yesterday'), /^--from yesterday is not a time; write it like 2024-/],
  ['a bad --to', both(...data, '--to', '2024-13-01'), /^--to 2024-13-01 is not a time; write it like 2024-/],
  ['a period without candles', both(...data, '--from', '2030-01-01'), /no candles in the period that was asked for$/],
  ['a bad --seed', both(...data, '--seed', '1.5'), /^--seed 1\.5 is not a whole number/],
  ['a missing configuration', both(...data, '--config', 'none.yaml'), /^There is no configuration file none\.yaml\.$/],
  [
    'an unknown key',
    [...both(...data, '--config', 'unknown.yaml'), ['config', 'check', '--config', 'unknown.yaml']],
    /^unknown\.yaml:2: risk\.auction_max_positons is not a key of Keel; the nearest is risk\.auction_max_positions\.$/,
  ],
  [
    'a margin gate at the halt',
    [...both(...data, '--config', 'at.yaml'), ['config', 'check', '--config', 'at.yaml']],
    /risk\.auction_max_margin_util \(0\.92\) must be below safety\.invariants\.max_margin_utilization_pct \(0\.92\)/,
  ],
  [
    'a margin gate above the halt',
    [...both(...data, '--config', 'above.yaml'), ['config', 'show', '--config', 'above.yaml']],
    /risk\.auction_max_margin_util \(0\.93\) must be below safety\.invariants\.max_margin_utilization_pct \(0\.92\)/,
  ],
  [
    'a retired key',
    both(...data, '--config', 'retired.yaml'),
    /^retired\.yaml:2: strategy\.ob_entry_mode is retired: .*strategy\.entry_zone_tolerance_pct\.$/,
  ],
  [
    'a value out of range',
    both(...data, '--config', 'range.yaml'),
    /^range\.yaml:2: strategy\.adx_threshold is 99, expected .* from 10 to 40/,
  ],
  ['--mode live over candles', [[...replayRun, ...data, '--mode', 'live']], /^--mode live trades on the market/],
  ['--mode live', [['run', '--mode', 'live']], /^Real money needs mode: live/],
  ['a venue for paper', [[...replayRun, ...data, '--venue', 'v.json']], /^--venue belongs to --mode live/],
  ['a venue that is not there', [['run', '--mode', 'live', '--venue', 'v.json']], /^There is no file v\.json/],
  [
    'mode: live in the file',
    [[...replayRun, ...data, '--config', 'live.yaml']],
    /^The configuration says mode: live and/,
  ],
  ['an unknown mode', [[...replayRun, ...data, '--mode', 'demo']], /^--mode demo is not a mode/],
  ['--market kraken', [[...replayRun, ...data, '--market', 'kraken']], /^--data belongs to --market replay/],
  [
    'a speed that is none',
    [[...replayRun, ...data, '--speed', 'fast']],
    /^--speed fast is neither a number above zero/,
  ],
  [
    'a journal that does not exist',
    [
      ['replay', 'none.sqlite'],
      ['explain', 'BTC', '--journal', 'none.sqlite'],
    ],
    /^There is no journal none\.sqlite\.$/,
  ],
  [
    'a file that is no journal',
    [
      ['replay', 'notes.txt'],
      ['explain', 'BTC', '--journal', 'notes.txt'],
    ],
    /notes\.txt is not a journal of Keel/,
  ],
  ['a folder that is no journal', [['replay', 'empty']], /empty is not a journal of Keel: it is not a file$/],
  ['no journal at all', [['explain', 'BTC']], /^There is no journal yet: keel run writes one/],
  ['a bad --cuts', [['lookahead', ...data, '--cuts', '0']], /^--cuts 0 is not a whole number from 1 to 100000\.$/],
  ['a proof without candles', [['lookahead']], /^--data DIR is missing: the folder with the candles to look at\.$/],
  ['a bad --at', [['explain', 'BTC', '--at', 'noon']], /^--at noon is not a time; write it like 2024-/],
];

describe('bad input', () => {
  describe.each(refused)('%s', (_what, commands, sentence) => {
    it.each(commands.map((argv) => ({ argv, name: argv.join(' ') })))(
      'is refused in one sentence: $name',
      async ({ argv }) => {
        const spoken = await keel(cwd, argv);
        expectRefused(spoken);
        expect(spoken.err).toMatch(/^[^\n]+\n$/);
        expect(spoken.err.trimEnd()).toMatch(sentence);
      },
    );
  });

  it('names every problem of a configuration, a line each', async () => {
    config('several', 'risk:\n  auction_max_positons: 3\n  typo: 1\nstrategy:\n  adx_threshold: x\n');
    const spoken = await keel(cwd, ['config', 'check', '--config', 'several.yaml']);
    expectRefused(spoken);
    expect(
      spoken.err
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['several.yaml:2:', 'several.yaml:3:', 'several.yaml:5:']);
  });

  it.each([
    ['an unknown command', ['bactest'], ["error: unknown command 'bactest'", '(Did you mean backtest?)']],
    ['an unknown command of config', ['config', 'chek'], ["error: unknown command 'chek'", '(Did you mean check?)']],
    ['an unknown option', ['run', '--dat', 'x'], ["error: unknown option '--dat'", '(Did you mean --data?)']],
    ['an option without its value', ['run', '--data'], ["error: option '--data <dir>' argument missing"]],
    ['a missing argument', ['replay'], ["error: missing required argument 'journal'"]],
    ['an argument too many', ['run', 'x'], ["error: too many arguments for 'run'. Expected 0 arguments but got 1: x."]],
  ])('%s is named, with where to look', async (_what, argv, lines) => {
    const spoken = await keel(cwd, argv);
    expectRefused(spoken);
    expect(spoken.err).toBe([...lines, '(keel --help shows the commands)', ''].join('\n'));
  });

  it('nothing asked for is answered with the usage', async () => {
    const spoken = await keel(cwd, []);
    expectRefused(spoken);
    expect(spoken.err).toContain('Usage: keel [options] [command]');
  });
});

const lines = candleCsv(rows).split('\n');
const changed = (line: number, text: string): string => lines.with(line - 1, text).join('\n');
const [time] = (lines[9] ?? '').split(',');
const timeOfLine4 = (lines[3] ?? '').split(',')[0];

const malformed: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['another header', changed(1, 'date,open,high,low,close,volume'), /gz:1: found "date,.*", expected the header time,/],
  ['an empty file', '', /gz:1: found nothing, expected the header/],
  ['a field too few', changed(10, `${time},1,1,1,1`), /gz:10: found ".*", expected 6 fields .* and not 5$/],
  ['a field too many', changed(10, `${time},1,1,1,1,1,1`), /gz:10: found ".*", expected 6 fields .* and not 7$/],
  ['an empty line', changed(50, ''), /gz:50: found nothing, expected 6 fields/],
  ['a word for a number', changed(10, `${time},1,1,one,1,1`), /gz:10: found "one", expected a number as low$/],
  ['a missing number', changed(10, `${time},1,1,1,,1`), /gz:10: found nothing, expected a number as close$/],
  ['infinity', changed(10, `${time},1,Infinity,1,1,1`), /gz:10: found "Infinity", expected a number as high$/],
  ['a time off the grid', changed(10, `${Number(time) + 1},1,1,1,1,1`), /gz:10: .* multiple of 15 minutes$/],
  ['seconds for milliseconds', changed(10, '1690848001,1,1,1,1,1'), /gz:10: .* multiple of 15 minutes$/],
  ['a time twice', changed(5, `${timeOfLine4},1,1,1,1,1`), /gz:5: found "\d+", expected a time later than \d+/],
  [
    'a low above the open',
    changed(97, `${1_690_848_000_000 + 95 * 900_000},1,9,2,3,1`),
    /gz:97: found ".*", expected 0 < low <= open/,
  ],
  ['a price of nothing', changed(10, `${time},0,0,0,0,1`), /gz:10: found ".*", expected 0 < low <= open/],
  ['a negative volume', changed(10, `${time},1,1,1,1,-1`), /gz:10: found ".*volume that is not negative$/],
  [
    'a file cut short',
    gzipSync(candleCsv(rows)).subarray(0, 500),
    /gz cannot be read: the compressed file is cut short$/,
  ],
  ['a file that is not gzip', Buffer.from(candleCsv(rows)), /gz cannot be read: incorrect header check$/],
];

describe('a malformed candle file', () => {
  it.each(malformed)('with %s is named, with its line', async (_what, content, sentence) => {
    const name = 'made_spot_BTC-USDT_15m.csv.gz';
    mkdirSync(join(cwd, 'malformed'), { recursive: true });
    writeFileSync(join(cwd, 'malformed', name), typeof content === 'string' ? gzipSync(content) : content);
    for (const argv of both('--data', 'malformed')) {
      const spoken = await keel(cwd, argv);
      expectRefused(spoken);
      expect(spoken.err).toMatch(/^made_spot_BTC-USDT_15m\.csv\.[^\n]+\n$/);
      expect(spoken.err.trimEnd()).toMatch(sentence);
    }
  });
});
