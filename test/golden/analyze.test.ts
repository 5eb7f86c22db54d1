import { afterAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keel } from '../support/cli.ts';
import { referenceSuite } from '../reference.ts';
import { csvRows, golden, goldenPath } from './golden-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'keel-analyze-golden-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints of one of the golden series. */
async function printed(series: string, ...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await keel('.', ['analyze', goldenPath('input', `${series}.csv`), ...argv, '--csv']);
  expect([code, err]).toEqual([0, '']);
  return out;
}

const params = (...typed: readonly string[]): readonly string[] => typed.flatMap((text) => ['--param', text]);

referenceSuite('keel analyze prints the golden files', () => {
  test.each([
    ['eurusd_15m', 'fvg', ['join_consecutive=True'], 'fvg_join1'],
    ['btceur_15m', 'swings', ['swing_length=2'], 'swings_L2'],
    ['eurusd_15m', 'bos_choch', ['swing_length=5', 'close_break=False'], 'bos_choch_L5_wick'],
    ['btcusd_1h', 'ob', ['swing_length=5', 'close_mitigation=True'], 'ob_L5_body'],
    ['eurusd_15m', 'liquidity', ['swing_length=3', 'range_percent=0.002'], 'liquidity_L3_r0.002'],
    ['btcusd_1h', 'retracements', ['swing_length=10'], 'retracements_L10'],
    ['btcusd_1h', 'prevhl', ['time_frame=M'], 'prevhl_M'],
    [
      'eurusd_15m',
      'sessions',
      ['session=Custom', 'start_time=21:30', 'end_time=02:15', 'time_zone=UTC'],
      'sessions_Custom_2130-0215',
    ],
  ])('smclib on %s: %s', async (series, primitive, typed, file) => {
    const out = await printed(series, '--compat', 'smclib', '--primitive', primitive, ...params(...typed));
    expect(out === golden('smc-lib', series, `${file}.csv`)).toBe(true);
  });

  test.each([
    ['btceur_15m', 'A'],
    ['btceur_15m', 'B'],
    ['btceur_15m', 'C'],
    ['btcusd_1h', 'C'],
  ])('every kind of event of %s, variant %s', async (series, variant) => {
    type Run = Readonly<{ series: string; variant: string; params: unknown }>;
    const runs = JSON.parse(golden('causal-ref', 'manifest.json')) as readonly Run[];
    const run = runs.find((each) => each.series === series && each.variant === variant);
    const file = join(folder, `${variant}.json`);
    writeFileSync(file, JSON.stringify(run?.params));
    const kinds = 'pivot structure mss ob breaker fvg pool ote displacement idm range_state'.split(' ');
    for (const kind of kinds) {
      const out = await printed(series, '--events', kind, '--params', file);
      expect([kind, out === golden('causal-ref', series, variant, `${kind}.csv`)]).toEqual([kind, true]);
    }
  });

  test('--json tells what the tables tell, and nothing else', async () => {
    const path = goldenPath('input', 'btceur_15m.csv');
    const { out } = await keel('.', ['analyze', path, '--json']);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const times = csvRows(golden('input', 'btceur_15m.csv')).map((row) => row[1]);
    expect(events.every(({ bar, time }) => times[Number(bar)] === time)).toBe(true);
    const of = (kind: string): typeof events => events.filter((event) => event['kind'] === kind);
    const breaks = csvRows(golden('causal-ref', 'btceur_15m', 'A', 'structure.csv'));
    expect(
      of('structure').map((e) => [e['bar'], e['scale'], e['break'], e['side'], e['level'], e['levelIdx']].map(String)),
    ).toEqual(breaks.map((row) => row.slice(0, 6)));
    const swept = csvRows(golden('causal-ref', 'btceur_15m', 'A', 'pool.csv'));
    expect(
      of('pool').map((e) => [e['bar'], e['event'], e['id'], e['side'], e['firstIdx'], e['lastIdx']].map(String)),
    ).toEqual(swept.map((row) => row.slice(0, 6)));
    const counts = Object.fromEntries(['pivot', 'mss', 'ob', 'fvg', 'idm'].map((kind) => [kind, of(kind).length]));
    expect(counts).toEqual({ pivot: 360, mss: 67, ob: 450, fvg: 3404, idm: 22 });
  });

  test.each(['ema_9', 'ema_200', 'rsi_14', 'atr_200', 'adx_14'])('the column pine of %s', async (file) => {
    const [indicator = '', period = ''] = file.split('_');
    const out = csvRows(await printed('btceur_15m', '--indicator', indicator, '--period', period));
    const theirs = csvRows(golden('indicators', 'btceur_15m', `${file}.csv`));
    expect(out.map(([i]) => i)).toEqual(Array.from({ length: 2305 }, (_, i) => `${i}`));
    const off = theirs.filter(([i, pine = '']) => {
      const [, value = ''] = out[Number(i)] ?? [];
      return value === '' || pine === '' ? value !== pine : Math.abs(Number(value) / Number(pine) - 1) > 1e-9;
    });
    expect([theirs.length > 700, off]).toEqual([true, []]);
  });

  test('luxalgo: events byte by byte, levels to 1e-9', async () => {
    const typed = params('swings_length=10', 'ob_mitigation=Close', 'ob_filter=Cumulative Mean Range');
    const more = params('eq_length=2', 'eq_threshold=0.3');
    for (const table of ['events', 'state', 'dense']) {
      const out = await printed('btceur_15m', '--compat', 'luxalgo', '--primitive', table, ...typed, ...more);
      const [mine, theirs] = [out, golden('luxalgo', 'btceur_15m', `S10_close_range_e2_0.3.${table}.csv`)];
      if (table === 'events') expect(mine === theirs).toBe(true);
      expectClose(mine, theirs);
    }
  });
});

/** Words exactly, numbers to 1e-9 of themselves. */
function expectClose(mine: string, theirs: string): void {
  const [ours, wanted] = [mine.split(/[\n,]/), theirs.split(/[\n,]/)];
  expect(ours.length).toBe(wanted.length);
  const isOff = (cell: string, k: number): boolean =>
    cell !== ours[k] && !(Math.abs(Number(cell) - Number(ours[k])) <= 1e-9 * Math.abs(Number(cell)));
  expect(wanted.filter(isOff)).toEqual([]);
}
