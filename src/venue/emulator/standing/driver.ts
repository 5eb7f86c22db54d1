import { ms } from '../../../core/units.ts';
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

/** What moves the exchange's time: the wall at a pace, or whoever says that it is quiescent. */
export type Driver = Readonly<{
  /** Lets time be what it is by now, before something is scheduled from it. */
  present: () => Ms;
  /** Something was scheduled; what is due is done. */
  wake: () => void;
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
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let isStopped = false;

  const ownAt = (): number => exchange.nextAt() ?? Infinity;
  const dueAt = (): number => Math.min(ownAt(), feed.nextAt());
  // At one moment the exchange comes first, and candles open last.
  const step = (): void => (ownAt() <= feed.nextAt() ? exchange.advance() : feed.open());
  const rest = (): void => {
    clearTimeout(timer);
    clearImmediate(soon);
  };
  const work = (): void => {
    rest();
    if (isStopped || speed === undefined) return;
    const end = wall() + sliceOf.paced;
    for (;;) {
      const due = dueAt();
      if (due === Infinity) return;
      const waitMs = pace.waitFor(ms(Math.max(exchange.now(), due)));
      if (waitMs > 0) return void (timer = setTimeout(work, Math.min(Math.ceil(waitMs), 1_000)));
      step();
      if (wall() > end) return void (soon = setImmediate(work));
    }
  };
  return {
    present: () => {
      if (speed === undefined) return exchange.now();
      const at = ms(Math.max(exchange.now(), Math.min(pace.now(), dueAt())));
      exchange.reach(at);
      return at;
    },
    wake: work,
    turn: async (until, reached) => {
      let end = wall() + sliceOf.turn;
      while (!isStopped && !(reached() && ownAt() > exchange.now())) {
        if (ownAt() > until && feed.nextAt() >= until) {
          if (until !== Infinity) exchange.reach(ms(Math.max(exchange.now(), until)));
          return;
        }
        if (feed.isOver()) return;
        step();
        if (wall() < end) continue;
        await new Promise((resolve) => setImmediate(resolve));
        end = wall() + sliceOf.turn;
      }
    },
    isOver: feed.isOver,
    speed: () => speed,
    setSpeed: (next) => {
      speed = next;
      pace.restart(exchange.now(), next ?? 1);
      work();
    },
    stop: () => {
      isStopped = true;
      rest();
    },
  };
}
