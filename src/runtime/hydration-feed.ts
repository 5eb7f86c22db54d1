import type { Event } from '../core/events.ts';
import { timeframeMs } from '../core/market/candle.ts';
import type { Timeframe } from '../core/market/candle.ts';
import { bucketOf } from '../core/market/series.ts';
import type { State } from '../core/state.ts';
import { later } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { planHydration, wantedOf } from './hydration.ts';
import type { PlanSettings } from './hydration.ts';
import { hydrate } from './hydration-run.ts';
import type { FetchSettings, HydrationLinks } from './hydration-run.ts';

export type FeedSettings = PlanSettings &
  FetchSettings &
  Readonly<{
    /** What could not be had, and instruments that are new, are seen to this soon. */
    retryMs: number;
    retentionMs: Readonly<Partial<Record<Timeframe, number>>>;
  }>;

export type FeedLinks = Omit<HydrationLinks, 'settings'> &
  Readonly<{
    settings: FeedSettings;
    /** The core's state between two turns. */
    state: () => State;
    /** Hands events to the loop; resolves when the core has taken them, so that a long history does not pile up before it. */
    put: (events: readonly Event[]) => Promise<void>;
    /** Called after every round, with whether everything that is wanted was known then. */
    rested?: (complete: boolean) => void;
  }>;

/**
 * All candles of a live run, from one plan: the whole history at start, what closes every quarter of an hour, and what was missed
 * while nobody listened. Ends when its signal is aborted.
 */
export async function feedCandles(links: FeedLinks): Promise<void> {
  const { clock, settings, signal } = links;
  let retainAt = clock.now();
  while (!signal.aborted) {
    for await (const events of hydrate(planOf(links, restingNow(links)), links)) await links.put(events);
    if (signal.aborted) return;
    if (clock.now() >= retainAt) {
      retainAt = later(clock.now(), timeframeMs['1d']);
      retain(links);
    }
    links.rested?.(planOf(links, () => false).length === 0);
    await clock.wake(nextRound(clock.now(), settings), signal);
  }
}

type IsResting = Parameters<typeof planHydration>[0]['isResting'];

function restingNow({ rests, clock }: FeedLinks): IsResting {
  return (instrument, timeframe) => rests.isResting(instrument, timeframe, clock.now());
}

function planOf({ state, store, clock, settings }: FeedLinks, isResting: IsResting): ReturnType<typeof planHydration> {
  return planHydration({
    now: clock.now(),
    wanted: wantedOf(state()),
    coverage: (instrument, timeframe) => {
      try {
        return store.coverage(instrument, timeframe);
      } catch {
        // Told where it is written to; what nobody can read is asked for.
        return [];
      }
    },
    isResting,
    settings,
  });
}

/** When the next candles have closed and settled, and sooner for what may be missing. */
function nextRound(now: Ms, { settleMs, retryMs }: FeedSettings): Ms {
  const close = later(bucketOf(later(now, -settleMs), '15m'), timeframeMs['15m'] + settleMs);
  const retry = later(now, retryMs);
  return retry < close ? retry : close;
}

/** What is too old goes once a day; a disk that fails is told, and costs nothing else. */
function retain({ store, clock, settings, notify }: FeedLinks): void {
  try {
    const series = store.retain(clock.now(), settings.retentionMs);
    if (series > 0) notify('info', 'CANDLES_RETAINED', { series });
  } catch (cause) {
    notify('warning', 'CANDLE_STORE_FAILED', { cause: cause instanceof Error ? cause.message : String(cause) });
  }
}
