import { execFileSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { advance, newAnalysis } from '../src/core/smc/analysis.ts';
import type { Analysis } from '../src/core/smc/analysis.ts';
import type { TimedBar } from '../src/core/smc/detector.ts';
import { indicator } from '../src/core/smc/indicators.ts';
import type { Indicator, IndicatorParams } from '../src/core/smc/indicators.ts';
import { defaultParams } from '../src/core/smc/params.ts';
import { rng } from '../src/runtime/rng.ts';
import { control, cpuMicros, median, print, seed } from './figures.ts';

/**
 * What reading a market costs: every primitive of the SMC definitions and every indicator, candle by candle, on one series of a million
 * 15m candles from a seed; in candles per second of CPU of one core. Then what is kept of an instrument whose four timeframes have read 500
 * candles each. `npm run bench:signal -- SEED`
 */
const candles = 1_000_000;
const rounds = 5;

type Series = Readonly<{ open: Float64Array; high: Float64Array; low: Float64Array; close: Float64Array }>;
type Candle = { -readonly [K in keyof TimedBar]: TimedBar[K] };

/** A walk whose mood changes, so that it trends, ranges and jumps; prices to a tick of 0.01. */
function walk(count: number): Series {
  const luck = rng(seed);
  const [open, high, low, close] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const tick = (price: number): number => Math.round(price * 100) / 100;
  let [price, drift, mood] = [10_000, 0, 0.002];
  for (let t = 0; t < count; t += 1) {
    if (luck.next() < 0.01) [drift, mood] = [(luck.next() - 0.5) * 0.0004, 0.0008 + luck.next() * 0.003];
    const start = tick(price * (1 + (luck.next() < 0.02 ? (luck.next() - 0.5) * mood : 0)));
    const noise = luck.next() + luck.next() + luck.next() - 1.5;
    const end = tick(start * (1 + drift + noise * mood + (10_000 - start) * 1e-8));
    const span = start * mood * 0.5;
    open[t] = start;
    close[t] = end;
    high[t] = tick(Math.max(start, end) + luck.next() * luck.next() * span);
    low[t] = tick(Math.min(start, end) - luck.next() * luck.next() * span);
    price = end;
  }
  return { open, high, low, close };
}

const wanted: readonly IndicatorParams[] = [
  ...([20, 50, 200] as const).map((period) => ({ name: 'ema', period, smoothing: 'ema', tolerance: 0 }) as const),
  { name: 'rma', period: 14, smoothing: 'wilder', tolerance: 0 },
  { name: 'rsi', period: 14, smoothing: 'wilder', tolerance: 0 },
  ...(['ema', 'wilder'] as const).flatMap((smoothing) => [
    { name: 'atr', period: 14, smoothing, tolerance: 0 } as const,
    { name: 'adx', period: 14, smoothing, tolerance: 0 } as const,
  ]),
];

/** Reads `count` candles of a series with everything, and counts what is told. */
function readAll(series: Series, count: number): Readonly<{ events: number; kept: readonly (Analysis | Indicator)[] }> {
  const analysis = newAnalysis(defaultParams);
  const indicators = wanted.map((params) => indicator.begin(params));
  const bar: Candle = { openAt: 0, open: 0, high: 0, low: 0, close: 0 };
  let [events, sum] = [0, 0];
  const emit = (): void => void (events += 1);
  const tell = (value: number): void => void (sum += value);
  for (let t = 0; t < count; t += 1) {
    bar.openAt = t * 900_000;
    bar.open = series.open[t] ?? 0;
    bar.high = series.high[t] ?? 0;
    bar.low = series.low[t] ?? 0;
    bar.close = series.close[t] ?? 0;
    advance(analysis, bar, emit);
    for (const each of indicators) indicator.advance(each, bar, tell);
  }
  if (!(sum > 0)) throw new Error('the indicators told nothing');
  return { events, kept: [analysis, ...indicators] };
}

function speed(series: Series): void {
  const seconds: number[] = [];
  let told = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = cpuMicros();
    told = readAll(series, candles).events;
    seconds.push((cpuMicros() - before) / 1_000_000);
  }
  print('signal.primitives', candles / median(seconds), 'candles/s');
  print('signal.primitives.first', candles / (seconds[0] ?? NaN), 'candles/s');
  print('signal.events', told / candles, 'per candle');
}

/** Heap that stays when the rest is collected, per instrument of four timeframes, over many instruments. */
function memory(series: Series): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held: unknown[] = [];
  const instruments = 50;
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < instruments * 4; n += 1) {
    const from = n * 500;
    const part = {
      open: series.open.subarray(from),
      high: series.high.subarray(from),
      low: series.low.subarray(from),
      close: series.close.subarray(from),
    };
    held.push(readAll(part, 500).kept);
  }
  collect();
  print('signal.memory', (process.memoryUsage().heapUsed - before) / instruments / 1_024, 'KB per instrument');
  print('signal.memory.series', held.length, 'series');
}

print('control.before', control(), 'ms');
const series = walk(candles);
speed(series);
memory(series);
print('control.after', control(), 'ms');
// Decisions have a process of their own, so that neither warms the other up.
execFileSync(process.execPath, [`${import.meta.dirname}/signal-decision.ts`, String(seed)], { stdio: 'inherit' });
