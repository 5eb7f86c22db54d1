import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import { lowestKey, newPriceHeap, popRow, pushRow } from '../price-heap.ts';
import type { Swing } from './swings.ts';

/** Four swings in the order that the library calls a break or a change of character, at the row of the third last. */
type Shape = { row: number; side: 1 | -1; isChange: boolean; level: number; brokenAt: number };

const none = Number.NaN;

/**
 * `bos_choch`: the shape of four swings first, and then the first candle from two later on that is beyond its level, which is
 * rounded to float32 before anything is compared with it. A shape that a later one was broken before, or with, loses all but
 * its `BrokenIndex`.
 */
export function bosChoch(series: Series, swings: readonly Swing[], { byClose }: Readonly<{ byClose: boolean }>): Table {
  const shapes = shapesOf(swings);
  findBreaks(shapes, byClose ? { up: series.close, down: series.close } : { up: series.high, down: series.low });
  const rows: (readonly number[])[] = [];
  let earliest = Infinity;
  for (const { row, side, isChange, level, brokenAt } of shapes.toReversed()) {
    if (brokenAt === 0) continue;
    const isKept = brokenAt < earliest;
    rows.push(
      isKept
        ? [row, isChange ? none : side, isChange ? side : none, level, brokenAt]
        : [row, none, none, none, brokenAt],
    );
    earliest = Math.min(earliest, brokenAt);
  }
  return { names: ['BOS', 'CHOCH', 'Level', 'BrokenIndex'], rows: rows.reverse() };
}

function shapesOf(swings: readonly Swing[]): Shape[] {
  const shapes: Shape[] = [];
  for (let q = 3; q < swings.length; q += 1) {
    const [a, b, c, d] = swings.slice(q - 3, q + 1);
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    const { side } = d;
    const isBefore = (first: Swing, second: Swing): boolean => side * first.level < side * second.level;
    if (!isBefore(b, d)) continue;
    const isChange = isBefore(c, a) && isBefore(a, b);
    const isBreak = isBefore(a, c) && isBefore(c, b);
    if (isChange || isBreak) shapes.push({ row: b.row, side, isChange, level: Math.fround(b.level), brokenAt: 0 });
  }
  return shapes;
}

function findBreaks(shapes: readonly Shape[], prices: Readonly<Record<'up' | 'down', Float64Array>>): void {
  const [upwards, downwards] = [newPriceHeap(), newPriceHeap()];
  let next = 0;
  for (let row = 0; row < prices.up.length; row += 1) {
    for (let shape = shapes[next]; shape !== undefined && shape.row + 2 <= row; shape = shapes[next]) {
      pushRow(shape.side === 1 ? upwards : downwards, shape.side * shape.level, next);
      next += 1;
    }
    while (at(prices.up, row) > lowestKey(upwards)) setBroken(shapes[popRow(upwards)], row);
    while (-at(prices.down, row) > lowestKey(downwards)) setBroken(shapes[popRow(downwards)], row);
  }
}

function setBroken(shape: Shape | undefined, row: number): void {
  if (shape !== undefined) shape.brokenAt = row;
}
