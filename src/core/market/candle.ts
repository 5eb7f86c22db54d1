import { later } from '../units.ts';
import type { InstrumentId, Ms } from '../units.ts';

/** Timeframes by their span. The feed brings 15m; the others are derived from it. */
export const timeframeMs = { '15m': 900_000, '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 } as const;
export type Timeframe = keyof typeof timeframeMs;

/** Prices and volume as the venue's charts give them. `openAt` names the candle; it is known at `closeAt`. */
export type Candle = Readonly<{
  instrument: InstrumentId;
  timeframe: Timeframe;
  openAt: Ms;
  open: number;
  high: number;
  low: number;
  close: number;
  /** In units of the base. */
  volume: number;
}>;

declare const closed: unique symbol;
/** A candle that can no longer change. The signal engine accepts nothing else, so a forming candle cannot reach it. */
export type ClosedCandle = Candle & { readonly [closed]: true };

export function closeAt(candle: Candle): Ms {
  return later(candle.openAt, timeframeMs[candle.timeframe]);
}

/** The one mint of `ClosedCandle`: undefined while the candle still forms at `now`, or where its prices contradict each other. */
export function closedAt(candle: Candle, now: Ms): ClosedCandle | undefined {
  return now >= closeAt(candle) && isSound(candle) ? (candle as ClosedCandle) : undefined;
}

/** Finite, positive, low <= open, close <= high, volume not negative. */
export function isSound({
  open,
  high,
  low,
  close,
  volume,
}: Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>): boolean {
  return (
    low > 0 &&
    low <= open &&
    low <= close &&
    high >= open &&
    high >= close &&
    Number.isFinite(high) &&
    volume >= 0 &&
    Number.isFinite(volume)
  );
}
