import type { Candle } from '../market/candle.ts';

/** The part of a candle that the detectors read. */
export type Bar = Pick<Candle, 'open' | 'high' | 'low' | 'close'>;
/** Up or down, highs or lows, long or short: +1 and -1, so that a mirrored rule is the rule times its direction. */
export type Dir = 1 | -1;

/** The highest high or lowest low of a span: its candle, its price, and that candle's opposite end. */
export type Extreme = { idx: number; price: number; other: number };

/** Candles that no later candle has reached again, oldest first: a falling staircase of highs, or its mirror. */
export type Stairs = { dir: Dir; idx: number[]; price: number[]; other: number[]; lastPivot?: number };
/** What pivots are read from; also answers for the extreme since a candle. */
export type Pivots = { high: Stairs; low: Stairs };

/** How many candles on either side a pivot outbids. */
export type Reach = Readonly<{ left: number; right: number }>;

/** A confirmed swing point (SMC definitions C.2), labelled against the one before it on its side. */
export type Pivot = Readonly<{ idx: number; side: Dir; price: number; label: PivotLabel }>;
export type PivotLabel = '' | 'EQ' | 'HH' | 'LH' | 'HL' | 'LL';

// Steps beyond this are far older than any pivot or level that is still asked about.
const maxSteps = 512;
const none: readonly Pivot[] = [];

export function newPivots(): Pivots {
  return { high: newStairs(1), low: newStairs(-1) };
}

function newStairs(dir: Dir): Stairs {
  return { dir, idx: [], price: [], other: [] };
}

export function stairsOf(pivots: Pivots, side: Dir): Stairs {
  return side === 1 ? pivots.high : pivots.low;
}

/** Takes candle `t` in; amortised O(1). */
export function pushBar(pivots: Pivots, bar: Bar, t: number): void {
  climb(pivots.high, t, bar.high, bar.low);
  climb(pivots.low, t, bar.low, bar.high);
}

function climb(stairs: Stairs, idx: number, price: number, other: number): void {
  const { dir } = stairs;
  // Equal prices go too: the last of a plateau is the one that counts.
  for (let n = stairs.price.length - 1; n >= 0 && dir * (stairs.price[n] ?? 0) <= dir * price; n -= 1) {
    stairs.idx.pop();
    stairs.price.pop();
    stairs.other.pop();
  }
  stairs.idx.push(idx);
  stairs.price.push(price);
  stairs.other.push(other);
  if (stairs.idx.length <= maxSteps) return;
  stairs.idx.shift();
  stairs.price.shift();
  stairs.other.shift();
}

/** The most extreme candle after `after`, the last of equals; null when there is no candle after it. */
export function extremeSince(stairs: Stairs, after: number): Extreme | null {
  return stepAt(stairs, firstAfter(stairs, after));
}

function firstAfter({ idx }: Stairs, after: number): number {
  let n = idx.length;
  while (n > 0 && (idx[n - 1] ?? after) > after) n -= 1;
  return n;
}

function stepAt(stairs: Stairs, n: number): Extreme | null {
  const [idx, price, other] = [stairs.idx[n], stairs.price[n], stairs.other[n]];
  return idx === undefined || price === undefined || other === undefined ? null : { idx, price, other };
}

/** The pivots that the close of candle `t`, already pushed, confirms: high before low, seldom any (SMC definitions C.2). */
export function confirmPivots(pivots: Pivots, t: number, reach: Reach): readonly Pivot[] {
  const at = t - reach.right;
  if (at < reach.left) return none;
  const high = confirm(pivots.high, at, reach);
  const low = confirm(pivots.low, at, reach);
  if (high === undefined) return low === undefined ? none : [low];
  return low === undefined ? [high] : [high, low];
}

/** It is a step: nothing after has reached it. The step before it is too far to the left: nothing before was beyond it. */
function confirm(stairs: Stairs, at: number, { left }: Reach): Pivot | undefined {
  const n = firstAfter(stairs, at - 1);
  if (stairs.idx[n] !== at || (stairs.idx[n - 1] ?? -1) >= at - left) return undefined;
  const price = stairs.price[n];
  if (price === undefined) return undefined;
  const pivot = { idx: at, side: stairs.dir, price, label: labelOf(stairs, price) };
  stairs.lastPivot = price;
  return pivot;
}

function labelOf({ dir, lastPivot }: Stairs, price: number): PivotLabel {
  if (lastPivot === undefined) return '';
  if (price === lastPivot) return 'EQ';
  if (dir === 1) return price > lastPivot ? 'HH' : 'LH';
  return price > lastPivot ? 'HL' : 'LL';
}
