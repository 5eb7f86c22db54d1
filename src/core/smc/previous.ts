import { timeframeMs } from '../market/candle.ts';
import type { Now } from './bar.ts';
import type { Emit, PreviousEvent } from './events.ts';

type Period = PreviousEvent['period'];

/** Which periods are watched, and by how many minutes local time is ahead of UTC. */
export type PreviousRules = Readonly<{ periods: readonly Period[]; utcOffsetMinutes: number }>;

/**
 * One period: its number, its extremes so far, those of the one before that has candles, and which of those were passed. `before` is
 * known from the first period on that was seen from its beginning.
 */
type Watch = {
  readonly period: Period;
  number: number;
  isWhole: boolean;
  high: number;
  low: number;
  before: { high: number; low: number; isAbove: boolean; isBelow: boolean } | null;
};
export type Previous = { day: number; watches: Watch[] };

/** The number of no day and of no period. */
const none = Number.MIN_SAFE_INTEGER;

export function newPrevious({ periods }: PreviousRules): Previous {
  return { day: none, watches: periods.map((period) => newWatch(period)) };
}

function newWatch(period: Period): Watch {
  return { period, number: none, isWhole: false, high: 0, low: 0, before: null };
}

/** Step S1: the high and low of the day, week (from Monday) and month before, and the first candle of this one beyond them. */
export function advancePrevious(
  { previous, openAt }: Readonly<{ previous: Previous; openAt: number }>,
  now: Now,
  { utcOffsetMinutes }: PreviousRules,
  emit: Emit,
): void {
  const local = openAt + utcOffsetMinutes * 60_000;
  const day = Math.floor(local / timeframeMs['1d']);
  const isNewDay = day !== previous.day;
  previous.day = day;
  for (const watch of previous.watches) {
    if (isNewDay) turnPage(watch, { day, isOnTheHour: local === day * timeframeMs['1d'], now, emit });
    watch.high = Math.max(watch.high, now.high);
    watch.low = Math.min(watch.low, now.low);
    if (watch.before !== null) pass(watch, watch.before, now, emit);
  }
}

type Page = Readonly<{ day: number; isOnTheHour: boolean; now: Now; emit: Emit }>;

function turnPage(watch: Watch, { day, isOnTheHour, now, emit }: Page): void {
  const { period } = watch;
  const number = numberOf(period, day);
  if (number === watch.number) return;
  const isFirst = watch.number === none;
  if (!isFirst && watch.isWhole) {
    watch.before = { high: watch.high, low: watch.low, isAbove: false, isBelow: false };
    emit({ type: 'previous', at: now.t, event: 'new', period, high: watch.high, low: watch.low });
  }
  // A first period that was joined in the middle says nothing of its beginning.
  watch.isWhole = !isFirst || (isOnTheHour && number !== numberOf(period, day - 1));
  watch.number = number;
  watch.high = now.high;
  watch.low = now.low;
}

function pass({ period }: Watch, before: NonNullable<Watch['before']>, now: Now, emit: Emit): void {
  const { high, low } = before;
  if (!before.isAbove && now.high > high) {
    before.isAbove = true;
    emit({ type: 'previous', at: now.t, event: 'high', period, high, low });
  }
  if (!before.isBelow && now.low < low) {
    before.isBelow = true;
    emit({ type: 'previous', at: now.t, event: 'low', period, high, low });
  }
}

/** Days, weeks and months are numbered from 1970; its first day was a Thursday. */
function numberOf(period: Period, day: number): number {
  if (period === 'day') return day;
  return period === 'week' ? Math.floor((day + 3) / 7) : monthOf(day);
}

/** In the calendar whose years begin in March, leap days come last and months follow one formula. */
function monthOf(day: number): number {
  const sinceMarch = day + 719_468;
  const era = Math.floor(sinceMarch / 146_097);
  const inEra = sinceMarch - era * 146_097;
  const leapDays = Math.floor(inEra / 1_460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096);
  const year = Math.floor((inEra - leapDays) / 365);
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  return (era * 400 + year) * 12 + Math.floor((5 * inYear + 2) / 153);
}
