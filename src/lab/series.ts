/** Candles as columns of numbers, all of one length; times in ms UTC. What a foreign library calls a data frame. */
export type Series = Readonly<{
  openAt: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}>;

/** A cell; NaN outside of the column, which no comparison is true of. */
export function at(column: Float64Array, row: number): number {
  return column[row] ?? Number.NaN;
}

/** A table as a foreign program prints it. Each row begins with its number, that of the candle; NaN is an empty cell. */
export type Table = Readonly<{ names: readonly string[]; rows: Iterable<readonly number[]> }>;
