import type { Effect } from '../core/effects.ts';
import type { Event, EventOf, Timer } from '../core/events.ts';
import { closeAt } from '../core/market/candle.ts';
import type { Candle } from '../core/market/candle.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import type { World } from './loop.ts';
import type { CandleSource, VirtualVenue } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { Schedule } from './schedule.ts';

type Told = Extract<Effect, { type: 'alert.send' | 'trade.recorded' }>;

export type VirtualOptions = Readonly<{
  source: CandleSource;
  venue: VirtualVenue;
  recorder: Recorder;
  /** Events of the first moment, before any candle. */
  first: (at: Ms) => readonly Event[];
  /** Commands that arrived since the last look, stamped by us; asked between batches. */
  inbox: () => readonly Event[];
  tell: (effect: Told, at: Ms) => void;
  /** Called with the time after every group of candles. */
  progress: (at: Ms) => void;
  /** When true, no more is handed out. */
  stopped: () => boolean;
}>;

type Act = Readonly<{ at: Ms; type: 'open' | 'close'; candles: readonly Candle[] }>;

/** So many batches run before other work of this process, such as a signal, gets its turn. */
const batchesPerBreath = 2_000;

/**
 * The world of a backtest and of an accelerated paper run: time is where the next thing happens. At one moment the
 * venue comes first, then timers, then candles, so a report is never overtaken by what it was the consequence of.
 */
export function createVirtualWorld(options: VirtualOptions): World {
  const timers = new Schedule<Timer>();
  const acts = actsOf(options.source);
  let act = acts.next();
  let ready: Event[] = [];
  let now = act.done === true ? ms(0) : act.value.at;
  let batches = 0;
  let begun = false;

  const nextBatch = (): readonly Event[] | undefined => {
    const waiting = [...ready, ...options.inbox()];
    ready = [];
    if (waiting.length > 0) return waiting;
    for (;;) {
      if (options.stopped()) return undefined;
      const events = advance();
      if (events === undefined || events.length > 0) return events;
    }
  };

  const advance = (): readonly Event[] | undefined => {
    const [venueAt, timerAt] = [options.venue.nextAt() ?? Infinity, timers.nextAt() ?? Infinity];
    const actAt = act.done === true ? Infinity : act.value.at;
    // Without candles there is no market any more: what the clock still holds would find no price.
    if (act.done === true && venueAt === Infinity) return undefined;
    const earliest = Math.min(venueAt, timerAt, actAt);
    now = ms(Math.max(now, earliest));
    if (venueAt === earliest) return options.venue.advance();
    if (timerAt === earliest) return ring(timers.take());
    return act.done === true ? undefined : follow(act.value);
  };

  const ring = (timer: Timer | undefined): readonly Event[] =>
    timer === undefined ? [] : [{ type: 'timer.fired', at: now, timer }];

  const follow = ({ type, candles }: Act): readonly Event[] => {
    act = acts.next();
    if (type === 'open') return candles.flatMap((candle) => options.venue.open(candle));
    options.progress(now);
    return candles.map((candle) => ({ type: 'candle.closed', at: now, candle }));
  };

  return {
    recorder: options.recorder,
    deny: (event: EventOf<'order.denied'>) => void ready.push(event),
    next: () => {
      if (!begun) {
        begun = true;
        return options.first(now);
      }
      batches += 1;
      const batch = nextBatch();
      return batches % batchesPerBreath === 0 ? breathe(batch) : batch;
    },
    perform: (effect) => {
      if (effect.type === 'timer.set') timers.add(effect.at, effect.timer);
      else if (effect.type === 'alert.send' || effect.type === 'trade.recorded') options.tell(effect, now);
      else options.venue.perform(effect, now);
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

function breathe<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(resolve, value));
}
