import { reachOf } from './bar.ts';
import type { Bar, Dir } from './bar.ts';

/** The highest high or lowest low of a span: its candle, its price, and that candle's opposite end. */
export type Extreme = { idx: number; price: number; other: number };

/** Candles that no later candle has reached again, oldest first: a falling staircase of highs, or its mirror. */
export type Stairs = { readonly dir: Dir; readonly most: number; idx: number[]; price: number[]; other: number[] };
/** What pivots are read from, and what answers for the extreme since a candle; one serves every scale. */
export type Extremes = { high: Stairs; low: Stairs };

// Steps beyond this are far older than any level that is still asked about.
const fewest = 512;

/** `span` is how many candles the widest pivot is confirmed over: no step of those is forgotten. */
export function newExtremes(span: number): Extremes {
  const most = Math.max(fewest, span);
  return { high: newStairs(1, most), low: newStairs(-1, most) };
}

function newStairs(dir: Dir, most: number): Stairs {
  return { dir, most, idx: [], price: [], other: [] };
}

export function stairsOf(extremes: Extremes, side: Dir): Stairs {
  return side === 1 ? extremes.high : extremes.low;
}

/** Takes candle `t` in; amortised O(1). */
export function pushBar(extremes: Extremes, bar: Bar, t: number): void {
  climb(extremes.high, bar, t);
  climb(extremes.low, bar, t);
}

function climb(stairs: Stairs, bar: Bar, t: number): void {
  const { dir, idx, price, other } = stairs;
  const reached = reachOf(bar, dir);
  // Equal prices go too: the last of a plateau is the one that counts.
  for (let n = price.length - 1; n >= 0 && dir * (price[n] ?? 0) <= dir * reached; n -= 1) {
    idx.pop();
    price.pop();
    other.pop();
  }
  idx.push(t);
  price.push(reached);
  other.push(dir === 1 ? bar.low : bar.high);
  if (idx.length <= stairs.most) return;
  idx.shift();
  price.shift();
  other.shift();
}

/** The most extreme candle after `after`, the last of equals; null when there is no candle after it. */
export function extremeSince(stairs: Stairs, after: number): Extreme | null {
  const n = firstAfter(stairs.idx, after);
  const [idx, price, other] = [stairs.idx[n], stairs.price[n], stairs.other[n]];
  return idx === undefined || price === undefined || other === undefined ? null : { idx, price, other };
}

/** Where the first step after candle `after` stands; by halves, for the candle may be far back. */
function firstAfter(idx: readonly number[], after: number): number {
  let from = 0;
  let to = idx.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((idx[middle] ?? 0) > after) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Whether candle `at` is a step that nothing reached in the `left` candles before it; its price is then `price[n]`. */
export function stepOf({ idx }: Stairs, at: number, left: number): number {
  let n = idx.length - 1;
  while (n >= 0 && (idx[n] ?? 0) > at) n -= 1;
  return idx[n] === at && (n === 0 || (idx[n - 1] ?? 0) < at - left) ? n : -1;
}
