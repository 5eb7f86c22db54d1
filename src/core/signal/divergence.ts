import type { ClosedCandle } from '../market/candle.ts';
import type { Dir } from '../smc/bar.ts';

/** The newest candles with their relative strength, oldest first, and the means that it is made of. */
export type Strength = {
  seen: number;
  close: number;
  up: number;
  down: number;
  newest: Readonly<{ low: number; high: number; rsi: number }>[];
};

export type DivergenceSettings = Readonly<{ period: number; lookback: number }>;

export function newStrength(): Strength {
  return { seen: 0, close: 0, up: 0, down: 0, newest: [] };
}

/** Takes a closed candle in. The means of gains and losses are EMAs as everywhere in the strategy (spec 03 section 2.5). */
export function readStrength(strength: Strength, candle: ClosedCandle, { period, lookback }: DivergenceSettings): void {
  const { low, high, close } = candle;
  const change = strength.seen === 0 ? 0 : close - strength.close;
  const weight = strength.seen === 0 ? 1 : 2 / (period + 1);
  strength.up += weight * (Math.max(change, 0) - strength.up);
  strength.down += weight * (Math.max(-change, 0) - strength.down);
  strength.close = close;
  strength.seen += 1;
  // Where nothing has moved there is neither strength nor weakness.
  const sum = strength.up + strength.down;
  strength.newest.push({ low, high, rsi: sum === 0 ? 50 : (100 * strength.up) / sum });
  if (strength.newest.length > lookback) strength.newest.shift();
}

/** The newest candles that the others are compared with. */
const freshCandles = 5;

/**
 * 1: price is lower than all that went before, and strength is not; -1: price is higher, and strength is not; 0: neither,
 * or not enough candles (spec 03 section 2.5).
 */
export function divergenceOf({ seen, newest }: Strength, { period, lookback }: DivergenceSettings): Dir | 0 {
  const last = newest.at(-1);
  if (last === undefined || seen < period + lookback) return 0;
  const before = newest.slice(0, -freshCandles);
  const least = (of: (one: Strength['newest'][number]) => number): number => Math.min(...before.map(of));
  if (before.length === 0) return 0;
  if (last.low < least(({ low }) => low) && last.rsi > least(({ rsi }) => rsi)) return 1;
  const isHigher = -last.high < least(({ high }) => -high) && -last.rsi > least(({ rsi }) => -rsi);
  return isHigher ? -1 : 0;
}
