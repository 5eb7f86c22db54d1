import { later, ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { CandleSource } from '../../../runtime/ports.ts';
import type { Exchange } from '../api.ts';
import type { Charts } from './charts.ts';
import { createPace } from '../pace.ts';
import { spanMs } from '../path.ts';

export type DriverOptions = Readonly<{
  exchange: Exchange;
  charts: Charts;
  /** The candles from now on. */
  future: CandleSource;
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
  const { exchange, wall } = options;
  const candles = createCandleFeed(options);
  let speed = options.speed;
  const pace = createPace(wall, { now: exchange.now(), speed: speed ?? 1 });
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let isStopped = false;

  const ownAt = (): number => exchange.nextAt() ?? Infinity;
  const dueAt = (): number => Math.min(ownAt(), candles.nextAt());
  // At one moment the exchange comes first, and candles open last.
  const step = (): void => (ownAt() <= candles.nextAt() ? exchange.advance() : candles.open());
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
        if (ownAt() > until && candles.nextAt() >= until) {
          if (until !== Infinity) exchange.reach(ms(Math.max(exchange.now(), until)));
          return;
        }
        if (candles.isOver()) return;
        step();
        if (wall() < end) continue;
        await new Promise((resolve) => setImmediate(resolve));
        end = wall() + sliceOf.turn;
      }
    },
    isOver: candles.isOver,
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

type CandleFeed = Readonly<{ nextAt: () => number; open: () => void; isOver: () => boolean }>;

function createCandleFeed({ exchange, charts, future }: DriverOptions): CandleFeed {
  const groups = future.groups()[Symbol.iterator]();
  let group = groups.next();
  let endAt = exchange.now();
  return {
    nextAt: () => (group.done === true ? Infinity : group.value.openAt),
    open: () => {
      if (group.done === true) return;
      const { openAt, candles } = group.value;
      exchange.reach(ms(Math.max(exchange.now(), openAt)));
      for (const candle of candles) {
        charts.add(candle);
        exchange.open(candle);
      }
      endAt = later(openAt, spanMs);
      group = groups.next();
    },
    isOver: () => group.done === true && exchange.now() >= endAt,
  };
}
