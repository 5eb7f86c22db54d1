import type { Now } from './bar.ts';
import type { Emit } from './events.ts';

/** A part of every day: candles that open in [from, to), in minutes of the day; one that ends before it begins crosses midnight. */
export type Session = Readonly<{ name: string; from: number; to: number }>;

/** Minutes by which local time is ahead of UTC. */
export type SessionRules = Readonly<{ sessions: readonly Session[]; utcOffsetMinutes: number }>;

/** By session: the day whose session is on, `none` outside, and its extremes so far. */
export type Sessions = { day: number[]; high: number[]; low: number[] };

const minutesPerDay = 1_440;
const none = Number.MIN_SAFE_INTEGER;

export function newSessions({ sessions }: SessionRules): Sessions {
  return { day: sessions.map(() => none), high: sessions.map(() => 0), low: sessions.map(() => 0) };
}

/** Step S1: a candle belongs to a session by when it opened. */
export function advanceSessions(
  { sessions: state, openAt }: Readonly<{ sessions: Sessions; openAt: number }>,
  now: Now,
  { sessions, utcOffsetMinutes }: SessionRules,
  emit: Emit,
): void {
  const minutes = Math.floor(openAt / 60_000) + utcOffsetMinutes;
  const date = Math.floor(minutes / minutesPerDay);
  const minute = minutes - date * minutesPerDay;
  const { day, high, low } = state;
  for (let n = 0; n < sessions.length; n += 1) {
    const session = sessions[n];
    if (session === undefined) continue;
    const today = isOn(session, minute) ? (minute >= session.from ? date : date - 1) : none;
    if (today !== none && today === day[n]) {
      high[n] = Math.max(high[n] ?? 0, now.high);
      low[n] = Math.min(low[n] ?? 0, now.low);
      continue;
    }
    if ((day[n] ?? none) !== none) tell('close', session, { state, n, at: now.t, emit });
    day[n] = today;
    if (today === none) continue;
    high[n] = now.high;
    low[n] = now.low;
    tell('open', session, { state, n, at: now.t, emit });
  }
}

function isOn({ from, to }: Session, minute: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

type Telling = Readonly<{ state: Sessions; n: number; at: number; emit: Emit }>;

function tell(event: 'open' | 'close', { name }: Session, { state, n, at, emit }: Telling): void {
  emit({ type: 'session', at, event, name, high: state.high[n] ?? 0, low: state.low[n] ?? 0 });
}
