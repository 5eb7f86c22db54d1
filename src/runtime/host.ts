import type { Event } from '../core/events.ts';
import { closeAt } from '../core/market/candle.ts';
import type { Candle } from '../core/market/candle.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import type { CandleSource, VenueEffect, VirtualVenue } from './ports.ts';

/** What Keel wants done now, and until when it can be left alone: its next timer rings then. */
export type HostTurn = Readonly<{ effects: readonly VenueEffect[]; until: Ms | undefined }>;

/** What happened next. No events: nothing did before `until`. `over`: nothing ever will. */
export type HostAnswer = Readonly<{ at: Ms; events: readonly Event[]; over: boolean }>;

/** A market and its venue, which own the time: they move on only as far as they are let. */
export type Host = Readonly<{ turn: (turn: HostTurn) => HostAnswer | Promise<HostAnswer> }>;

/** A host in this process. `moments` counts what it has done: with the requests between them, it is its whole history. */
export type LocalHost = Readonly<{
  now: () => Ms;
  moments: () => number;
  /** Time of the next thing that happens by itself; undefined when nothing will. */
  nextAt: () => Ms | undefined;
  /** Lets time pass up to a moment before which nothing happens by itself. */
  reach: (at: Ms) => void;
  perform: (effect: VenueEffect) => void;
  /** Does the next thing and returns what of it reaches Keel. */
  advance: () => readonly Event[];
  turn: (turn: HostTurn) => HostAnswer;
}>;

type Act = Readonly<{ at: Ms; type: 'open' | 'close'; candles: readonly Candle[] }>;

/** After the last candle what is on its way still arrives; a position is charged for no hour in which there is no market. */
const ending = { afterMs: 60_000 } as const;

/** Candles and an emulated venue. At one moment the venue comes first; candles come last, after Keel's timers. */
export function createLocalHost(source: CandleSource, venue: VirtualVenue): LocalHost {
  const acts = actsOf(source);
  let act = acts.next();
  let now = act.done === true ? ms(0) : act.value.at;
  let moments = 0;
  let actedAt = now;

  const actAt = (): number => (act.done === true ? Infinity : act.value.at);
  const venueAt = (): number => venue.nextAt() ?? Infinity;
  const isOver = (): boolean => act.done === true && venueAt() > actedAt + ending.afterMs;
  const follow = (): readonly Event[] => {
    if (act.done === true) return [];
    actedAt = now;
    const { type, candles } = act.value;
    act = acts.next();
    if (type === 'open') return candles.flatMap((candle) => venue.open(candle));
    return candles.map((candle) => ({ type: 'candle.closed', at: now, candle }));
  };
  const advance = (): readonly Event[] => {
    moments += 1;
    const venueFirst = venueAt() <= actAt();
    now = ms(Math.max(now, Math.min(venueAt(), actAt())));
    return venueFirst ? venue.advance() : follow();
  };
  const reach = (at: Ms): void => void (now = ms(Math.max(now, at)));
  const perform = (effect: VenueEffect): void => venue.perform(effect, now);

  return {
    now: () => now,
    moments: () => moments,
    nextAt: () => (isOver() ? undefined : ms(Math.min(venueAt(), actAt()))),
    reach,
    perform,
    advance,
    turn: ({ effects, until = Infinity }) => {
      for (const effect of effects) perform(effect);
      for (;;) {
        // Without candles there is no market any more: what Keel's clock still holds would find no price.
        if (isOver()) return { at: now, events: [], over: true };
        if (venueAt() > until && actAt() >= until) {
          reach(ms(until));
          return { at: now, events: [], over: false };
        }
        const events = advance();
        if (events.length > 0) return { at: now, events, over: false };
      }
    },
  };
}

/** Each group of candles opens, and closes together a quarter of an hour later. */
function* actsOf(source: CandleSource): Generator<Act, undefined> {
  for (const { openAt, candles } of source.groups()) {
    const [first] = candles;
    if (first === undefined) continue;
    yield { at: openAt, type: 'open', candles };
    yield { at: closeAt(first), type: 'close', candles };
  }
  return undefined;
}
