import { ms } from '../units.ts';
import type { Ms } from '../units.ts';
import { closedAt, closeAt, timeframeMs } from './candle.ts';
import type { Candle, ClosedCandle, Timeframe } from './candle.ts';

/** The timeframes derived from 15m, shortest first: a decision sees the hour before it sees the day. */
const derived = ['1h', '4h', '1d'] as const;
export type Derived = (typeof derived)[number];

/** A closed candle of a higher timeframe, derived or as the venue tells it. */
export type HigherCandle = ClosedCandle & Readonly<{ timeframe: Derived }>;

/** Whether it is one. */
export function isHigher(candle: ClosedCandle): candle is HigherCandle {
  return candle.timeframe !== '15m';
}

/** The candles of higher timeframes that are still forming, by timeframe. Never handed out. */
export type Forming = { [T in Derived]?: Candle };

/**
 * Adds a closed 15m candle and returns the higher candles that it closes. A bucket closes with its last 15m candle,
 * or, where that one is missing, when a candle of a later bucket arrives: late, but never with the future in it.
 */
export function derive(forming: Forming, candle: ClosedCandle, now: Ms): readonly HigherCandle[] {
  const closed: HigherCandle[] = [];
  for (const timeframe of derived) {
    const openAt = bucketOf(candle.openAt, timeframe);
    const waiting = forming[timeframe];
    if (waiting !== undefined && waiting.openAt !== openAt) push(closed, waiting, now);
    const grown = waiting?.openAt === openAt ? merge(waiting, candle) : { ...candle, timeframe, openAt };
    if (closeAt(grown) > closeAt(candle)) {
      forming[timeframe] = grown;
      continue;
    }
    delete forming[timeframe];
    push(closed, grown, now);
  }
  return closed;
}

/** Buckets are aligned to the epoch, which is midnight UTC. */
export function bucketOf(at: Ms, timeframe: Timeframe): Ms {
  return ms(at - (at % timeframeMs[timeframe]));
}

function merge(into: Candle, next: Candle): Candle {
  return {
    ...into,
    high: Math.max(into.high, next.high),
    low: Math.min(into.low, next.low),
    close: next.close,
    volume: into.volume + next.volume,
  };
}

function push(closed: HigherCandle[], candle: Candle, now: Ms): void {
  const sealed = closedAt(candle, now);
  if (sealed !== undefined && isHigher(sealed)) closed.push(sealed);
}
