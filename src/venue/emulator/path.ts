import { assert } from '../../core/assert.ts';
import { timeframeMs } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import { abs, floorTo, add, later, sub } from '../../core/units.ts';
import type { Ms, Price } from '../../core/units.ts';
import { onTick, proportion } from './exact.ts';

/**
 * How the price is taken to have moved inside a 15m candle: open, first extreme, second extreme, close, in a straight
 * line between them. The low comes first when the candle closes at or above its open, else the high. This is the
 * emulator's optimism: real candles that went the other way first are not told apart, so of a stop and a target inside
 * one candle the wrong one may be hit.
 */
export type Path = Readonly<{
  openAt: Ms;
  prices: readonly [Price, Price, Price, Price];
  tick: Price;
  /** Where the line to the next point begins anew: somebody moved the price. */
  from?: Readonly<{ at: Ms; price: Price }>;
}>;

/** Where the points of a path lie after its opening; the last millisecond is the close's. */
const offsets = [0, 300_000, 600_000, 899_999] as const;
/** How many points a path has. */
export const points: number = offsets.length;
/** From an opening to the end of its candle. */
export const spanMs: number = timeframeMs['15m'];

/** Rounds each price to the nearest tick. `moved` multiplies all of them. */
export function pathOf(candle: Candle, tick: Price, moved: number = 1): Path {
  const at = (price: number): Price => onTick(price * moved, tick);
  const [low, high] = [at(candle.low), at(candle.high)];
  const [first, second] = candle.close >= candle.open ? [low, high] : [high, low];
  return { openAt: candle.openAt, prices: [at(candle.open), first, second, at(candle.close)], tick };
}

/** When the path reaches its point `index`. */
export function pointAt(path: Path, index: number): Ms {
  const offset = offsets[index];
  assert(offset !== undefined, 'a path has four points');
  return later(path.openAt, offset);
}

/** The price at the point `index`. */
export function pointPrice(path: Path, index: number): Price {
  const price = path.prices[index];
  assert(price !== undefined, 'a path has four points');
  return price;
}

/** How many points the path has passed at `now`; what follows is next. */
export function passed(path: Path, now: Ms): number {
  return offsets.filter((offset) => now >= later(path.openAt, offset)).length;
}

/** The price at `now`, on the tick grid: a tick is reached when the line reaches it, never before. */
export function priceAt(path: Path, now: Ms): Price {
  const next = passed(path, now);
  if (next === 0) return pointPrice(path, 0);
  if (next === points) return afterAll(path);
  const [begin, from] = lineTo(path, next);
  const move = sub(pointPrice(path, next), from);
  const way = proportion(move, BigInt(now - begin), BigInt(pointAt(path, next) - begin));
  return add(from, floorTo(way, path.tick));
}

/** Past the last point the price stands. */
function afterAll(path: Path): Price {
  const { from } = path;
  return from !== undefined && from.at >= pointAt(path, points - 1) ? from.price : pointPrice(path, points - 1);
}

/** Where the line to a point begins. */
function lineTo(path: Path, next: number): readonly [Ms, Price] {
  const begin = pointAt(path, next - 1);
  const { from } = path;
  const anew = from !== undefined && from.at >= begin && from.at < pointAt(path, next);
  return anew ? [from.at, from.price] : [begin, pointPrice(path, next - 1)];
}

/** When the line to the point `next` first stands at `level`, which must lie on it: up to the next millisecond. */
export function reachedAt(path: Path, next: number, level: Price): Ms {
  const [begin, from] = lineTo(path, next);
  const [way, whole] = [abs(sub(level, from)), abs(sub(pointPrice(path, next), from))];
  if (way === 0n) return begin;
  const exact = way * BigInt(pointAt(path, next) - begin);
  return later(begin, Number((exact + whole - 1n) / whole));
}
