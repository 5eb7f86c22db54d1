import type { HealthSettings } from '../settings.ts';
import type { Ms } from '../units.ts';
import { timeframeMs } from './candle.ts';

export type HealthState = 'HEALTHY' | 'DEGRADED' | 'SUSPENDED';

/** How much the data of one instrument can be believed. Plain data: it outlives a restart with the state. */
export type Health = {
  state: HealthState;
  /** In a row; any success ends the row. */
  failures: number;
  successes: number;
  firstFailureAt?: Ms;
  /** Turns since it was degraded: one in so many is used. */
  turns: number;
  /** When it was suspended, or last probed since. */
  probedAt?: Ms;
  /** Why the newest look found it unfit, or that its turn was skipped; absent where the newest look was good. */
  unfit?: string;
  /** The quarter of an hour that it was last examined for. */
  quarter?: number;
  /** When its trouble was last told. */
  toldAt?: Ms;
  /** Looks and successes by UTC day, of the last seven: for the report, and never a gate. */
  days: readonly Readonly<{ day: number; looks: number; successes: number }>[];
};

const trustDays = 7;

export function newHealth(): Health {
  return { state: 'HEALTHY', failures: 0, successes: 0, turns: 0, days: [] };
}

/** Whether it is looked at now: always while healthy, one turn in so many while degraded, one probe in a while when suspended. */
export function takesTurn(health: Health, at: Ms, { skipRatio, probeEveryMs }: HealthSettings): boolean {
  if (health.state === 'HEALTHY') return true;
  if (health.state === 'DEGRADED') {
    health.turns += 1;
    return health.turns % skipRatio === 0;
  }
  if (health.probedAt !== undefined && at - health.probedAt < probeEveryMs) return false;
  health.probedAt = at;
  return true;
}

/**
 * Takes note of what a look found; true when the state changed. Three failures in a row degrade, a further one six hours
 * after the first of the row suspends, and three successes in a row heal, from either (as configured).
 */
export function noteLook(health: Health, failure: string | undefined, at: Ms, settings: HealthSettings): boolean {
  health.days = counted(health.days, at, failure === undefined);
  return failure === undefined ? onSuccess(health, settings) : onFailure(health, failure, at, settings);
}

function onSuccess(health: Health, { releaseAfterSuccesses }: HealthSettings): boolean {
  health.failures = 0;
  health.successes += 1;
  delete health.firstFailureAt;
  delete health.unfit;
  if (health.state === 'HEALTHY' || health.successes < releaseAfterSuccesses) return false;
  health.state = 'HEALTHY';
  delete health.probedAt;
  return true;
}

function onFailure(health: Health, failure: string, at: Ms, settings: HealthSettings): boolean {
  health.successes = 0;
  health.failures += 1;
  health.firstFailureAt ??= at;
  health.unfit = failure;
  if (health.state === 'HEALTHY' && health.failures >= settings.degradedAfterFailures) {
    health.state = 'DEGRADED';
    health.turns = 0;
    return true;
  }
  if (health.state !== 'DEGRADED' || at - health.firstFailureAt < settings.suspendAfterMs) return false;
  health.state = 'SUSPENDED';
  health.probedAt = at;
  return true;
}

/** Share of successes in the last seven days, today included; 1 where nobody looked. Informs, and decides nothing. */
export function trustOf({ days }: Health, at: Ms): number {
  const today = dayOf(at);
  const recent = days.filter(({ day }) => day > today - trustDays);
  const looks = recent.reduce((sum, day) => sum + day.looks, 0);
  return looks === 0 ? 1 : recent.reduce((sum, day) => sum + day.successes, 0) / looks;
}

function counted(days: Health['days'], at: Ms, good: boolean): Health['days'] {
  const today = dayOf(at);
  const last = days.at(-1);
  const before = last?.day === today ? last : { day: today, looks: 0, successes: 0 };
  const others = days.filter(({ day }) => day !== today && day > today - trustDays);
  return [...others, { day: today, looks: before.looks + 1, successes: before.successes + (good ? 1 : 0) }];
}

function dayOf(at: Ms): number {
  return Math.floor(at / timeframeMs['1d']);
}
