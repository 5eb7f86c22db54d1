import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { streamCandles } from './candle-stream.ts';
import type { Columns } from './csv.ts';

/** As many rows as there is room for at first; more is made by doubling. */
const room = { rows: 1 << 14 } as const;

/** All candles of one file as columns, for who has to see all of them at once: 48 bytes a candle. */
export async function loadColumns(path: string): Promise<Result<Columns, string>> {
  let all = new Float64Array(0);
  let columns = room.rows;
  let count = 0;
  const grow = (): void => {
    columns = count === 0 ? room.rows : columns * 2;
    const larger = new Float64Array(columns * 6);
    for (let n = 0; count > 0 && n < 6; n += 1)
      larger.set(all.subarray((n * columns) / 2, (n * columns) / 2 + count), n * columns);
    all = larger;
  };
  const hear = (row: Float64Array): void => {
    if (count * 6 === all.length) grow();
    for (let n = 0; n < 6; n += 1) all[n * columns + count] = row[n] ?? Number.NaN;
    count += 1;
  };
  const read = await streamCandles(path, { hear });
  if (!read.ok) return err(read.error);
  const column = (n: number): Float64Array => all.subarray(n * columns, n * columns + count);
  return ok({
    openAt: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  });
}
