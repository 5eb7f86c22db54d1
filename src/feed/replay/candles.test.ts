import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { perpetualOf } from '../../core/market/base.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { fixed, ms } from '../../core/units.ts';
import type { Base } from '../../core/units.ts';
import { reference, referenceSuite } from '../../../test/reference.ts';
import { openCandles } from './candles.ts';
import type { CandleOptions, CandleSet } from './candles.ts';

const span = 900_000;
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keel-candles-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function listed(base: Base): Instrument | undefined {
  if (base === 'NEW') return undefined;
  const [tick, lot] = [fixed<Instrument['tick']>('0.5'), fixed<Instrument['lot']>('0.001')];
  return { id: perpetualOf(base), base, tick, lot, minQty: lot, maintenanceMargin: fixed('0.01') };
}

/** A file with a candle at each of these quarters of an hour; the open says which. */
function write(file: string, quarters: readonly number[]): void {
  const lines = quarters.map((n) => `${n * span},${n},${n + 1},${n / 2},${n},1`);
  const text = `time,open,high,low,close,volume\n${lines.join('\n')}\n`;
  writeFileSync(join(dir, file), file.endsWith('.gz') ? gzipSync(text) : text);
}

function opened(options: Partial<CandleOptions> = {}): CandleSet {
  const result = openCandles({ dir, timeframe: '15m', listed, ...options });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refusal(options: Partial<CandleOptions> = {}): unknown {
  const result = openCandles({ dir, timeframe: '15m', listed, ...options });
  return result.ok ? undefined : [result.error.type, result.error.message.replaceAll(dir, 'DIR')];
}

/** `moment: instruments` of every group, with the moment in quarters of an hour. */
function groups(set: CandleSet): string[] {
  return [...set.candles.groups()].map(
    ({ openAt, candles }) =>
      `${openAt / span}: ${candles.map(({ instrument, open }) => `${instrument}@${open}`).join(' ')}`,
  );
}

describe('openCandles', () => {
  it('merges all instruments by time, in order of instrument id, as often as asked', () => {
    write('binance_spot_ETH-USDT_15m.csv.gz', [2, 3, 5]);
    write('binance_spot_BTC-USDT_15m.csv', [1, 2, 5]);
    write('binance_spot_AAA-USD_15m.csv', [5]);
    const set = opened();
    const expected = [
      '1: PF_XBTUSD@1',
      '2: PF_ETHUSD@2 PF_XBTUSD@2',
      '3: PF_ETHUSD@3',
      '5: PF_AAAUSD@5 PF_ETHUSD@5 PF_XBTUSD@5',
    ];
    expect(groups(set)).toEqual(expected);
    expect(groups(set)).toEqual(expected);
    expect(set.instruments.map(({ id }) => id)).toEqual(['PF_AAAUSD', 'PF_ETHUSD', 'PF_XBTUSD']);
    expect([set.source, set.count, set.firstAt, set.lastAt]).toEqual(['binance_spot', 7, span, 5 * span]);
    expect(set.series.map(({ file, length }) => [file, length])).toEqual([
      ['binance_spot_AAA-USD_15m.csv', 1],
      ['binance_spot_ETH-USDT_15m.csv.gz', 3],
      ['binance_spot_BTC-USDT_15m.csv', 3],
    ]);
  });

  it('gives whole candles, when they are asked for', () => {
    write('binance_spot_BTC-USDT_15m.csv', [4, 5]);
    const [first] = opened().candles.groups();
    const candle = {
      instrument: 'PF_XBTUSD',
      timeframe: '15m',
      openAt: 4 * span,
      open: 4,
      high: 5,
      low: 2,
      close: 4,
      volume: 1,
    };
    expect(first).toEqual({ openAt: 4 * span, candles: [candle] });
  });

  it('reads from a moment on and up to another', () => {
    write('binance_spot_BTC-USDT_15m.csv', [1, 2, 3, 4]);
    write('binance_spot_ETH-USDT_15m.csv', [4, 5]);
    const set = opened({ from: ms(span + 1), to: ms(4 * span) });
    expect(groups(set)).toEqual(['2: PF_XBTUSD@2', '3: PF_XBTUSD@3']);
    const why = 'it has no candles in the period that was asked for';
    expect(set.skipped).toEqual([{ file: 'binance_spot_ETH-USDT_15m.csv', why }]);
    expect([set.count, set.firstAt, set.lastAt]).toEqual([2, 2 * span, 3 * span]);
  });

  it('takes instruments in any spelling', () => {
    for (const base of ['BTC', 'ETH', 'SOL']) write(`binance_spot_${base}-USDT_15m.csv`, [1]);
    const set = opened({ instruments: ['XBT', 'eth/usd', 'PF_XBTUSD'] });
    expect(groups(set)).toEqual(['1: PF_ETHUSD@1 PF_XBTUSD@1']);
    expect(set.skipped).toEqual([]);
  });

  it('chooses the source with the most instruments, unless told which', () => {
    for (const base of ['BTC', 'ETH', 'SOL']) write(`bybit_linear_${base}-USDT_15m.csv`, [1]);
    for (const base of ['BTC', 'ETH', 'SOL']) write(`kraken_spot_${base}-USD_15m.csv`, [2]);
    for (const base of ['BTC', 'ETH', 'SOL', 'DOT']) write(`binance_spot_${base}-USDT_1h.csv`, [4]);
    write('binance_spot_BTC-USDT_15m.csv', [1]);
    expect(opened().source).toBe('bybit_linear');
    expect(opened({ source: 'kraken_spot' }).source).toBe('kraken_spot');
    expect(opened({ timeframe: '1h' }).count).toBe(4);
  });

  it('leaves out what the venue does not list, and says so', () => {
    for (const pair of ['BTC-USDT', 'NEW-USDT', 'ETH-BTC']) write(`binance_spot_${pair}_15m.csv`, [1]);
    write('notes.csv', []);
    const set = opened();
    expect(groups(set)).toEqual(['1: PF_XBTUSD@1']);
    expect(set.skipped).toEqual([
      { file: 'binance_spot_ETH-BTC_15m.csv', why: 'its prices are in BTC, not in dollars' },
      { file: 'binance_spot_NEW-USDT_15m.csv', why: 'the venue lists no contract on NEW' },
    ]);
  });
});

describe('openCandles refuses', () => {
  it('a directory that is not there, or holds no such candles', () => {
    expect(refusal({ dir: join(dir, 'gone') })).toEqual(['no-directory', 'there is no directory DIR/gone']);
    const hint = 'no file is named like binance_spot_BTC-USDT_15m.csv.gz';
    expect(refusal()).toEqual(['no-candles', `there are no 15m candles in DIR: ${hint}`]);
    write('binance_spot_BTC-USDT_1h.csv', [4]);
    expect(refusal()).toEqual(['no-candles', 'there are no 15m candles in DIR: only 1h']);
  });

  it('names that it does not know, and lists those that it does', () => {
    for (const base of ['ETH', 'BTC']) write(`binance_spot_${base}-USDT_15m.csv`, [1]);
    write('bybit_linear_WIF-USDT_15m.csv', [1]);
    const sources = 'there is no source "kraken" with such candles; there is binance_spot, bybit_linear';
    expect(refusal({ source: 'kraken' })).toEqual(['unknown-source', sources]);
    const doge = 'binance_spot has no candles of DOGE; there is BTC, ETH';
    expect(refusal({ instruments: ['BTC', 'XDG'] })).toEqual(['unknown-instrument', doge]);
    const wif = 'binance_spot has no candles of WIF (bybit_linear has it); there is BTC, ETH';
    expect(refusal({ instruments: ['WIF'] })).toEqual(['unknown-instrument', wif]);
  });

  it('an instrument that was asked for and cannot be had', () => {
    for (const base of ['NEW', 'BTC']) write(`binance_spot_${base}-USDT_15m.csv`, [1]);
    const unlisted = 'binance_spot_NEW-USDT_15m.csv cannot be used: the venue lists no contract on NEW';
    expect(refusal({ instruments: ['NEW'] })).toEqual(['unknown-instrument', unlisted]);
    const early = 'binance_spot_BTC-USDT_15m.csv has no candles in the period that was asked for';
    expect(refusal({ instruments: ['BTC'], to: ms(span) })).toEqual(['no-candles', early]);
  });

  it('a source of which nothing can be used', () => {
    write('binance_spot_NEW-USDT_15m.csv', [1]);
    const why = 'of binance_spot_NEW-USDT_15m.csv, for one, the venue lists no contract on NEW';
    expect(refusal()).toEqual(['no-candles', `none of the 15m candles of binance_spot in DIR can be used: ${why}`]);
  });

  it('two files of one instrument', () => {
    write('binance_spot_BTC-USDT_15m.csv', [1]);
    write('binance_spot_BTC-USD_15m.csv.gz', [1]);
    const both =
      'binance_spot_BTC-USDT_15m.csv and binance_spot_BTC-USD_15m.csv.gz hold the same instrument; keep one of them';
    expect(refusal()).toEqual(['ambiguous', both]);
  });

  it('a bad line, by file and number', () => {
    write('binance_spot_BTC-USDT_15m.csv', [3, 2]);
    const message = `binance_spot_BTC-USDT_15m.csv:3: found "${2 * span}", expected a time later than ${3 * span}, that of the line before`;
    expect(refusal()).toEqual(['malformed', message]);
  });

  it('a compressed file that is cut short, or is none', () => {
    const file = 'binance_spot_BTC-USDT_15m.csv.gz';
    write(file, [1, 2, 3]);
    writeFileSync(join(dir, file), readFileSync(join(dir, file)).subarray(0, -12));
    expect(refusal()).toEqual(['unreadable', `${file} cannot be read: the compressed file is cut short`]);
    writeFileSync(join(dir, file), 'time,open,high,low,close,volume\n');
    expect(refusal()).toEqual(['unreadable', `${file} cannot be read: incorrect header check`]);
  });
});

type Manifest = Readonly<{ files: readonly Readonly<{ file: string; rows: number; first: number; last: number }>[] }>;

referenceSuite('real candles', () => {
  it('are all read', () => {
    const manifest = JSON.parse(readFileSync(reference('data', 'manifest.json') ?? '', 'utf8')) as Manifest;
    const set = opened({
      dir: reference('data', 'candles') ?? '',
      source: 'binance_spot',
      instruments: ['BTC', 'ETH'],
    });
    const read = set.series.map(({ file, length, openAt }) => ({
      file: `candles/${file}`,
      rows: length,
      first: openAt[0],
      last: openAt.at(-1),
    }));
    const known = manifest.files.map(({ file, rows, first, last }) => ({ file, rows, first, last }));
    expect(read).toHaveLength(2);
    expect(known).toEqual(expect.arrayContaining(read));
    expect([...set.candles.groups()].reduce((sum, { candles }) => sum + candles.length, 0)).toBe(set.count);
  });
});
