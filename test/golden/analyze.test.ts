import { expect, test } from 'vitest';
import { keel } from '../support/cli.ts';
import { referenceSuite } from '../reference.ts';
import { golden, goldenPath } from './golden-files.ts';

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
