import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import type { Swing } from './swings.ts';

/** A swing that later ones of its side may join, until price is a band beyond it. */
type Group = {
  row: number;
  side: 1 | -1;
  from: number;
  to: number;
  sum: number;
  count: number;
  end: number;
  swept: number;
};

/**
 * `liquidity`: swings of one side within a band, which is a fraction of the range of the whole data set. All cells are float32.
 */
export function liquidity(
  series: Series,
  swings: readonly Swing[],
  { rangePercent }: Readonly<{ rangePercent: number }>,
): Table {
  const band = (highestOf(series.high) - lowestOf(series.low)) * rangePercent;
  const groups = ([1, -1] as const).flatMap((side) => {
    const ofSide = swings.filter((swing) => swing.side === side);
    return groupsOf(side === 1 ? series.high : series.low, ofSide, band);
  });
  const rows = groups
    .filter(({ count }) => count > 1)
    .sort((a, b) => a.row - b.row)
    .map(({ row, side, sum, count, end, swept }) => [row, side, ...[sum / count, end, swept].map(Math.fround)]);
  return { names: ['Liquidity', 'Level', 'End', 'Swept'], rows };
}

/**
 * The swings of one side in order of time, against the groups that are still open. An older group is always further away: the
 * newer would have joined it or swept it. So the nearest end is at the top of the stack, and a swing joins the oldest that has it.
 */
function groupsOf(prices: Float64Array, swings: readonly Swing[], band: number): readonly Group[] {
  const all: Group[] = [];
  const open: Group[] = [];
  let row = 0;
  for (const swing of swings) {
    for (; row <= swing.row; row += 1) sweep(open, at(prices, row), row);
    const group = oldestWith(open, swing);
    if (group !== undefined) {
      [group.sum, group.count, group.end] = [group.sum + swing.level, group.count + 1, swing.row];
      continue;
    }
    const opened = newGroup(swing, band);
    all.push(opened);
    open.push(opened);
  }
  for (; row < prices.length && open.length > 0; row += 1) sweep(open, at(prices, row), row);
  return all;
}

function newGroup({ row, side, level }: Swing, band: number): Group {
  return { row, side, from: level - band, to: level + band, sum: level, count: 1, end: row, swept: 0 };
}

function sweep(open: Group[], price: number, row: number): void {
  for (let group = open.at(-1); group !== undefined; group = open.at(-1)) {
    if (group.side === 1 ? price < group.to : price > group.from) return;
    group.swept = row;
    open.pop();
  }
}

function oldestWith(open: readonly Group[], { side, level }: Swing): Group | undefined {
  let found: Group | undefined;
  for (let n = open.length - 1; n >= 0; n -= 1) {
    const group = open[n];
    if (group === undefined || (side === 1 ? level < group.from : level > group.to)) break;
    if (group.from <= level && level <= group.to) found = group;
  }
  return found;
}

function highestOf(prices: Float64Array): number {
  return prices.reduce((highest, price) => Math.max(highest, price), -Infinity);
}

function lowestOf(prices: Float64Array): number {
  return prices.reduce((lowest, price) => Math.min(lowest, price), Infinity);
}
