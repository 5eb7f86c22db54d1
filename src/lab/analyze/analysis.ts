import type { Result } from '../../core/result.ts';
import type { Series } from '../series.ts';
import type { Print } from './csv.ts';

/** Hears candles one by one (openAt, open, high, low, close, volume, in a row that is filled anew), and that there are no more. */
export type Listener = Readonly<{ hear: (row: Float64Array) => void; end: () => void }>;

/** What is to be made of a file of candles. A foreign program knows all of them before it says anything; ours does not have to. */
export type Analysis =
  | Readonly<{ needs: 'all'; pages: (series: Series) => Result<Iterable<string>, string> }>
  | Readonly<{ needs: 'one-by-one'; start: (print: Print) => Listener }>;

/** What was asked for, as it was typed; `paramsJson` is what stands in the file `params`. */
export type Asked = Readonly<{
  file: string;
  json?: boolean;
  csv?: boolean;
  compat?: string;
  primitive?: string;
  param?: readonly string[];
  events?: string;
  params?: string;
  paramsJson?: string;
  indicator?: string;
  period?: string;
}>;
