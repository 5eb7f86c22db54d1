import type { Candle } from '../market/candle.ts';

/** The part of a candle that the detectors read. */
export type Bar = Pick<Candle, 'open' | 'high' | 'low' | 'close'>;
/** Up or down, highs or lows, long or short: +1 and -1, so that a mirrored rule is the rule times its direction. */
export type Dir = 1 | -1;
/** Structure is read twice: in small swings, and in those that a trader would draw. */
export type Scale = 'internal' | 'swing';

/** The candle that is taken in, its number, and the average true range with it and before it: negative while not known. */
export type Now = { t: number; open: number; high: number; low: number; close: number; atr: number; atrBefore: number };

/** `high` for +1, `low` for -1: what reaches a level on that side. */
export function reachOf({ high, low }: Bar, side: Dir): number {
  return side === 1 ? high : low;
}
