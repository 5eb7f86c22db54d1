import { alert } from './desk.ts';
import type { Desk } from './desk.ts';
import { timeframeMs } from './market/candle.ts';
import { noteLook, takesTurn } from './market/health.ts';
import type { Market } from './market/market.ts';
import { insanityOf, isStale } from './market/sanity.ts';
import { ms } from './units.ts';
import type { Ms } from './units.ts';

/**
 * Looks at the data of a market, once a quarter of an hour: at its decision candle, or, where that does not come, when it
 * is overdue. What a run over given candles trades is not examined: its data is what it is, and nobody can mend it.
 */
export function examine(desk: Desk, market: Market, quarter: number): void {
  const { settings, at } = desk;
  const { health } = market;
  // Of what nothing was ever heard there is nothing to examine: it is missing, and its gate says so.
  if (!isMember(desk, market) || market.last === undefined || (health.quarter ?? -1) >= quarter) return;
  health.quarter = quarter;
  const was = health.state;
  if (!takesTurn(health, at, settings.health)) {
    health.unfit = `${was}, not looked at this turn`;
    if (was === 'DEGRADED') tell(desk, market, 'degraded_skip');
    return;
  }
  const bounds = { ...settings.health, decisionCandlesMin: settings.signal.decisionCandlesMin };
  const failure = insanityOf(market, at, bounds);
  if (noteLook(health, failure, at, settings.health)) return tell(desk, market, 'state_transition');
  if (failure !== undefined) return tell(desk, market, was === 'HEALTHY' ? 'sanity_fail' : 'probe_fail');
  if (was !== 'HEALTHY') tell(desk, market, 'probe');
}

/** Whose candle of the last quarter of an hour is overdue is examined without it; and the whole market is counted. */
export function examineAbsent(desk: Desk): void {
  const { state, settings, at } = desk;
  const { universe } = state;
  if (universe.discovered === undefined) return;
  const due = quarterOf(ms(Math.max(0, at - settings.execution.candleAgeMs)));
  if (universe.examinedTo !== undefined && universe.examinedTo >= due) return;
  const isFirst = universe.examinedTo === undefined;
  universe.examinedTo = due;
  if (isFirst) return;
  for (const market of state.markets.values()) examine(desk, market, due);
  tellPause(desk);
}

/** Why nothing is entered anywhere: too few of the universe have candles to go by. */
export function pausedBy(desk: Desk): 'TRADE_PAUSED' | undefined {
  if (desk.state.universe.discovered === undefined) return undefined;
  const { healthy, total, effectiveMin } = countHealthy(desk);
  const enough = healthy >= effectiveMin && healthy >= desk.settings.health.healthyShareMin * total;
  return enough ? undefined : 'TRADE_PAUSED';
}

/**
 * The predecessor asked for the smaller of 30 and the whole universe, so that in a small universe one bad coin stopped all
 * entries. Here a universe that is too small for the count needs a share of itself.
 */
function countHealthy(desk: Desk): Readonly<{ healthy: number; total: number; effectiveMin: number }> {
  const { healthyMin, healthyMinShare, quartersMin } = desk.settings.health;
  const at = { now: desk.at, bounds: desk.settings.health };
  let [healthy, total] = [0, 0];
  for (const market of desk.state.markets.values()) {
    if (!isMember(desk, market)) continue;
    total += 1;
    if (market.reading.quarters >= quartersMin && !isStale(market, '15m', at)) healthy += 1;
  }
  return { healthy, total, effectiveMin: Math.max(1, Math.min(healthyMin, Math.floor(healthyMinShare * total))) };
}

function tellPause(desk: Desk): void {
  const { universe } = desk.state;
  const paused = pausedBy(desk) !== undefined;
  if (paused === (universe.paused ?? false)) return;
  universe.paused = paused;
  const { healthy, total, effectiveMin } = countHealthy(desk);
  const { healthyMin, healthyShareMin } = desk.settings.health;
  const name = paused ? 'TRADING PAUSED: candle health insufficient' : 'TRADING RESUMED: candle health sufficient';
  alert(desk, paused ? 'critical' : 'info', name, {
    coins_with_sufficient_candles: healthy,
    total,
    min_healthy_coins: healthyMin,
    effective_min: effectiveMin,
    min_health_ratio: healthyShareMin,
  });
}

/** The same trouble of a market is told once in a while; a change of state, always. */
function tell(desk: Desk, { instrument, health }: Market, eventType: string): void {
  const { quietMs } = desk.settings.health;
  const isChange = eventType === 'state_transition';
  if (!isChange && health.toldAt !== undefined && desk.at - health.toldAt < quietMs) return;
  if (!isChange) health.toldAt = desk.at;
  alert(desk, isChange && health.state !== 'HEALTHY' ? 'warning' : 'info', 'data_quality_event', {
    symbol: instrument.id,
    event_type: eventType,
    reason: health.unfit ?? 'fit',
    state: health.state,
  });
}

function isMember({ state: { universe } }: Desk, { instrument }: Market): boolean {
  return universe.discovered !== undefined && !universe.rejected.has(instrument.id);
}

/** Quarters of an hour since the epoch. */
export function quarterOf(at: Ms): number {
  return Math.floor(at / timeframeMs['15m']);
}
