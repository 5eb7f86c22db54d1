import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import { toOneDecimal } from './half-even.ts';
import type { Swing } from './swings.ts';

type Columns = Readonly<Record<'direction' | 'current' | 'deepest', Float64Array>>;

/**
 * `retracements`: how much of the last leg price has given back, in percent with one decimal. The library rolls its three columns by
 * one row, so the last row stands in the first, and then empties everything up to the third change of direction.
 */
export function retracements(series: Series, swings: readonly Swing[]): Table {
  const columns = measure(series, swings);
  for (const column of Object.values(columns)) rollByOne(column);
  forgetBeginning(columns);
  return { names: ['Direction', 'CurrentRetracement%', 'DeepestRetracement%'], rows: rowsOf(columns) };
}

function* rowsOf({ direction, current, deepest }: Columns): Iterable<readonly number[]> {
  for (let row = 0; row < direction.length; row += 1) {
    yield [row, at(direction, row), at(current, row), at(deepest, row)];
  }
}

function measure({ high, low, close }: Series, swings: readonly Swing[]): Columns {
  const empty = (): Float64Array => new Float64Array(close.length);
  const columns: Columns = { direction: empty(), current: empty(), deepest: empty() };
  const { direction, current, deepest } = columns;
  let [top, bottom, side, before, next] = [0, 0, 0, 0, 0];
  for (let row = 0; row < close.length; row += 1, before = side) {
    const swing = swings[next];
    if (swing?.row === row) {
      if (swing.side === 1) top = swing.level;
      else bottom = swing.level;
      [side, next] = [swing.side, next + 1];
    }
    direction[row] = side;
    // The library asks the row before about a rise and this row about a fall; the fall has the last word.
    const given = side === -1 ? givenBack(at(high, row), top, bottom) : givenBack(at(low, row), bottom, top);
    if (side !== -1 && before !== 1) continue;
    current[row] = given;
    deepest[row] = Math.max(before === side ? at(deepest, row - 1) : 0, given);
  }
  return columns;
}

function givenBack(price: number, from: number, to: number): number {
  return to === from ? 0 : toOneDecimal(100 - ((price - from) / (to - from)) * 100);
}

function rollByOne(column: Float64Array): void {
  const last = at(column, column.length - 1);
  column.copyWithin(1, 0, column.length - 1);
  column[0] = last;
}

function forgetBeginning({ direction, current, deepest }: Columns): void {
  let changes = 0;
  let end = 0;
  while (end + 1 < direction.length && changes < 3) {
    if (direction[end] !== direction[end + 1]) changes += 1;
    end += 1;
  }
  // The row of the third change goes as well; where there is none, the last row stays.
  for (const column of [direction, current, deepest]) column.fill(0, 0, changes === 3 ? end + 1 : end);
}
