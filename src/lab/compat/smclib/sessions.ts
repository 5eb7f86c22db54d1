import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { at } from '../../series.ts';
import type { Series, Table } from '../../series.ts';

/** Minutes of the day in UTC, both ends inclusive. One that ends before it begins goes over midnight. */
export type Session = Readonly<{ start: number; end: number; shiftMs: number }>;
export type SessionWords = Readonly<Record<'session' | 'start_time' | 'end_time' | 'time_zone', string>>;

const builtIn: Readonly<Record<string, readonly [string, string]>> = {
  Sydney: ['21:00', '06:00'],
  Tokyo: ['00:00', '09:00'],
  London: ['07:00', '16:00'],
  'New York': ['13:00', '22:00'],
  'Asian kill zone': ['00:00', '04:00'],
  'London open kill zone': ['06:00', '09:00'],
  'New York kill zone': ['11:00', '14:00'],
  'london close kill zone': ['14:00', '16:00'],
};

/** What the library makes of its four words; its names are spelled exactly as it spells them. */
export function sessionOf(words: SessionWords): Result<Session, string> {
  const { session, start_time: startTime, end_time: endTime, time_zone: zone } = words;
  const names = [...Object.keys(builtIn), 'Custom'].join(', ');
  const times = session === 'Custom' ? ([startTime, endTime] as const) : builtIn[session];
  if (times === undefined) return err(`session=${session} is not a session; there is ${names}.`);
  const [start, end] = times.map(minutesOf);
  if (start === undefined || end === undefined) {
    return err('session=Custom needs start_time and end_time, each as HH:MM.');
  }
  const shiftMs = shiftOf(zone);
  if (shiftMs === undefined)
    return err(`time_zone=${zone} is not a time zone; it is UTC, or UTC+2 or GMT-5 and the like.`);
  return ok({ start, end, shiftMs });
}

function minutesOf(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{1,2})$/.exec(text) ?? [];
  const isTime = hours !== '' && Number(hours) < 24 && Number(minutes) < 60;
  return isTime ? Number(hours) * 60 + Number(minutes) : undefined;
}

/** `UTC+2` becomes the zone `Etc/GMT+2`, which lies two hours *behind* UTC, and from there to UTC it is two hours on. */
function shiftOf(zone: string): number | undefined {
  if (zone === 'UTC') return 0;
  const [, hours] = /^(?:UTC|GMT)([+-]\d{1,2})$/.exec(zone) ?? [];
  const shift = Number(hours);
  return shift >= -14 && shift <= 12 ? shift * 3_600_000 : undefined;
}

/** `sessions`: whether a candle opens in the session, and the session's extremes so far, carried on from row to row in float32. */
export function sessions(series: Series, session: Session): Table {
  return { names: ['Active', 'High', 'Low'], rows: rowsOf(series, session) };
}

function* rowsOf({ openAt, high, low }: Series, session: Session): Iterable<readonly number[]> {
  // Zero stands for no session in the library, so it is where a highest begins, and what a lowest is not carried on from.
  let [highest, lowest] = [0, 0];
  for (let row = 0; row < openAt.length; row += 1) {
    const isActive = isIn(session, at(openAt, row));
    highest = isActive ? Math.fround(Math.max(at(high, row), highest)) : 0;
    lowest = isActive ? Math.fround(Math.min(at(low, row), lowest === 0 ? Infinity : lowest)) : 0;
    yield [row, isActive ? 1 : 0, highest, lowest];
  }
}

function isIn({ start, end, shiftMs }: Session, openAt: number): boolean {
  const day = 86_400_000;
  const ofDay = (((openAt + shiftMs) % day) + day) % day;
  const minute = Math.floor(ofDay / 60_000);
  return start < end ? start <= minute && minute <= end : start <= minute || minute <= end;
}
