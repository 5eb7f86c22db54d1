import type { Bar, Dir } from '../smc/bar.ts';

/** Highs and lows of the newest candles of a series, in a ring: plain data, and no more than `size` of them. */
export type Window = { readonly size: number; seen: number; readonly high: number[]; readonly low: number[] };

export function newWindow(size: number): Window {
  return { size, seen: 0, high: [], low: [] };
}

export function pushWindow(window: Window, { high, low }: Bar): void {
  const slot = window.seen % window.size;
  window.high[slot] = high;
  window.low[slot] = low;
  window.seen += 1;
}

/** How many candles it holds. */
export function heldBy({ seen, size }: Window): number {
  return Math.min(seen, size);
}

/** The high (1) or low (-1) of the candle `back` before the newest; NaN beyond what is held. */
export function endAt(window: Window, dir: Dir, back: number): number {
  if (back >= heldBy(window)) return Number.NaN;
  return (dir === 1 ? window.high : window.low)[(window.seen - 1 - back) % window.size] ?? Number.NaN;
}

/** The highest high or lowest low of `count` candles, the newest of them `back` before the last; NaN where none is held. */
export function extremeOf(window: Window, dir: Dir, [back, count]: readonly [back: number, count: number]): number {
  let extreme = Number.NaN;
  for (let n = back; n < back + count && n < heldBy(window); n += 1) {
    const end = endAt(window, dir, n);
    if (Number.isNaN(extreme) || dir * end > dir * extreme) extreme = end;
  }
  return extreme;
}

/**
 * Swing highs or lows among the newest `count` candles, newest first: strictly beyond both neighbours, which must be
 * among them too (spec 03 section 2.7).
 */
export function swingsOf(window: Window, dir: Dir, count: number): readonly number[] {
  const swings: number[] = [];
  const oldest = Math.min(count, heldBy(window)) - 1;
  for (let back = 1; back < oldest; back += 1) {
    const end = endAt(window, dir, back);
    const [after, before] = [endAt(window, dir, back - 1), endAt(window, dir, back + 1)];
    if (dir * end > dir * after && dir * end > dir * before) swings.push(end);
  }
  return swings;
}

/** Swings beyond a price in the direction of a trade: at most `most`, nearest first (spec 03 section 8.6). */
export function targetsBeyond(
  window: Window | undefined,
  { dir, price, count, most }: Readonly<{ dir: Dir; price: number; count: number; most: number }>,
): readonly number[] {
  if (window === undefined) return [];
  const beyond = swingsOf(window, dir, count).filter((end) => dir * end > dir * price);
  return [...new Set(beyond)].sort((a, b) => dir * (a - b)).slice(0, most);
}
