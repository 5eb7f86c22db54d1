import { step } from '../../src/core/engine.ts';
import type { Effect } from '../../src/core/effects.ts';
import type { Event } from '../../src/core/events.ts';
import { closeAt, timeframeMs } from '../../src/core/market/candle.ts';
import type { Candle, Timeframe } from '../../src/core/market/candle.ts';
import type { ListedContract } from '../../src/core/market/listing.ts';
import { initialState } from '../../src/core/state.ts';
import type { State } from '../../src/core/state.ts';
import { later, ms } from '../../src/core/units.ts';
import type { InstrumentId, Ms } from '../../src/core/units.ts';
import { configText, feed, settings, t0, usd } from './keel.ts';
import { listed, listing } from './listings.ts';

/** When the warm runs of these tests have heard everything that there is. */
export const warmAt: Ms = later(t0, 300 * timeframeMs['1d']);

export function candleAt(instrument: InstrumentId, openAt: Ms, timeframe: Timeframe = '15m'): Candle {
  const close = 100 + Math.sin(openAt / 7e7);
  return { instrument, timeframe, openAt, open: 100, high: 102, low: 98, close, volume: 10 };
}

/** All that closed by `end`: days, then 4h and 1h, then 15m, each over its own span; in order of time. */
export function historyOf(instrument: InstrumentId, end: Ms): readonly Candle[] {
  const spans = { '1d': 290, '4h': 60, '1h': 20, '15m': 3 } as const;
  const candles = (['1d', '4h', '1h', '15m'] as const).flatMap((timeframe) => {
    const count = Math.floor((spans[timeframe] * timeframeMs['1d']) / timeframeMs[timeframe]);
    return Array.from({ length: count }, (_, n) =>
      candleAt(instrument, ms(end - (end % timeframeMs[timeframe]) - (n + 1) * timeframeMs[timeframe]), timeframe),
    );
  });
  return candles.sort((a, b) => closeAt(a) - closeAt(b) || timeframeMs[b.timeframe] - timeframeMs[a.timeframe]);
}

/** A run whose venue lists these bases, all of them liquid, with their whole history until `warmAt`. */
export function warmRun(bases: readonly string[]): State {
  const state = initialState();
  const contracts = bases.map((base): ListedContract => listed(base, { volumeUsd: 9e6 }));
  feed(state, [
    { type: 'run.started', at: warmAt, run: 7, equity: usd('10000'), config: configText },
    listing(warmAt, contracts),
  ]);
  for (const { instrument } of contracts) feed(state, [...storyOf(instrument.id, warmAt)]);
  return state;
}

export function storyOf(instrument: InstrumentId, at: Ms): readonly Event[] {
  return [
    { type: 'history.begun', at, instrument },
    ...historyOf(instrument, at).map((candle): Event => ({ type: 'candle.closed', at, candle })),
  ];
}

/** The 15m candles of these instruments close, one quarter of an hour after another. */
export function quarters(state: State, instruments: readonly InstrumentId[], count: number): readonly Effect[] {
  const effects: Effect[] = [];
  for (let n = 0; n < count; n += 1) {
    const openAt = ms(Math.floor(state.at / timeframeMs['15m']) * timeframeMs['15m']);
    const at = later(openAt, timeframeMs['15m']);
    for (const id of instruments) {
      effects.push(...step(state, { type: 'candle.closed', at, candle: candleAt(id, openAt) }, settings));
    }
  }
  return effects;
}
