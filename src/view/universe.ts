import { universeOf } from '../core/discover.ts';
import type { Timeframe } from '../core/market/candle.ts';
import { trustOf } from '../core/market/health.ts';
import type { HealthState } from '../core/market/health.ts';
import type { Tier } from '../core/market/instrument.ts';
import { ageOf } from '../core/market/market.ts';
import type { Market, MarketStatus } from '../core/market/market.ts';
import { rejectionText } from '../core/market/universe.ts';
import type { State } from '../core/state.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { isoTime } from './format.ts';

/** Who is traded, at which tier, and why the others are not. */
export type UniverseJson = Readonly<{
  version: 1;
  /** When the venue's listing was last believed; null where a run over given candles trades what these hold. */
  discoveredAt: string | null;
  listed: number;
  universe: number;
  tiers: Readonly<Record<Tier, number>>;
  /** By reason, the most common first. */
  rejected: readonly Readonly<{ reason: string; count: number }>[];
  /** The universe first; each by its id. */
  instruments: readonly InstrumentJson[];
  /** Of the universe, by the health of their data. */
  dataQuality: Readonly<Record<HealthState, number>>;
  /** Too few of them have candles to go by: nothing is entered. */
  tradePaused: boolean;
}>;

export type InstrumentJson = Readonly<{
  instrument: string;
  base: string;
  tier: Tier;
  status: MarketStatus;
  /** Why it is left out; null where it is not. */
  rejection: string | null;
  health: HealthState;
  /** What is wrong with its data; null where nothing is. */
  unfit: string | null;
  /** Share of good looks in seven days; it informs, and decides nothing. */
  trust: number;
  /** Minutes since the newest closed candle opened; null where there is none. */
  candleAgeMinutes: Readonly<Record<Timeframe, number | null>>;
  /** History that could not be had, by timeframe, and candles that were not taken, by reason. */
  missing: Readonly<Record<string, string>>;
  refused: Readonly<Record<string, number>>;
}>;

export function universeJson(state: State): UniverseJson {
  const { discovered, rejected } = state.universe;
  const wanted = universeOf(state);
  const tiers = { A: 0, B: 0, C: 0 };
  for (const id of wanted) {
    const tier = state.markets.get(id)?.tier;
    if (tier !== undefined) tiers[tier] += 1;
  }
  const counts = new Map<string, number>();
  for (const { code } of rejected.values()) counts.set(code, (counts.get(code) ?? 0) + 1);
  const markets = [...state.markets.values()].sort(
    (a, b) =>
      Number(wanted.has(b.instrument.id)) - Number(wanted.has(a.instrument.id)) ||
      (a.instrument.id < b.instrument.id ? -1 : 1),
  );
  return {
    version: 1,
    discoveredAt: discovered === undefined ? null : isoTime(discovered.at),
    listed: state.markets.size,
    universe: wanted.size,
    tiers,
    rejected: [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    instruments: markets.map((market) => instrumentJson(state, market)),
    dataQuality: qualityOf(state, wanted),
    tradePaused: state.universe.paused ?? false,
  };
}

function agesOf(market: Market, at: Ms): InstrumentJson['candleAgeMinutes'] {
  const minutes = (timeframe: Timeframe): number | null => {
    const age = ageOf(market, timeframe, at);
    return age === undefined ? null : Math.floor(age / 60_000);
  };
  return { '15m': minutes('15m'), '1h': minutes('1h'), '4h': minutes('4h'), '1d': minutes('1d') };
}

function qualityOf({ markets }: State, wanted: ReadonlySet<InstrumentId>): UniverseJson['dataQuality'] {
  const counts = { HEALTHY: 0, DEGRADED: 0, SUSPENDED: 0 };
  for (const id of wanted) counts[markets.get(id)?.health.state ?? 'HEALTHY'] += 1;
  return counts;
}

function instrumentJson({ at, universe }: State, market: Market): InstrumentJson {
  const { instrument, tier, status, health, missing, refused } = market;
  const rejection = universe.rejected.get(instrument.id);
  return {
    instrument: instrument.id,
    base: instrument.base,
    tier,
    status,
    rejection: rejection === undefined ? null : rejectionText(rejection),
    health: health.state,
    unfit: health.unfit ?? null,
    trust: trustOf(health, at),
    candleAgeMinutes: agesOf(market, at),
    missing,
    refused,
  };
}
