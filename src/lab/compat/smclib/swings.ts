import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';

/** A swing as the library lists it: 1 a high, -1 a low, with the price of that row. */
export type Swing = Readonly<{ row: number; side: 1 | -1; level: number }>;

/**
 * `swing_highs_lows`: candidates, of which only alternating ones survive, and the first and the last row of the data as swings
 * that close the zigzag. The library's other functions rely on those two, so they are in the list.
 */
export function swings(series: Series, { length }: Readonly<{ length: number }>): readonly Swing[] {
  const kept: Swing[] = [];
  for (const swing of candidates(series, length)) {
    const last = kept.at(-1);
    if (last === undefined || last.side !== swing.side) kept.push(swing);
    else if (swing.side * swing.level > last.side * last.level) kept[kept.length - 1] = swing;
  }
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [opposite(series, 0, first), ...kept, opposite(series, series.close.length - 1, last)];
}

export function swingTable(list: readonly Swing[]): Table {
  return { names: ['HighLow', 'Level'], rows: list.map(({ row, side, level }) => [row, side, level]) };
}

function opposite({ high, low }: Series, row: number, { side }: Swing): Swing {
  return side === 1 ? { row, side: -1, level: at(low, row) } : { row, side: 1, level: at(high, row) };
}

/** Extremes of a window that reaches `length - 1` candles back and `length` forward; a candle that is both is a high. */
function candidates({ high, low, close }: Series, length: number): readonly Swing[] {
  const highest = windowExtremes(high, length, 1);
  const lowest = windowExtremes(low, length, -1);
  const found: Swing[] = [];
  for (let row = 2 * length - 1; row + length < close.length; row += 1) {
    if (highest[row] === 1) found.push({ row, side: 1, level: at(high, row) });
    else if (lowest[row] === 1) found.push({ row, side: -1, level: at(low, row) });
  }
  return found;
}

/** 1 at each row that no other in its window exceeds; ties count on either side. Negation makes the highest the lowest. */
function windowExtremes(prices: Float64Array, length: number, sign: 1 | -1): Uint8Array {
  const isExtreme = new Uint8Array(prices.length);
  // Rows whose price no later row of the window exceeds, in falling order of price: the first of them is the extreme.
  const waiting = new Int32Array(prices.length);
  let [first, end] = [0, 0];
  for (let row = 0; row < prices.length; row += 1) {
    const price = sign * at(prices, row);
    while (end > first && sign * at(prices, waiting[end - 1] ?? 0) < price) end -= 1;
    waiting[end] = row;
    end += 1;
    const centre = row - length;
    while ((waiting[first] ?? row) < centre - length + 1) first += 1;
    if (centre >= 0 && prices[centre] === prices[waiting[first] ?? 0]) isExtreme[centre] = 1;
  }
  return isExtreme;
}
