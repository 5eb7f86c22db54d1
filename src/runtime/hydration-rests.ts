import type { Timeframe } from '../core/market/candle.ts';
import { later } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';

export type RestSettings = Readonly<{ failuresMax: number; firstRestMs: number; restMsMax: number }>;

/** Which series failed so often that they are left alone for a while. */
export type Rests = Readonly<{
  /** Takes note of a question that failed for good; until when its series rests now, where it does. */
  failed: (instrument: InstrumentId, timeframe: Timeframe, now: Ms) => Ms | undefined;
  answered: (instrument: InstrumentId, timeframe: Timeframe) => void;
  isResting: (instrument: InstrumentId, timeframe: Timeframe, now: Ms) => boolean;
}>;

/** A series rests after some failures in a row, and each time twice as long, up to a bound; one answer ends it all. */
export function createRests({ failuresMax, firstRestMs, restMsMax }: RestSettings): Rests {
  const series = new Map<string, Readonly<{ failures: number; rests: number; until?: Ms }>>();
  const keyOf = (instrument: InstrumentId, timeframe: Timeframe): string => `${instrument} ${timeframe}`;
  return {
    failed: (instrument, timeframe, now) => {
      const key = keyOf(instrument, timeframe);
      const { failures, rests } = series.get(key) ?? { failures: 0, rests: 0 };
      if (failures + 1 < failuresMax) {
        series.set(key, { failures: failures + 1, rests });
        return undefined;
      }
      const until = later(now, Math.min(firstRestMs * 2 ** rests, restMsMax));
      series.set(key, { failures: 0, rests: rests + 1, until });
      return until;
    },
    answered: (instrument, timeframe) => void series.delete(keyOf(instrument, timeframe)),
    isResting: (instrument, timeframe, now) => {
      const until = series.get(keyOf(instrument, timeframe))?.until;
      return until !== undefined && now < until;
    },
  };
}
