import { at } from '../../series.ts';
import type { Series } from '../../series.ts';

/** A gap as the script stores it: of a bearish one, `top` is the lower edge. The newest first. */
export type LuxGap = Readonly<{ top: number; bottom: number; side: 1 | -1 }>;
export type LuxGaps = { readonly list: LuxGap[]; readonly isAutomatic: boolean; sum: number };

export function newGaps(isAutomatic: boolean): LuxGaps {
  return { list: [], isAutomatic, sum: 0 };
}

/** A bullish gap goes when it is filled, a bearish one when it is touched: its edges are stored the other way round. */
export function removeFilled({ list }: LuxGaps, high: number, low: number): void {
  for (let n = 0; n < list.length; n += 1) {
    const gap = list[n];
    if (gap === undefined) break;
    if (gap.side === 1 ? low < gap.bottom : high > gap.top) list.splice(n, 1);
  }
}

/** The side of a gap that this candle completes, 0 for none. The candle before has to close beyond it, by more than is usual. */
export function findGap(gaps: LuxGaps, { open, high, low, close }: Series, row: number): 0 | 1 | -1 {
  if (row < 1) return 0;
  const change = (at(close, row - 1) - at(open, row - 1)) / (at(open, row - 1) * 100);
  gaps.sum += Math.abs(change);
  const threshold = gaps.isAutomatic ? (gaps.sum / row) * 2 : 0;
  const [highBefore, lowBefore, closeBefore] = [at(high, row - 2), at(low, row - 2), at(close, row - 1)];
  if (at(low, row) > highBefore && closeBefore > highBefore && change > threshold) {
    gaps.list.unshift({ top: at(low, row), bottom: highBefore, side: 1 });
    return 1;
  }
  if (at(high, row) < lowBefore && closeBefore < lowBefore && -change > threshold) {
    gaps.list.unshift({ top: at(high, row), bottom: lowBefore, side: -1 });
    return -1;
  }
  return 0;
}
