import { closedAt, closeAt } from '../../core/market/candle.ts';
import type { Candle } from '../../core/market/candle.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { beginHistory, hear, newMarket } from '../../core/market/market.ts';
import type { Market } from '../../core/market/market.ts';
import { derive, isHigher } from '../../core/market/series.ts';
import type { Derived, Forming, HigherCandle } from '../../core/market/series.ts';
import type { Settings } from '../../core/settings.ts';
import { read, readHistory } from '../../core/signal/read.ts';
import { ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';

/** The closed candles of one instrument as the engine read them: what is drawn, and the market that came of it. */
export type Followed = Readonly<{
  market: Market;
  series: Readonly<Record<'15m' | Derived, readonly Candle[]>>;
}>;

export type Follower = Readonly<{
  take: (candle: Candle, at: Ms) => void;
  /** Its history is told from the beginning. */
  restart: (at: Ms) => void;
  followed: () => Followed;
}>;

/** Reads candles with the engine's own functions, and keeps each one that was read. Where a series begins anew, so does its list. */
export function follow(instrument: Instrument, settings: Settings): Follower {
  const market = newMarket(instrument, 'C');
  const series: Record<'15m' | Derived, Candle[]> = { '15m': [], '1h': [], '4h': [], '1d': [] };
  let forming: Forming = {};
  let reading = market.reading;

  const anew = (): void => {
    if (reading === market.reading) return;
    reading = market.reading;
    forming = {};
    for (const candles of Object.values(series)) candles.length = 0;
  };
  const readTo = (timeframe: Derived): number => market.reading.readTo[timeframe] ?? -1;
  /** Kept if it was read; a series that counts one candle after that has just begun anew. */
  const keep = (higher: HigherCandle, before: number): void => {
    const { timeframe } = higher;
    if (readTo(timeframe) !== closeAt(higher) || before >= closeAt(higher)) return;
    if (countOf(market, timeframe) <= 1) series[timeframe].length = 0;
    series[timeframe].push(higher);
  };
  return {
    restart: (at) => {
      beginHistory(market, at);
      anew();
    },
    take: (candle, at) => {
      const closed = closedAt(candle, ms(Math.max(at, closeAt(candle))));
      if (closed === undefined) return;
      if (isHigher(closed)) {
        const before = readTo(closed.timeframe);
        if (readHistory(market.reading, closed, settings.signal)) keep(closed, before);
        return;
      }
      if (!hear(market, closed, settings.execution.gapMs)) return;
      anew();
      series['15m'].push(closed);
      const before = { '1h': readTo('1h'), '4h': readTo('4h'), '1d': readTo('1d') };
      const highers = derive(forming, closed, at);
      read(market.reading, closed, at, settings.signal);
      for (const higher of highers) keep(higher, before[higher.timeframe]);
    },
    followed: () => ({ market, series }),
  };
}

function countOf({ reading: { hourly, decision, daily } }: Market, timeframe: Derived): number {
  if (timeframe === '1h') return hourly.candles;
  return timeframe === '4h' ? decision.t + 1 : daily.candles;
}
