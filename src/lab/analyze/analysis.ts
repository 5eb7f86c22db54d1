import type { Result } from '../../core/result.ts';
import type { Series } from '../series.ts';
import type { Print } from './csv.ts';

/** Hears candles one by one (openAt, open, high, low, close, volume, in a row that is filled anew), and that there are no more. */
export type Listener = Readonly<{ hear: (row: Float64Array) => void; end: () => void }>;

/** What is to be made of a file of candles. A foreign program knows all of them before it says anything; ours does not have to. */
export type Analysis =
  | Readonly<{ needs: 'all'; run: (series: Series, print: Print) => Result<'printed', string> }>
  | Readonly<{ needs: 'one-by-one'; start: (print: Print) => Listener }>;

/** What was asked for, as it was typed. */
export type Asked = Readonly<{
  json?: boolean;
  csv?: boolean;
  compat?: string;
  primitive?: string;
  param?: readonly string[];
  events?: string;
  indicator?: string;
  period?: string;
}>;
