import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';

type Gap = { row: number; side: 1 | -1; top: number; bottom: number; mitigatedAt: number };

/**
 * `fvg`: gaps at their middle candle, and the first candle from two later on that touched the near edge (0: none did).
 * A touch is enough there; nothing has to be filled.
 */
export function fvg(series: Series, { isJoined }: Readonly<{ isJoined: boolean }>): Table {
  const gaps = isJoined ? joined(gapsOf(series)) : gapsOf(series);
  mitigate(gaps, series);
  const rows = gaps.map(({ row, side, top, bottom, mitigatedAt }) => [row, side, top, bottom, mitigatedAt]);
  return { names: ['FVG', 'Top', 'Bottom', 'MitigatedIndex'], rows };
}

function gapsOf({ open, high, low, close }: Series): Gap[] {
  const gaps: Gap[] = [];
  for (let row = 1; row + 1 < close.length; row += 1) {
    const body = at(close, row) - at(open, row);
    const [highBefore, lowBefore] = [at(high, row - 1), at(low, row - 1)];
    const [highAfter, lowAfter] = [at(high, row + 1), at(low, row + 1)];
    if (highBefore < lowAfter && body > 0) {
      gaps.push({ row, side: 1, top: lowAfter, bottom: highBefore, mitigatedAt: 0 });
    } else if (lowBefore > highAfter && body < 0) {
      gaps.push({ row, side: -1, top: lowBefore, bottom: highAfter, mitigatedAt: 0 });
    }
  }
  return gaps;
}

/** A run of gaps of one side on neighbouring rows becomes one, on the last of them, with the widest edges. */
function joined(gaps: readonly Gap[]): Gap[] {
  const kept: Gap[] = [];
  for (const gap of gaps) {
    const last = kept.at(-1);
    if (last === undefined || last.row !== gap.row - 1 || last.side !== gap.side) {
      kept.push(gap);
      continue;
    }
    kept[kept.length - 1] = { ...gap, top: Math.max(last.top, gap.top), bottom: Math.min(last.bottom, gap.bottom) };
  }
  return kept;
}

/**
 * One pass over the candles: among untouched gaps of a side the newest is always the nearest to the price, because price has to
 * have left every older one behind to make it. So only the end of a list can be touched.
 */
function mitigate(gaps: readonly Gap[], { high, low, close }: Series): void {
  const [above, below]: [Gap[], Gap[]] = [[], []];
  let next = 0;
  for (let row = 0; row < close.length; row += 1) {
    for (let gap = gaps[next]; gap !== undefined && gap.row + 2 <= row; gap = gaps[next]) {
      (gap.side === 1 ? below : above).push(gap);
      next += 1;
    }
    while (below.length > 0 && at(low, row) <= (below.at(-1)?.top ?? -Infinity)) setMitigated(below.pop(), row);
    while (above.length > 0 && at(high, row) >= (above.at(-1)?.bottom ?? Infinity)) setMitigated(above.pop(), row);
  }
}

function setMitigated(gap: Gap | undefined, row: number): void {
  if (gap !== undefined) gap.mitigatedAt = row;
}
