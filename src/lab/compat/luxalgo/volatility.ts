import { at } from '../../series.ts';
import type { Series } from '../../series.ts';
import type { LuxSettings } from './settings.ts';

/** Wilder's average of the true range, over as many candles as the script has it; the first candle counts with its range. */
const atrCandles = { length: 200 } as const;

export type Volatility = Readonly<Record<'atr' | 'parsedHigh' | 'parsedLow', Float64Array>>;

/**
 * ATR(200), and highs and lows as the script reads them: swapped on candles of at least twice the usual range. What is usual is
 * that ATR, or the mean of all true ranges so far, which leaves the first candle's out because it has none before it.
 */
export function measureVolatility(series: Series, filter: LuxSettings['filter']): Volatility {
  const { high, low, close } = series;
  const columns = [0, 1, 2].map(() => new Float64Array(close.length).fill(Number.NaN));
  const [atr, parsedHigh, parsedLow] = columns;
  if (atr === undefined || parsedHigh === undefined || parsedLow === undefined) throw new RangeError('three columns');
  let [first, mean, total] = [0, Number.NaN, 0];
  const n = atrCandles.length;
  for (let row = 0; row < close.length; row += 1) {
    const range = trueRange(series, row);
    if (row > 0) total += range;
    if (row < n) first += range;
    if (row === n - 1) mean = first / n;
    else if (row >= n) mean = (mean * (n - 1) + range) / n;
    atr[row] = mean;
    const usual = filter === 'Atr' ? mean : total / row;
    const isWild = at(high, row) - at(low, row) >= 2 * usual;
    parsedHigh[row] = at(isWild ? low : high, row);
    parsedLow[row] = at(isWild ? high : low, row);
  }
  return { atr, parsedHigh, parsedLow };
}

function trueRange({ high, low, close }: Series, row: number): number {
  const range = at(high, row) - at(low, row);
  if (row === 0) return range;
  const before = at(close, row - 1);
  return Math.max(range, Math.abs(at(high, row) - before), Math.abs(at(low, row) - before));
}
