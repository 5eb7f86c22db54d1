import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instrument } from '../../../test/support/keel.ts';
import { instrumentId, ms } from '../../core/units.ts';
import { openFunding } from './funding.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 0, 1);
const [btc, eth] = [instrument('BTC'), instrument('ETH')];
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keel-funding-'));
  mkdirSync(join(home, 'candles'));
  mkdirSync(join(home, 'funding'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function rates(text: string): readonly number[] {
  writeFileSync(join(home, 'funding', 'binance_usdm_BTC-USDT_funding.csv.gz'), gzipSync(text));
  const set = openFunding(join(home, 'candles'), [btc, eth]);
  if (!set.ok) throw new Error(set.error.message);
  const { rateOf, files } = set.value;
  expect(files).toHaveLength(1);
  expect(rateOf(eth.id, ms(day))).toBe(0);
  expect(rateOf(instrumentId('PF_SOLUSD'), ms(day))).toBe(0);
  return Array.from({ length: 26 }, (_, n) => rateOf(btc.id, ms(day + (n - 1) * hour)));
}

it('spreads what was paid over the hours that it was paid for', () => {
  // Some ms late, as captures are; then after eight hours, and after four.
  const told = rates(
    `time,funding_rate\n${day + 3}\t,0.0008\n${day + 8 * hour},0.0008\n${day + 12 * hour},-0.0004\n`.replace('\t', ''),
  );
  expect(told.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0.0001));
  expect(told.slice(9, 13)).toEqual(Array.from({ length: 4 }, () => -0.0001));
  expect(told.slice(13).every((rate) => rate === 0)).toBe(true);
});

it('takes a payment that is told twice for one', () => {
  const told = rates(`time,funding_rate\n${day},0.0008\n${day + 8 * hour},0.0008\n${day + 8 * hour + 1},0.0008\n`);
  expect(told.slice(1, 9)).toEqual(Array.from({ length: 8 }, () => 0.0001));
});

it('takes the payments of the exchange that the candles are of, where it has them', () => {
  for (const [name, rate] of [
    ['a_perp', 0.0008],
    ['b_perp', 0.0016],
  ] as const)
    writeFileSync(join(home, 'funding', `${name}_BTC-USDT_funding.csv`), `time,funding_rate\n${day},${rate}\n`);
  const rate = (source: string): number => {
    const set = openFunding(join(home, 'candles'), [btc], source);
    return set.ok ? set.value.rateOf(btc.id, ms(day - hour)) : NaN;
  };
  expect(['a_spot', 'b_spot', 'c_spot', ''].map(rate)).toEqual([0.0001, 0.0002, 0.0001, 0.0001]);
});

it('knows nothing of a hole longer than eight hours', () => {
  const told = rates(`time,funding_rate\n${day},0.0008\n${day + 24 * hour},0.0016\n`);
  expect([told[0], told[1], told[16], told[17], told[24], told[25]]).toEqual([0.0001, 0, 0, 0.0002, 0.0002, 0]);
});

it.each([
  ['time,rate\n', 'line 1'],
  [`time,funding_rate\n${day},x\n`, 'line 2'],
  [`time,funding_rate\n${day},0.1\n${day},0.2\n`, 'line 3'],
])('says where a file is wrong', (text, where) => {
  writeFileSync(join(home, 'candles', 'kraken_futures_BTC-USD_funding.csv'), text);
  const set = openFunding(join(home, 'candles'), [btc]);
  expect(set.ok ? '' : set.error.message).toContain(where);
});
