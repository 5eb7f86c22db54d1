import { later, ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { Exchange } from '../api.ts';
import type { CandleFeed } from './candle-feed.ts';
import { createPace } from '../pace.ts';

export type DriverOptions = Readonly<{
  exchange: Exchange;
  feed: CandleFeed;
  /** Times the wall's pace; undefined is lockstep: time passes in turns only. */
  speed: number | undefined;
  /** Milliseconds of the wall; only differences count. */
  wall: () => number;
}>;

/** Asked when it is its turn; undefined where it comes to nothing. */
export type Coming = () => Readonly<{ afterMs: number; task: () => void }> | undefined;

/** What moves the exchange's time: the wall at a pace, or whoever says that it is quiescent. */
export type Driver = Readonly<{
  /** Lets time be what it is by now, before something is scheduled from it. */
  present: () => Ms;
  /** Something was scheduled; what is due is done. */
  wake: () => void;
  /**
   * Something comes from outside: what it does, and after how long, at once where that is now and time passes by itself.
   * In lockstep, what comes between two turns comes at one moment, in the order of its names: not as the network had it.
   */
  arrive: (name: string, come: Coming) => void;
  /** Lockstep: moves on until `reached` says so, and all of that moment is done; at most to `until`. */
  turn: (until: number, reached: () => boolean) => Promise<void>;
  /** No more candles, and the last one has closed: nothing will come of waiting. */
  isOver: () => boolean;
  speed: () => number | undefined;
  setSpeed: (speed: number | undefined) => void;
  stop: () => void;
}>;

/** How long it works before it lets others in, in wall milliseconds. */
const sliceOf = { paced: 8, turn: 25 } as const;

export function createDriver(options: DriverOptions): Driver {
  const { exchange, feed, wall } = options;
  let speed = options.speed;
  const pace = createPace(wall, { now: exchange.now(), speed: speed ?? 1 });
  const line = createLine(exchange, feed);
  const alarm = createAlarm(() => work());
  let isStopped = false;
  const work = (): void => {
    if (isStopped || speed === undefined) return alarm.off();
    const end = wall() + sliceOf.paced;
    for (;;) {
      const due = line.dueAt();
      if (due === Infinity) return alarm.off();
      const waitMs = pace.waitFor(ms(Math.max(exchange.now(), due)));
      if (waitMs > 0) return alarm.set(due, waitMs);
      line.step();
      if (wall() > end) return alarm.soon();
    }
  };
  const present = (): Ms => {
    if (speed === undefined) return exchange.now();
    const at = ms(Math.max(exchange.now(), Math.min(pace.now(), line.dueAt())));
    exchange.reach(at);
    return at;
  };
  let arrivals: Arrival[] = [];
  const admit = (): void => {
    const admitted = arrivals.sort((a, b) => (a.name < b.name ? -1 : a.name === b.name ? 0 : 1));
    arrivals = [];
    for (const { come } of admitted) {
      const coming = come();
      if (coming !== undefined) exchange.schedule(later(exchange.now(), coming.afterMs), coming.task);
    }
  };
  return {
    present,
    wake: work,
    arrive: (name, come) => {
      if (speed === undefined) return void arrivals.push({ name, come });
      const at = present();
      const coming = come();
      if (coming === undefined) return;
      if (coming.afterMs > 0 || line.ownAt() <= at) exchange.schedule(later(at, coming.afterMs), coming.task);
      else coming.task();
      work();
    },
    turn: (until, reached) => {
      admit();
      return turn(options, line, { until, isDone: () => isStopped || reached() });
    },
    isOver: feed.isOver,
    speed: () => speed,
    setSpeed: (next) => {
      admit();
      speed = next;
      pace.restart(exchange.now(), next ?? 1);
      work();
    },
    stop: () => {
      isStopped = true;
      alarm.off();
    },
  };
}

type Arrival = Readonly<{ name: string; come: Coming }>;

/** What is due next, of the exchange and of its candles. */
type Line = Readonly<{ ownAt: () => number; dueAt: () => number; step: () => void }>;

/** At one moment the exchange comes first, and candles open last. */
function createLine(exchange: Exchange, feed: CandleFeed): Line {
  const ownAt = (): number => exchange.nextAt() ?? Infinity;
  return {
    ownAt,
    dueAt: () => Math.min(ownAt(), feed.nextAt()),
    step: () => (ownAt() <= feed.nextAt() ? exchange.advance() : feed.open()),
  };
}

/** One timer for what is due next; it is left alone while nothing is due earlier. */
function createAlarm(ring: () => void): Readonly<{
  set: (due: number, waitMs: number) => void;
  soon: () => void;
  off: () => void;
}> {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let setFor = -1;
  const off = (): void => {
    clearTimeout(timer);
    clearImmediate(immediate);
    setFor = -1;
  };
  const go = (): void => {
    setFor = -1;
    ring();
  };
  return {
    off,
    soon: () => {
      off();
      immediate = setImmediate(go);
    },
    set: (due, waitMs) => {
      if (due === setFor) return;
      off();
      setFor = due;
      timer = setTimeout(go, Math.min(Math.ceil(waitMs), 1_000));
    },
  };
}

type Turn = Readonly<{ until: number; isDone: () => boolean }>;

/** To the end of the moment in which it is done, or to `until`: what the exchange has due then is done, what opens is not. */
async function turn({ exchange, feed, wall }: DriverOptions, line: Line, { until, isDone }: Turn): Promise<void> {
  let end = wall() + sliceOf.turn;
  while (!(isDone() && line.ownAt() > exchange.now())) {
    if (line.ownAt() > until && feed.nextAt() >= until) {
      if (until !== Infinity) exchange.reach(ms(Math.max(exchange.now(), until)));
      return;
    }
    if (feed.isOver()) return;
    line.step();
    if (wall() < end) continue;
    await new Promise((resolve) => setImmediate(resolve));
    end = wall() + sliceOf.turn;
  }
}
