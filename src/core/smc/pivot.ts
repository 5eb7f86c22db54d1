import type { Dir } from './bar.ts';
import { stepOf } from './extremes.ts';
import type { Extremes, Stairs } from './extremes.ts';

/** How many candles on either side a pivot outbids. */
export type Reach = Readonly<{ left: number; right: number }>;

/** A confirmed swing point (SMC definitions C.2), labelled against the one before it on its side. */
export type Pivot = Readonly<{ idx: number; side: Dir; price: number; label: PivotLabel }>;
export type PivotLabel = '' | 'EQ' | 'HH' | 'LH' | 'HL' | 'LL';

/** The newest pivot of a scale on either side. */
export type Pivots = { high: Pivot | null; low: Pivot | null };

const none: readonly Pivot[] = [];

export function newPivots(): Pivots {
  return { high: null, low: null };
}

/** The pivots that the close of candle `t`, already pushed, confirms: high before low, seldom any (SMC definitions C.2). */
export function confirmPivots(pivots: Pivots, extremes: Extremes, t: number, reach: Reach): readonly Pivot[] {
  const at = t - reach.right;
  if (at < reach.left) return none;
  // It is a step: nothing after has reached it. The step before it is too far to the left: nothing before was beyond it.
  const high = stepOf(extremes.high, at, reach.left);
  const low = stepOf(extremes.low, at, reach.left);
  if (high < 0 && low < 0) return none;
  const confirmed: Pivot[] = [];
  if (high >= 0) confirmed.push((pivots.high = pivotAt(extremes.high, high, pivots.high)));
  if (low >= 0) confirmed.push((pivots.low = pivotAt(extremes.low, low, pivots.low)));
  return confirmed;
}

function pivotAt({ dir, idx, price }: Stairs, n: number, before: Pivot | null): Pivot {
  const found = price[n] ?? 0;
  return { idx: idx[n] ?? 0, side: dir, price: found, label: before === null ? '' : labelOf(dir, found, before.price) };
}

function labelOf(side: Dir, price: number, before: number): PivotLabel {
  if (price === before) return 'EQ';
  if (side === 1) return price > before ? 'HH' : 'LH';
  return price > before ? 'HL' : 'LL';
}
