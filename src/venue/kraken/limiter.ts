import { assert } from '../../core/assert.ts';
import { later } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';

/** Who goes first: what makes a position safer, then entries, then questions. */
export type Lane = 'protective' | 'entry' | 'read';
const lanes: readonly Lane[] = ['protective', 'entry', 'read'];

export type LimiterOptions = Readonly<{
  clock: Clock;
  /** Units of a full bucket, and how fast it fills. */
  capacity: number;
  perSecond: number;
  /** Units that only the protective lane may use. */
  reserve: number;
}>;

export type Limiter = Readonly<{
  /** Waits for its turn. False where the signal was aborted first: then nothing was taken. */
  take: (cost: number, lane: Lane, signal: AbortSignal) => Promise<boolean>;
  /** The venue says that the budget is gone, whatever we counted: somebody else may use the account. */
  drain: () => void;
  level: () => number;
}>;

type Waiter = Readonly<{ cost: number; go: (isTurn: boolean) => void }>;

/** A bucket of units with lanes: the first of the highest lane goes next, and no lower one overtakes it. */
export function createLimiter({ clock, capacity, perSecond, reserve }: LimiterOptions): Limiter {
  const queues: Readonly<Record<Lane, Waiter[]>> = { protective: [], entry: [], read: [] };
  let units = capacity;
  let countedAt: Ms = clock.now();
  let sleep: AbortController | undefined;

  const level = (): number => {
    const now = clock.now();
    units = Math.min(capacity, units + ((now - countedAt) * perSecond) / 1_000);
    countedAt = now;
    return units;
  };
  const floor = (lane: Lane): number => (lane === 'protective' ? 0 : reserve);
  /** Serves whoever can be served and sleeps until the next one can. */
  const serve = (): void => {
    sleep?.abort();
    sleep = undefined;
    for (let lane = first(queues); lane !== undefined; lane = first(queues)) {
      const waiter = queues[lane][0];
      if (waiter === undefined) return;
      const missing = waiter.cost + floor(lane) - level();
      if (missing > 1e-9) return sleepFor((missing / perSecond) * 1_000);
      queues[lane].shift();
      units -= waiter.cost;
      waiter.go(true);
    }
  };
  const sleepFor = (spanMs: number): void => {
    const alarm = new AbortController();
    sleep = alarm;
    const awake = (): void => (alarm.signal.aborted ? undefined : serve());
    void clock.wake(later(clock.now(), Math.ceil(spanMs)), alarm.signal).then(awake);
  };
  const take = (cost: number, lane: Lane, signal: AbortSignal): Promise<boolean> => {
    assert(cost + floor(lane) <= capacity, 'one call costs no more than the bucket holds');
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const leave = (): void => {
        queues[lane].splice(queues[lane].indexOf(waiter), 1);
        resolve(false);
        serve();
      };
      const go = (isTurn: boolean): void => {
        signal.removeEventListener('abort', leave);
        resolve(isTurn);
      };
      const waiter: Waiter = { cost, go };
      signal.addEventListener('abort', leave, { once: true });
      queues[lane].push(waiter);
      serve();
    });
  };
  const drain = (): void => {
    level();
    units = Math.min(units, 0);
  };
  return { take, drain, level };
}

function first(queues: Readonly<Record<Lane, readonly Waiter[]>>): Lane | undefined {
  return lanes.find((lane) => queues[lane].length > 0);
}
