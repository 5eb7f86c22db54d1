import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import { lowestKey, newPriceHeap, popRow, pushRow } from '../price-heap.ts';
import type { PriceHeap } from '../price-heap.ts';
import type { Swing } from './swings.ts';

/** What the library keeps for a row, over both of its passes. `side` 0 is a row that is not in its table. */
type Block = { side: 0 | 1 | -1; top: number; bottom: number; mitigatedAt: number; volume: number; percentage: number };

/** Shared by the pass over highs and the pass over lows. A row that broke stays broken, even where it is erased and made anew. */
type Book = Readonly<{ blocks: Map<number, Block>; broken: Set<number> }>;
type Pass = Readonly<{
  series: Series;
  book: Book;
  side: 1 | -1;
  byBody: boolean;
  whole: PriceHeap;
  failed: PriceHeap;
}>;

/**
 * `ob`: the last extreme candle of a leg that closed beyond a swing. A block that price trades through is mitigated, and is erased
 * as if it had never been when price trades back through it. Edges are rounded to float32 before anything is compared.
 */
export function orderBlocks(
  series: Series,
  swings: readonly Swing[],
  { byBody }: Readonly<{ byBody: boolean }>,
): Table {
  const book: Book = { blocks: new Map(), broken: new Set() };
  for (const side of [1, -1] as const) {
    const pass: Pass = { series, book, side, byBody, whole: newPriceHeap(), failed: newPriceHeap() };
    runPass(
      pass,
      swings.filter((swing) => swing.side === side),
    );
  }
  const rows = [...book.blocks]
    .filter(([, { side }]) => side !== 0)
    .sort(([a], [b]) => a - b)
    .map(([row, { side, top, bottom, volume, mitigatedAt, percentage }]) => {
      return [row, side, top, bottom, volume, mitigatedAt, percentage];
    });
  return { names: ['OB', 'Top', 'Bottom', 'OBVolume', 'MitigatedIndex', 'Percentage'], rows };
}

function runPass(pass: Pass, swings: readonly Swing[]): void {
  const { close } = pass.series;
  let next = 0;
  let isUsed = true;
  let extreme = -1;
  for (let row = 0; row < close.length; row += 1) {
    endBlocks(pass, row);
    for (let swing = swings[next]; swing !== undefined && swing.row < row; swing = swings[next]) {
      [next, isUsed, extreme] = [next + 1, false, -1];
    }
    const swing = swings[next - 1];
    if (swing === undefined || isUsed) continue;
    if (row - 1 > swing.row) extreme = furthest(pass, extreme, row - 1);
    if (pass.side * at(close, row) <= pass.side * swing.level) continue;
    addBlock(pass, row, extreme);
    isUsed = true;
  }
}

/** The lowest low since a high, or the highest high since a low; the last of equal ones. */
function furthest({ series: { low, high }, side }: Pass, before: number, row: number): number {
  if (before < 0) return row;
  const isFurther = side === 1 ? at(low, row) <= at(low, before) : at(high, row) >= at(high, before);
  return isFurther ? row : before;
}

/** Erasing comes first: a block cannot fail and be erased by one candle. */
function endBlocks({ series, book, side, byBody, whole, failed }: Pass, row: number): void {
  const back = side === 1 ? at(series.high, row) : -at(series.low, row);
  while (back > lowestKey(failed)) erase(book, popRow(failed));
  const body = side === 1 ? Math.min : Math.max;
  const wick = side === 1 ? series.low : series.high;
  const through = byBody ? body(at(series.open, row), at(series.close, row)) : at(wick, row);
  while (-side * through > lowestKey(whole)) {
    const ended = popRow(whole);
    const block = book.blocks.get(ended);
    if (block === undefined) continue;
    book.broken.add(ended);
    // The library counts the mitigation of a bullish block from the candle before.
    block.mitigatedAt = side === 1 ? row - 1 : row;
    pushRow(failed, side === 1 ? block.top : -block.bottom, ended);
  }
}

function erase({ blocks }: Book, row: number): void {
  blocks.set(row, { side: 0, top: 0, bottom: 0, mitigatedAt: 0, volume: 0, percentage: 0 });
}

function addBlock({ series, book, side, whole, failed }: Pass, row: number, extreme: number): void {
  const from = extreme < 0 ? row - 1 : extreme;
  const [high, low] = [Math.fround(at(series.high, from)), Math.fround(at(series.low, from))];
  // Without a candle between swing and break, the edges of a bullish block stay the wrong way round.
  const [top, bottom] = extreme < 0 && side === 1 ? [low, high] : [high, low];
  const mitigatedAt = book.blocks.get(from)?.mitigatedAt ?? 0;
  book.blocks.set(from, { side, top, bottom, mitigatedAt, ...volumeAt(series.volume, row) });
  const isBroken = book.broken.has(from);
  if (isBroken) pushRow(failed, side === 1 ? top : -bottom, from);
  else pushRow(whole, side === 1 ? -bottom : top, from);
}

function volumeAt(column: Float64Array, row: number): Readonly<{ volume: number; percentage: number }> {
  const before = row >= 2 ? at(column, row - 2) : 0;
  const [newest, oldest] = [Math.fround(at(column, row) + at(column, row - 1)), Math.fround(before)];
  const larger = Math.max(newest, oldest);
  const ratio = larger === 0 ? 1 : Math.min(newest, oldest) / larger;
  return {
    volume: Math.fround(at(column, row) + at(column, row - 1) + before),
    percentage: Math.fround(Math.fround(ratio) * 100),
  };
}
