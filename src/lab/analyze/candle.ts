import type { TimedBar } from '../../core/smc/detector.ts';

/** One candle that is filled anew for each row: what hears it reads it at once, and a million of them cost nothing. */
export type Filled = { -readonly [Key in keyof TimedBar]: TimedBar[Key] };

export function newFilled(): Filled {
  return { openAt: 0, open: 0, high: 0, low: 0, close: 0 };
}

/** Takes openAt, open, high, low and close over from a row of columns. */
export function fill(candle: Filled, [openAt = 0, open = 0, high = 0, low = 0, close = 0]: Float64Array): Filled {
  candle.openAt = openAt;
  candle.open = open;
  candle.high = high;
  candle.low = low;
  candle.close = close;
  return candle;
}
