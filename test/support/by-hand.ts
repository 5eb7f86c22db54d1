import type { Row } from './candles.ts';

/**
 * What `keel explain` should say, worked out from the candles alone, the slow and plain way: everything is looked for
 * anew in whole arrays, with nothing of the program but its definitions (SMC definitions C; design 3.10). The numbers are
 * those of the shipped configuration.
 */
type Bar = Readonly<{ time: number; open: number; high: number; low: number; close: number }>;
type Up = 1 | -1;
type Zone = Readonly<{ bottom: number; top: number; dir: Up; made: number }>;

export type Structure = Readonly<{
  kind: 'BOS' | 'CHoCH';
  dir: Up;
  level: number;
  /** When the candle opened whose close broke it. */
  openAt: number;
  /** The leg: from the protected extreme to its end so far. */
  a: number;
  b: number;
  zone?: Zone & Readonly<{ kind: 'ob' | 'fvg' }>;
}>;

const hour = 3_600_000;
const reach = 5;
const zoneAgeMax = 50;

/** Candles of a longer span, however many of their quarters are missing. */
function resample(rows: readonly Row[], span: number): readonly Bar[] {
  const parts = Map.groupBy(rows, ({ time }) => time - (time % span));
  return [...parts].map(([time, part]) => ({
    time,
    open: part[0]?.open ?? NaN,
    high: Math.max(...part.map(({ high }) => high)),
    low: Math.min(...part.map(({ low }) => low)),
    close: part.at(-1)?.close ?? NaN,
  }));
}

/** Seeded with the first input. */
function ema(inputs: readonly number[], period: number): number {
  const k = 2 / (period + 1);
  return inputs.reduce((mean, input, n) => (n === 0 ? input : input * k + mean * (1 - k)), NaN);
}

function trueRanges(bars: readonly Bar[]): readonly number[] {
  return bars.map(({ high, low }, n) => {
    const before = bars[n - 1]?.close ?? low;
    return n === 0 ? high - low : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
}

/** By the book: DI over the smoothed true range, DX of the two, and the mean of that. */
function adx(bars: readonly Bar[]): number {
  const moves = bars.map(({ high, low }, n) => {
    const before = bars[n - 1];
    const [up, down] = before === undefined ? [0, 0] : [high - before.high, before.low - low];
    return { plus: up > down && up > 0 ? up : 0, minus: down > up && down > 0 ? down : 0 };
  });
  const k = 2 / 15;
  const ranges = trueRanges(bars);
  let [plus, minus, range] = [0, 0, ranges[0] ?? 0];
  const dx: number[] = [];
  for (const [n, move] of moves.entries()) {
    if (n > 0) {
      plus += k * (move.plus - plus);
      minus += k * (move.minus - minus);
      range += k * ((ranges[n] ?? 0) - range);
    }
    const [up, down] = [(100 * plus) / range, (100 * minus) / range];
    if (up + down > 0) dx.push((100 * Math.abs(up - down)) / (up + down));
  }
  return ema(dx, 14);
}

/** C.2 */
function isPivot(bars: readonly Bar[], at: number, side: Up): boolean {
  if (at < reach) return false;
  const height = ({ high, low }: Bar): number => (side === 1 ? high : -low);
  const own = height(bars[at] as Bar);
  return (
    bars.slice(at - reach, at).every((bar) => own >= height(bar)) &&
    bars.slice(at + 1, at + reach + 1).every((bar) => own > height(bar))
  );
}

/** Number of the lowest low (or highest high) of a span, the last of equals. */
function extremeOf(bars: readonly Bar[], side: Up, [from, to]: readonly [number, number]): number | undefined {
  let best: number | undefined;
  for (let n = from; n <= to; n += 1) {
    const [bar, old] = [bars[n] as Bar, bars[best ?? n] as Bar];
    if (side === 1 ? bar.high >= old.high : bar.low <= old.low) best = n;
  }
  return best;
}

type Level = { price: number; at: number; broken: boolean };
type Found = Readonly<{ at: number; kind: 'BOS' | 'CHoCH'; dir: Up; level: number; strong: number; block?: Zone }>;

/** C.3 and C.7: every break, with its protected extreme and its order block. */
function breaks(bars: readonly Bar[]): readonly Found[] {
  const found: Found[] = [];
  const levels = new Map<Up, Level>();
  let trend = 0;
  for (const [t, { close }] of bars.entries()) {
    for (const dir of [1, -1] as const) {
      const level = levels.get(dir);
      if (level === undefined || level.broken || !(dir * close > dir * level.price)) continue;
      const other = dir === 1 ? -1 : 1;
      const strong = extremeOf(bars, other, [level.at + 1, t]) as number;
      const origin = extremeOf(bars, other, [level.at + 1, t - 1]);
      const block = origin === undefined ? {} : { block: { ...edges(bars[origin] as Bar), dir, made: t } };
      found.push({ at: t, kind: trend === other ? 'CHoCH' : 'BOS', dir, level: level.price, strong, ...block });
      level.broken = true;
      trend = dir;
      if (levels.get(other)?.broken !== false) {
        levels.set(other, { price: end(bars[strong] as Bar, other), at: strong, broken: false });
      }
      break;
    }
    for (const side of [1, -1] as const) {
      const at = t - reach;
      if (isPivot(bars, at, side)) levels.set(side, { price: end(bars[at] as Bar, side), at, broken: false });
    }
  }
  return found;
}

const edges = ({ low, high }: Bar): Readonly<{ bottom: number; top: number }> => ({ bottom: low, top: high });
const end = ({ high, low }: Bar, side: Up): number => (side === 1 ? high : low);

/** C.6 */
function gaps(bars: readonly Bar[]): readonly Zone[] {
  return bars.flatMap((bar, made): readonly Zone[] => {
    const [first, middle] = [bars[made - 2], bars[made - 1]];
    if (first === undefined || middle === undefined) return [];
    if (first.high < bar.low && middle.close > middle.open) return [{ bottom: first.high, top: bar.low, dir: 1, made }];
    if (first.low > bar.high && middle.close < middle.open)
      return [{ bottom: bar.high, top: first.low, dir: -1, made }];
    return [];
  });
}

/** The last break, its leg (C.10), and the zone in which a trade may start. */
function structureOf(bars: readonly Bar[]): Structure | undefined {
  const all = breaks(bars);
  const last = all.at(-1);
  if (last === undefined) return undefined;
  const { dir, kind, level, strong } = last;
  const since = bars.slice(strong);
  const a = end(bars[strong] as Bar, dir === 1 ? -1 : 1);
  const b = dir === 1 ? Math.max(...since.map(({ high }) => high)) : Math.min(...since.map(({ low }) => low));
  const isFresh = (zone: Zone): boolean =>
    zone.dir === dir &&
    zone.made >= bars.length - 1 - zoneAgeMax &&
    (dir === 1 ? zone.bottom >= a : zone.top <= a) &&
    bars.slice(zone.made + 1).every(({ low, high }) => (dir === 1 ? low > zone.top : high < zone.bottom));
  const block = all.flatMap(({ block: made }) => (made === undefined ? [] : [made])).findLast(isFresh);
  const gap = gaps(bars).findLast(isFresh);
  const zone = block === undefined ? gap && { ...gap, kind: 'fvg' as const } : { ...block, kind: 'ob' as const };
  const openAt = bars[last.at]?.time ?? NaN;
  return { kind, dir, level, openAt, a, b, ...(zone === undefined ? {} : { zone }) };
}

/** Everything that the gates look at, at the close of the last row. */
export type ByHand = Readonly<{
  price: number;
  counts: Readonly<{ day: number; four: number; hour: number }>;
  bps: number;
  /** The last closed day and the mean of all. */
  daily: Readonly<{ close: number; ema: number }>;
  /** All closed hours. */
  hours: readonly Readonly<{ high: number; low: number }>[];
  adx: number;
  atr: number;
  structure?: Structure;
}>;

/** The reading at the close of any of these rows, by the time at which the row opens. */
export function byHand(rows: readonly Row[]): (time: number) => ByHand {
  const stretches = apart(rows).map((stretch) => ({
    from: stretch[0]?.time ?? NaN,
    prices: new Map(stretch.map(({ time, close }) => [time, close])),
    spans: [24 * hour, 4 * hour, hour].map((span) => ({ span, bars: resample(stretch, span) })),
  }));
  // The answer is the same until the next of these candles closes, and it is slow to find.
  const known = new Map<string, Omit<ByHand, 'price'>>();
  return (time) => {
    const stretch = stretches.findLast(({ from }) => from <= time);
    const closed = (stretch?.spans ?? []).map(({ span, bars }) =>
      bars.slice(0, bars.findLastIndex((bar) => bar.time + span <= time + hour / 4) + 1),
    );
    const key = [stretch?.from, ...closed.map(({ length }) => length)].join(' ');
    const said = known.get(key) ?? readingOf(closed);
    known.set(key, said);
    return { price: stretch?.prices.get(time) ?? NaN, ...said };
  };
}

/** Cut where there is a hole of more than four decision candles: what was before it does not count. */
function apart(rows: readonly Row[]): readonly (readonly Row[])[] {
  const starts = rows.flatMap(({ time }, n) => {
    const due = (rows[n - 1]?.time ?? -Infinity) + hour / 4;
    return time - due > 16 * hour ? [n] : [];
  });
  return starts.map((start, i) => rows.slice(start, starts[i + 1]));
}

function readingOf([days = [], fours = [], hours = []]: readonly (readonly Bar[])[]): Omit<ByHand, 'price'> {
  const structure = structureOf(fours);
  const closes = days.map(({ close }) => close);
  const mean = ema(closes, 200);
  return {
    counts: { day: days.length, four: fours.length, hour: hours.length },
    bps: (((closes.at(-1) ?? NaN) - mean) / mean) * 10_000,
    daily: { close: closes.at(-1) ?? NaN, ema: mean },
    hours,
    adx: adx(hours),
    atr: ema(trueRanges(fours), 14),
    ...(structure === undefined ? {} : { structure }),
  };
}
