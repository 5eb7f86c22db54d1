import { isTold } from '../core/effects.ts';
import type { Told } from '../core/effects.ts';
import type { Event, EventOf, Timer } from '../core/events.ts';
import type { Ms } from '../core/units.ts';
import type { World } from './loop.ts';
import type { Mailbox } from './mailbox.ts';
import type { Clock, VenueEffect, VenueReport } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { Schedule } from './schedule.ts';

export type LiveWorldOptions = Readonly<{
  clock: Clock;
  recorder: Recorder;
  mailbox: Mailbox<Event>;
  /** Events of the first moment, before anything else. */
  first: (at: Ms) => readonly Event[];
  venue: (effect: VenueEffect, at: Ms) => void;
  /** The venue is to be asked for its listing; what it says comes through the mailbox. */
  askListing: () => void;
  tell: (effect: Told, at: Ms) => void;
  /** Asked between batches: when true, no more is handed out. `wake` of the result makes it ask. */
  stopped: () => boolean;
}>;

/** The world that does not wait for us: a mailbox that others fill, and timers on a clock. `wake` lets it look again now. */
export function createLiveWorld(options: LiveWorldOptions): World & Readonly<{ wake: () => void }> {
  const { clock, mailbox, recorder } = options;
  const timers = new Schedule<Timer>();
  const denied: Event[] = [];
  let begun = false;
  let sleep = new AbortController();

  const due = (at: Ms): readonly Event[] => {
    const rung: Event[] = [];
    while ((timers.nextAt() ?? Infinity) <= at) {
      const timer = timers.take();
      if (timer !== undefined) rung.push({ type: 'timer.fired', at, timer });
    }
    return rung;
  };
  /** Until a letter comes, a timer is due, or somebody wakes us. */
  const wait = async (): Promise<readonly Event[]> => {
    sleep = new AbortController();
    const { signal } = sleep;
    const at = timers.nextAt();
    if (at !== undefined) void clock.wake(at, signal).then(() => sleep.abort());
    const letters = await mailbox.waitAndTake(signal);
    sleep.abort();
    return letters;
  };
  return {
    recorder,
    wake: () => sleep.abort(),
    deny: (event: EventOf<'order.denied'>) => void denied.push(event),
    next: async () => {
      if (!begun) {
        begun = true;
        return options.first(clock.now());
      }
      for (;;) {
        const letters = [...denied.splice(0), ...mailbox.take()];
        const batch = [...letters, ...due(clock.now())];
        if (batch.length > 0) return batch;
        if (options.stopped()) return undefined;
        const waited = await wait();
        if (waited.length > 0) return waited;
      }
    },
    perform: (effect) => {
      if (effect.type === 'timer.set') timers.add(effect.at, effect.timer);
      else if (isTold(effect)) options.tell(effect, clock.now());
      else if (effect.type === 'listing.ask') options.askListing();
      else options.venue(effect, clock.now());
    },
  };
}

/** Puts what a venue tells into the mailbox, stamped now; of the marks of one contract only the newest waits. */
export function hearInto(mailbox: Mailbox<Event>, clock: Clock): (reports: readonly VenueReport[]) => void {
  return (reports) => {
    const at = clock.now();
    for (const report of reports)
      mailbox.put({ ...report, at }, report.type === 'mark.observed' ? `mark ${report.instrument}` : undefined);
  };
}
