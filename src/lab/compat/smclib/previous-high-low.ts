import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';
import type { PeriodOf } from './periods.ts';

type Extremes = { labelAt: number; high: number; low: number };

/**
 * `previous_high_low`: with p periods labelled before a candle, the extremes of period p-2, and whether price has been beyond them
 * since that began to be shown. Labels decide, so on a boundary, and for weeks and months nearly always, that is one period too old.
 */
export function previousHighLow(series: Series, periodOf: PeriodOf): Table {
  return { names: ['PreviousHigh', 'PreviousLow', 'BrokenHigh', 'BrokenLow'], rows: rowsOf(series, periodOf) };
}

function* rowsOf(series: Series, periodOf: PeriodOf): Iterable<readonly number[]> {
  const periods = resampled(series, periodOf);
  let [before, isHighBroken, isLowBroken] = [0, false, false];
  for (let row = 0; row < series.close.length; row += 1) {
    const shown = before;
    while ((periods[before]?.labelAt ?? Infinity) < at(series.openAt, row)) before += 1;
    if (before !== shown) [isHighBroken, isLowBroken] = [false, false];
    const period = periods[before - 2];
    if (period === undefined) {
      yield [row, Number.NaN, Number.NaN, 0, 0];
      continue;
    }
    const [high, low] = [Math.fround(period.high), Math.fround(period.low)];
    isHighBroken ||= at(series.high, row) > high;
    isLowBroken ||= at(series.low, row) < low;
    yield [row, high, low, isHighBroken ? 1 : 0, isLowBroken ? 1 : 0];
  }
}

/** Periods that have candles, in order of time. */
function resampled({ openAt, high, low }: Series, periodOf: PeriodOf): readonly Extremes[] {
  const periods: Extremes[] = [];
  let current = Number.NaN;
  for (let row = 0; row < openAt.length; row += 1) {
    const { number, labelAt } = periodOf(at(openAt, row));
    if (number !== current) periods.push({ labelAt, high: -Infinity, low: Infinity });
    current = number;
    const period = periods.at(-1);
    if (period === undefined) continue;
    period.high = Math.max(period.high, at(high, row));
    period.low = Math.min(period.low, at(low, row));
  }
  return periods;
}
