import { timeframeMs } from '../../../core/market/candle.ts';
import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';

/** A candle's period, as a number that grows, and the time that pandas labels it with, in ms. */
export type Period = Readonly<{ number: number; labelAt: number }>;
export type PeriodOf = (at: number) => Period;

const { '1d': dayMs } = timeframeMs;
const spans: Readonly<Record<string, number>> = { S: 1000, T: 60_000, MIN: 60_000, H: 3_600_000, D: dayMs };
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * The periods of a pandas offset such as `15min`, `4h`, `1D`, `W`, `W-FRI` or `M`, as pandas 1.5 reads it: spans begin at midnight
 * before the first candle and are labelled with their beginning; weeks and months are labelled with midnight before their last day.
 * A plain `m` is a month there, whatever one expects.
 */
export function periodsOf(offset: string, firstAt: number): Result<PeriodOf, string> {
  const [, multiple = '', unit = '', anchor = ''] = /^(\d*)([A-Za-z]+)(?:-([A-Za-z]{3}))?$/.exec(offset) ?? [];
  const count = multiple === '' ? 1 : Number(multiple);
  const name = unit.toUpperCase();
  const span = anchor === '' ? spans[name] : undefined;
  if (count < 1) return err(unknownOffset(offset));
  if (span !== undefined) return ok(spansFrom(Math.floor(firstAt / dayMs) * dayMs, span * count));
  const weekday = weekdays.indexOf(anchor === '' ? 'SUN' : anchor.toUpperCase());
  if (name === 'W' && weekday >= 0) return ok(daysInto(weekEnding(weekday), firstAt, count));
  if (name === 'M' && anchor === '') return ok(daysInto(month, firstAt, count));
  return err(unknownOffset(offset));
}

function unknownOffset(offset: string): string {
  return `time_frame=${offset} is not a time frame; it is a number and one of S, min, h, D, W or M (a month), such as 15min, 4h, 1D, W.`;
}

function spansFrom(origin: number, span: number): PeriodOf {
  return (at) => {
    const number = Math.floor((at - origin) / span);
    return { number, labelAt: origin + number * span };
  };
}

type Calendar = Readonly<{ numberOf: (day: number) => number; lastDay: (number: number) => number }>;

function weekEnding(weekday: number): Calendar {
  // 1 January 1970 was a Thursday, the fourth day after a Sunday.
  const shift = 3 - weekday;
  return {
    numberOf: (day) => Math.floor((day + shift) / 7),
    lastDay: (number) => number * 7 + 6 - shift,
  };
}

const month: Calendar = {
  numberOf: (day) => {
    const date = new Date(day * dayMs);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  },
  lastDay: (number) => Date.UTC(Math.floor(number / 12), (number % 12) + 1, 0) / dayMs,
};

/** Several weeks or months together end where the one of the first candle does, and then after every so many. */
function daysInto({ numberOf, lastDay }: Calendar, firstAt: number, count: number): PeriodOf {
  const first = numberOf(Math.floor(firstAt / dayMs));
  return (at) => {
    const number = Math.ceil((numberOf(Math.floor(at / dayMs)) - first) / count);
    return { number, labelAt: lastDay(first + number * count) * dayMs };
  };
}
