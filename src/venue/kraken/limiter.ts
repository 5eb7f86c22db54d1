import { assert } from '../../core/assert.ts';
import type { OrderTicket } from '../../core/order/order.ts';
import { later } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';
import type { RatePool } from '../dialect/costs.ts';

/** Who goes first: stops and exits at once, then whatever else adds no risk, then entries, then questions. */
export type Lane = 'protective' | 'reducing' | 'entry' | 'read';
const lanes: readonly Lane[] = ['protective', 'reducing', 'entry', 'read'];
/** What a lane leaves of the reserve: cancels and take-profits may use half of it, and never hold up a stop. */
const leaves: Readonly<Record<Lane, number>> = { protective: 0, reducing: 0.5, entry: 1, read: 1 };

/** A cancel is reducing; of the orders those that wait for a better price are. */
export function laneOf({ reduceOnly, form }: Pick<OrderTicket, 'reduceOnly' | 'form'>): Lane {
  if (!reduceOnly) return 'entry';
  return form.type === 'stop' || form.type === 'market' ? 'protective' : 'reducing';
}

/** Parts of the venue's own pool. */
export type RateShares = Readonly<{
  /** Of its size and of its refill, what we use. */
  share: number;
  /** Of its size, what is kept for protection; a part of the share. */
  reserve: number;
}>;

/**
 * What we allow ourselves of a pool that the venue keeps. We count a request when it leaves and the venue when it
 * arrives, so requests that bunch up on their way are more at once there than here. As long as no request takes
 * `capacity * (1 - share) / (share * perSecond)` seconds longer than another, the venue's pool has enough for each.
 */
export function budgetOf({ capacity, perSecond }: RatePool, { share, reserve }: RateShares): Budget {
  return { capacity: capacity * share, perSecond: perSecond * share, reserve: capacity * reserve };
}

export type Budget = Readonly<{
  /** Units of a full bucket, and how fast it fills. */
  capacity: number;
  perSecond: number;
  /** Units that entries and questions leave alone, and cancels and take-profits half of them. */
  reserve: number;
}>;
export type LimiterOptions = Budget & Readonly<{ clock: Clock }>;

export type Limiter = Readonly<{
  /** Waits for its turn. False where the signal was aborted first: then nothing was taken. */
  take: (cost: number, lane: Lane, signal: AbortSignal) => Promise<boolean>;
  /** The venue says that the budget is gone, whatever we counted: somebody else may use the account. */
  drain: () => void;
  level: () => number;
}>;

type Waiter = Readonly<{ cost: number; go: (isTurn: boolean) => void }>;

/**
 * A bucket of units with lanes: the first of the highest lane goes next, and no lower one overtakes it. Whatever else is
 * asked, protection goes at once while it takes no more than half of the reserve, and beyond that as fast as the bucket fills.
 */
export function createLimiter({ clock, capacity, perSecond, reserve }: LimiterOptions): Limiter {
  const queues: Readonly<Record<Lane, Waiter[]>> = { protective: [], reducing: [], entry: [], read: [] };
  let units = capacity;
  let countedAt: Ms = clock.now();
  let sleep: AbortController | undefined;

  const level = (): number => {
    const now = clock.now();
    units = Math.min(capacity, units + ((now - countedAt) * perSecond) / 1_000);
    countedAt = now;
    return units;
  };
  const floor = (lane: Lane): number => reserve * leaves[lane];
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
