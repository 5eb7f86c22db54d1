import { closeAt } from '../market/candle.ts';
import type { ClosedCandle } from '../market/candle.ts';
import type { Dir } from '../smc/bar.ts';
import type { Ms } from '../units.ts';
import type { PredecessorSettings } from './signal-settings.ts';

/** The part of a candle that is kept. */
export type KeptBar = Readonly<Pick<ClosedCandle, 'openAt' | 'open' | 'high' | 'low' | 'close'>>;
export type OldZone = Readonly<{ bottom: number; top: number; openAt: Ms }>;
/** A direct change from one trend to the other, as of the close of one candle and of that one only. */
export type Flip = Readonly<{ dir: Dir; level: number; at: Ms }>;

/** What the predecessor saw in the closed candles of a timeframe (spec 03 sections 4, 5 and 9.1); plain data. */
export type PredecessorReading = {
  /** The newest candles in a ring. */
  bars: KeptBar[];
  seen: number;
  /** The newest order block up and down, whether price has been there since or not. */
  blocks: { up: OldZone | null; down: OldZone | null };
  /** Gaps that price has not come back to, oldest first. */
  gaps: { up: OldZone[]; down: OldZone[] };
  /** Whether the newest extremes lie beyond those before them. */
  broken: { up: boolean; down: boolean };
  /** Highest high and lowest low of the fib window. */
  range: { high: number; low: number } | null;
  trend: Dir | 0;
  flip: Flip | null;
  /** The direction that was confirmed anew at last, and whether off its zone; 0 before. It is never taken back. */
  ready: Dir | 0;
  tolerant: boolean;
};

/** Gaps of a side that are remembered; older ones have not been reached for years. */
const maxGaps = 512;

export function newPredecessorReading(): PredecessorReading {
  return {
    bars: [],
    seen: 0,
    blocks: { up: null, down: null },
    gaps: { up: [], down: [] },
    broken: { up: false, down: false },
    range: null,
    trend: 0,
    flip: null,
    ready: 0,
    tolerant: false,
  };
}

type Needs = Readonly<{ zoneAgeCandlesMax: number; bosCandles: number; predecessor: PredecessorSettings }>;

/** Takes the next closed candle in. Everything is looked for anew in the newest candles, of which there is a bound. */
export function readAsPredecessor(reading: PredecessorReading, candle: ClosedCandle, needs: Needs): void {
  const { predecessor: rules, zoneAgeCandlesMax, bosCandles } = needs;
  const size = Math.max(zoneAgeCandlesMax + 3, rules.fibCandles, rules.typicalCandles, rules.swingCandles) + bosCandles;
  const { openAt, open, high, low, close } = candle;
  reading.bars[reading.seen % size] = { openAt, open, high, low, close };
  reading.seen += 1;
  const bars = newestOf(reading, size);
  keepGaps(reading, bars);
  reading.blocks = { up: blockOf(bars, 1, needs), down: blockOf(bars, -1, needs) };
  reading.broken = { up: isBroken(bars, 1, needs), down: isBroken(bars, -1, needs) };
  reading.range = rangeOf(bars.slice(-Math.min(rules.fibCandles, reading.seen - 5)), reading.seen);
  keepTrend(reading, bars, { candles: rules.swingCandles, at: closeAt(candle) });
}

/** The kept candles, oldest first. */
export function newestOf({ bars, seen }: PredecessorReading, size: number): readonly KeptBar[] {
  const from = seen % size;
  return seen <= size ? bars : [...bars.slice(from), ...bars.slice(0, from)];
}

/** Section 4.3: a gap of any candle between, gone with the first touch of its near edge. */
function keepGaps({ gaps }: PredecessorReading, bars: readonly KeptBar[]): void {
  const [first, , last] = bars.slice(-3);
  const newest = bars.at(-1);
  if (newest === undefined) return;
  while ((gaps.up.at(-1)?.top ?? -Infinity) >= newest.low) gaps.up.pop();
  while ((gaps.down.at(-1)?.bottom ?? Infinity) <= newest.high) gaps.down.pop();
  if (first === undefined || last === undefined) return;
  const { openAt } = newest;
  if (last.low > first.high) gaps.up.push({ bottom: first.high, top: last.low, openAt });
  if (last.high < first.low) gaps.down.push({ bottom: last.high, top: first.low, openAt });
  for (const side of [gaps.up, gaps.down]) if (side.length > maxGaps) side.shift();
}

/** Section 4.2: the newest opposite candle that the next one, a large one, closed beyond. Nothing asks whether it still holds. */
export function blockOf(
  bars: readonly KeptBar[],
  dir: Dir,
  { zoneAgeCandlesMax, predecessor }: Pick<Needs, 'zoneAgeCandlesMax' | 'predecessor'>,
): OldZone | null {
  const last = bars.length - 2;
  const least = predecessor.displacementMult * typicalOf(bars.slice(-predecessor.typicalCandles));
  const oldest = Math.max(0, last + 1 - Math.min(zoneAgeCandlesMax, bars.length - 3));
  for (let n = last; n >= oldest; n -= 1) {
    const [bar, next] = [bars[n], bars[n + 1]];
    if (bar === undefined || next === undefined) continue;
    const isOpposite = dir === 1 ? bar.close < bar.open : bar.close > bar.open;
    const isBeyond = dir === 1 ? next.close > bar.high : next.close < bar.low;
    if (isOpposite && isBeyond && next.high - next.low >= least) {
      return { bottom: bar.low, top: bar.high, openAt: bar.openAt };
    }
  }
  return null;
}

/** The upper median of the ranges. */
function typicalOf(bars: readonly KeptBar[]): number {
  const ranges = bars.map(({ high, low }) => high - low).sort((a, b) => a - b);
  return ranges[Math.floor(ranges.length / 2)] ?? 0;
}

/** Section 4.4: by wick, the newest candles against the ones before them. */
function isBroken(bars: readonly KeptBar[], dir: Dir, { bosCandles, predecessor }: Needs): boolean {
  if (bars.length < bosCandles + 5) return false;
  const end = (bar: KeptBar): number => dir * (dir === 1 ? bar.high : bar.low);
  const recent = bars.slice(-bosCandles).map(end);
  const before = bars.slice(-bosCandles - predecessor.bosBeforeCandles, -bosCandles).map(end);
  return Math.max(...recent) > Math.max(...before);
}

/** Section 9.1. */
function rangeOf(bars: readonly KeptBar[], seen: number): PredecessorReading['range'] {
  if (seen < 20) return null;
  const [high, low] = [Math.max(...bars.map((bar) => bar.high)), Math.min(...bars.map((bar) => bar.low))];
  return high > low ? { high, low } : null;
}

/** Sections 5.1 and 5.2: two rising swings of either side are a rise, two falling ones a fall; only a direct change is a flip. */
function keepTrend(
  reading: PredecessorReading,
  bars: readonly KeptBar[],
  { candles, at }: Readonly<{ candles: number; at: Ms }>,
): void {
  reading.flip = null;
  if (reading.seen < candles + 5) return;
  const window = bars.slice(-candles);
  const [highs, lows] = [swings(window, 1), swings(window, -1)];
  const [high, low] = [highs.at(-1), lows.at(-1)];
  const trend = direction(highs) === direction(lows) ? direction(highs) : 0;
  const level = trend === 1 ? high : low;
  if (trend !== 0 && reading.trend === -trend && level !== undefined) reading.flip = { dir: trend, level, at };
  reading.trend = trend;
}

/** Section 2.7, oldest first. */
function swings(bars: readonly KeptBar[], dir: Dir): readonly number[] {
  const ends = bars.map((bar) => (dir === 1 ? bar.high : bar.low));
  return ends.filter((end, n) => {
    const [before, after] = [ends[n - 1], ends[n + 1]];
    return before !== undefined && after !== undefined && dir * end > dir * before && dir * end > dir * after;
  });
}

function direction(swingPrices: readonly number[]): Dir | 0 {
  const [before, last] = swingPrices.slice(-2);
  if (before === undefined || last === undefined || before === last) return 0;
  return last > before ? 1 : -1;
}

/** Section 5.4: the newest candles all hold beyond the break, a little short of it allowed. */
export function isHeld(
  bars: readonly KeptBar[],
  { dir, level }: Flip,
  { count, tolerance }: Readonly<{ count: number; tolerance: number }>,
): boolean {
  return bars
    .slice(-count)
    .every(({ low, high }) => (dir === 1 ? low >= level * (1 - tolerance) : high <= level * (1 + tolerance)));
}
