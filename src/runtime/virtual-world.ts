import { isTold } from '../core/effects.ts';
import type { Told } from '../core/effects.ts';
import type { Event, EventOf, Timer } from '../core/events.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { createLocalHost } from './host.ts';
import type { Host, HostAnswer } from './host.ts';
import type { World } from './loop.ts';
import type { CandleSource, VenueEffect, VirtualVenue } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { Schedule } from './schedule.ts';

export type WorldOptions = Readonly<{
  recorder: Recorder;
  /** Events of the first moment, before anything else. */
  first: (at: Ms) => readonly Event[];
  /** Commands that arrived since the last look; they happen now. Asked between batches. */
  inbox: () => readonly Event[];
  tell: (effect: Told, at: Ms) => void;
  /** Called whenever candles have closed: the time, and how many. */
  progress: (at: Ms, candles: number) => void;
  /** When true, no more is handed out. */
  stopped: () => boolean;
}>;

/** So many batches run before other work of this process, such as a signal, gets its turn. */
const batchesPerBreath = 2_000;

/** The world of a backtest and of a run at full speed: market and venue are in this process. */
export function createVirtualWorld(
  options: WorldOptions & Readonly<{ source: CandleSource; venue: VirtualVenue }>,
): World {
  const host = createLocalHost(options.source, options.venue);
  return createHostedWorld(options, host, host.now());
}

/**
 * The world beside a host that owns the time, in this process or in another. At one moment a report of the venue comes
 * first, then timers, then candles, so a report is never overtaken by what it was the consequence of.
 */
export function createHostedWorld(options: WorldOptions, host: Host, startAt: Ms): World {
  const timers = new Schedule<Timer>();
  let ready: Event[] = [];
  let wanted: VenueEffect[] = [];
  let now = startAt;
  let batches = 0;

  const waiting = (): readonly Event[] => {
    const taken = [...ready, ...options.inbox().map((event) => ({ ...event, at: now }))];
    ready = [];
    return taken;
  };
  const take = ({ at, events, over }: HostAnswer): readonly Event[] | undefined => {
    now = ms(Math.max(now, at));
    if (events[0]?.type === 'candle.closed') options.progress(now, events.length);
    if (events.length > 0 || over) return over && events.length === 0 ? undefined : events;
    const due = (timers.nextAt() ?? Infinity) <= now ? timers.take() : undefined;
    return due === undefined ? [] : [{ type: 'timer.fired', at: now, timer: due }];
  };
  const ask = (until: Ms | undefined): HostAnswer | Promise<HostAnswer> => {
    const effects = wanted;
    wanted = [];
    return host.turn({ effects, until });
  };
  const nextBatch = (): readonly Event[] | undefined | Promise<readonly Event[] | undefined> => {
    for (;;) {
      const own = waiting();
      if (own.length > 0) return own;
      // What was asked for before the stop is still carried out.
      const stopping = options.stopped();
      if (stopping && wanted.length === 0) return undefined;
      const answer = ask(stopping ? now : timers.nextAt());
      if (answer instanceof Promise) return answer.then(take);
      const batch = take(answer);
      if (batch === undefined || batch.length > 0) return batch;
    }
  };

  return {
    recorder: options.recorder,
    deny: (event: EventOf<'order.denied'>) => void ready.push(event),
    next: () => {
      batches += 1;
      if (batches === 1) return options.first(now);
      const batch = nextBatch();
      return batches % batchesPerBreath === 0 ? breathe(batch) : batch;
    },
    perform: (effect) => {
      if (effect.type === 'timer.set') timers.add(effect.at, effect.timer);
      else if (isTold(effect)) options.tell(effect, now);
      // What there is was listed at the start, and does not change.
      else if (effect.type === 'listing.ask') return;
      else wanted.push(effect);
    },
  };
}

function breathe<T>(value: T | Promise<T>): Promise<T> {
  return new Promise((resolve) => setImmediate(resolve, value));
}
