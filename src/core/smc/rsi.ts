import { advanceMean, newMean } from './mean.ts';
import type { Mean } from './mean.ts';

/** Relative strength index in the making. */
export type Rsi = { seen: number; close: number; up: Mean; down: Mean };

export function newRsi(): Rsi {
  return { seen: 0, close: 0, up: newMean(), down: newMean() };
}

/** Takes one close in; undefined until `period` changes have been seen. Between 0 and 100; 100 where nothing fell, so also where nothing moved. */
export function advanceRsi(rsi: Rsi, close: number, period: number): number | undefined {
  const change = close - rsi.close;
  rsi.close = close;
  rsi.seen += 1;
  if (rsi.seen === 1) return undefined;
  const up = advanceMean(rsi.up, Math.max(change, 0), period, 'rma');
  const down = advanceMean(rsi.down, Math.max(-change, 0), period, 'rma');
  if (up === undefined || down === undefined) return undefined;
  if (down === 0) return 100;
  return up === 0 ? 0 : 100 - 100 / (1 + up / down);
}
