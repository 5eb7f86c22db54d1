import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advanceDmi, newAdx } from '../../src/core/smc/adx.ts';
import { trueRange } from '../../src/core/smc/atr.ts';
import type { TimedBar } from '../../src/core/smc/detector.ts';
import { indicator } from '../../src/core/smc/indicators.ts';
import type { IndicatorParams } from '../../src/core/smc/indicators.ts';
import { advanceMean, newMean } from '../../src/core/smc/mean.ts';
import { reference, referenceSuite } from '../reference.ts';
import { candlesOf, golden, isSameCell, table } from '../support/golden.ts';

type Values = readonly (number | undefined)[];

/** TradingView compares with a tolerance of 1e-10, and so does the column that is the target. */
const pine = { smoothing: 'wilder', tolerance: 1e-10 } as const;

function valuesOf(params: IndicatorParams, bars: readonly TimedBar[]): Values {
  const state = indicator.begin(params);
  return bars.map((bar) => {
    let value: number | undefined;
    indicator.advance(state, bar, (told) => (value = told));
    return value;
  });
}

/** Cell by cell to 1e-9; an empty cell or NaN is a value that is not defined yet. */
function check(ours: Values, theirs: ReadonlyMap<number, string>, label: string): number {
  for (const [t, cell] of theirs) {
    const [mine, isDefined] = [ours[t], cell !== '' && cell !== 'NaN'];
    if (isDefined ? !isSameCell(mine, cell) : mine !== undefined) expect(mine, `${label}, candle ${t}`).toBe(cell);
  }
  return theirs.size;
}

function column(name: string, { header, rows }: ReturnType<typeof table>): Map<number, string> {
  const [n, i] = [header.indexOf(name), header.indexOf('i')];
  expect(n, `column ${name}`).toBeGreaterThanOrEqual(0);
  return new Map(rows.map((row, t) => [i < 0 ? t : Number(row[i]), row[n] ?? '']));
}

function checkDmi(bars: readonly TimedBar[], theirs: ReturnType<typeof table>, path: string): number {
  const adx = newAdx();
  const dmi = bars.map((bar) => advanceDmi(adx, bar, { period: 14, ...pine }));
  const plus = dmi.map((each) => each?.plus);
  const minus = dmi.map((each) => each?.minus);
  return check(plus, column('pine_pdi', theirs), path) + check(minus, column('pine_mdi', theirs), path);
}

referenceSuite('indicators', () => {
  test('the column `pine` of every file', () => {
    const compared: Record<string, number> = {};
    let files = 0;
    const folder = reference('smc', 'golden', 'indicators') ?? '';
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('.csv'),
    )) {
      const [series = '', file = ''] = path.split('/');
      const [name = '', period] = file.replace('.csv', '').split('_');
      const params = { name, period: Number(period), ...pine } as IndicatorParams;
      const bars = candlesOf(golden('input', `${series}.csv`));
      const theirs = table(golden('indicators', path));
      const cells = column(name === 'adx' ? 'pine_adx' : 'pine', theirs);
      compared[name] = (compared[name] ?? 0) + check(valuesOf(params, bars), cells, path);
      if (name === 'adx') compared['di'] = (compared['di'] ?? 0) + checkDmi(bars, theirs, path);
      files += 1;
    }
    expect([files, compared]).toEqual([27, { adx: 4_905, atr: 9_810, di: 9_810, ema: 19_620, rsi: 9_810 }]);
  });
});

referenceSuite('what TradingView exported', () => {
  const read = (file: string) => {
    const text = golden('tradingview', `${file}.csv`);
    return { bars: candlesOf(text), theirs: table(text) };
  };

  test('EMA and RMA of its sources', () => {
    const { bars, theirs } = read('ma');
    const sources = {
      close: (bar: TimedBar) => bar.close,
      high: (bar: TimedBar) => bar.high,
      ohlc4: ({ open, high, low, close }: TimedBar) => (open + high + low + close) / 4,
      hlcc4: ({ high, low, close }: TimedBar) => (high + low + close + close) / 4,
    };
    let compared = 0;
    for (const [weighting, source, period] of [
      ['ema', 'close', 20],
      ['ema', 'ohlc4', 10],
      ['rma', 'hlcc4', 5],
      ['rma', 'high', 15],
    ] as const) {
      const mean = newMean();
      const ours = bars.map((bar) => advanceMean(mean, sources[source](bar), period, weighting));
      const name = `ta.${weighting}(${source}, ${period})`;
      compared += check(ours, column(name, theirs), name);
    }
    expect(compared).toBe(600);
  });

  test('true range and ATR', () => {
    const { bars, theirs } = read('tr');
    const ranges = bars.map((bar, t) => (t === 0 ? bar.high - bar.low : trueRange(bar, bars[t - 1]?.close ?? 0)));
    let compared = check(ranges, column('ta.tr(true)', theirs), 'tr');
    compared += check([undefined, ...ranges.slice(1)], column('ta.tr(false)', theirs), 'tr');
    compared += check(valuesOf({ name: 'atr', period: 14, ...pine }, bars), column('ta.atr(14)', theirs), 'atr');
    expect(compared).toBe(300);
  });

  test('DMI of different periods for the indicators and the index', () => {
    const { bars, theirs } = read('dmi');
    const adx = newAdx();
    const index = newMean();
    const [plus, minus, smoothed]: [(number | undefined)[], (number | undefined)[], (number | undefined)[]] = [
      [],
      [],
      [],
    ];
    for (const bar of bars) {
      const dmi = advanceDmi(adx, bar, { period: 17, ...pine });
      plus.push(dmi?.plus);
      minus.push(dmi?.minus);
      smoothed.push(dmi === undefined ? undefined : advanceMean(index, dmi.dx, 14, 'rma'));
    }
    let compared = 0;
    for (const [word, ours] of [
      ['dip', plus],
      ['dim', minus],
      ['adx', smoothed],
    ] as const) {
      compared += check(ours, column(`ta.dmi(17, 14).${word}`, theirs), word);
    }
    expect(compared).toBe(600);
  });

  test('RSI', () => {
    const { bars, theirs } = read('mfi+rsi+stoch');
    const ours = valuesOf({ name: 'rsi', period: 14, ...pine }, bars);
    expect(check(ours, column('ta.rsi(close, 14)', theirs), 'rsi')).toBe(200);
  });
});
