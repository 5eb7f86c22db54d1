import { reachOf } from './bar.ts';
import type { Dir, Now } from './bar.ts';
import type { Emit, PoolEvent } from './events.ts';
import type { Pivot } from './pivot.ts';

/** Liquidity that rests beyond a pivot and those that stopped at the same price (SMC definitions C.9). */
export type Pool = {
  readonly id: number;
  readonly side: Dir;
  readonly firstIdx: number;
  readonly level: number;
  lastIdx: number;
  count: number;
};
/** Open ones oldest first, so that price reaches the last one first; and those that price ran through, until `until`. */
type Side = { open: Pool[]; run: (Pool & { readonly until: number })[] };
export type Pools = { made: number; high: Side; low: Side };

/** How near a pivot counts as equal, in average true ranges; in how many candles a run can be reclaimed; how many of a side are watched. */
export type PoolRules = Readonly<{ poolAtr: number; reclaimBars: number; liveMax: number }>;

export function newPools(): Pools {
  return { made: 0, high: { open: [], run: [] }, low: { open: [], run: [] } };
}

/** Step S1: highs taken, then reclaimed; then lows. */
export function advancePools({ pools }: Readonly<{ pools: Pools }>, now: Now, rules: PoolRules, emit: Emit): void {
  if (!isQuiet(pools.high, 1, now)) advanceSide(pools.high, 1, now, { rules, emit });
  if (!isQuiet(pools.low, -1, now)) advanceSide(pools.low, -1, now, { rules, emit });
}

/** The newest open pool is the first that price reaches. */
function isQuiet({ open, run }: Side, dir: Dir, now: Now): boolean {
  if (run.length > 0) return false;
  const newest = open[open.length - 1];
  return newest === undefined || dir * reachOf(now, dir) <= dir * newest.level;
}

type Telling = Readonly<{ rules: PoolRules; emit: Emit }>;

function advanceSide(side: Side, dir: Dir, now: Now, { rules, emit }: Telling): void {
  const { open, run } = side;
  const reached = dir * reachOf(now, dir);
  const close = dir * now.close;
  const waiting = run.length;
  let left = open.length;
  while (left > 0 && reached > dir * (open[left - 1]?.level ?? Infinity)) left -= 1;
  if (left < open.length) {
    for (const pool of open.splice(left)) {
      const isSwept = close < dir * pool.level;
      emit(told(isSwept ? 'sweep' : 'run', pool, now.t));
      if (!isSwept) run.push({ ...pool, until: now.t + rules.reclaimBars });
    }
  }
  if (waiting === 0) return;
  side.run = run.filter((pool, n) => {
    if (n >= waiting) return true;
    const isReclaimed = close < dir * pool.level && now.t <= pool.until;
    if (isReclaimed) emit(told('reclaim', pool, now.t));
    return !isReclaimed && now.t < pool.until;
  });
}

/** Step S5: a pivot joins the newest open pool where it is near enough, and makes one of its own where not. */
export function addToPools(pools: Pools, pivot: Pivot, now: Now, { rules, emit }: Telling): void {
  const { side, price, idx } = pivot;
  const { open } = side === 1 ? pools.high : pools.low;
  const tolerance = now.atr < 0 ? 0 : rules.poolAtr * now.atr;
  const newest = open.at(-1);
  if (newest !== undefined && side * price >= side * newest.level - tolerance) {
    newest.lastIdx = idx;
    newest.count += 1;
    return emit(told('join', newest, now.t));
  }
  const old = open.length < rules.liveMax ? undefined : open.shift();
  if (old !== undefined) emit(told('evict', old, now.t));
  const pool: Pool = { id: pools.made, side, firstIdx: idx, lastIdx: idx, level: price, count: 1 };
  pools.made += 1;
  open.push(pool);
  emit(told('new', pool, now.t));
}

function told(event: PoolEvent['event'], { id, side, firstIdx, lastIdx, level, count }: Pool, at: number): PoolEvent {
  return { type: 'pool', at, event, id, side, firstIdx, lastIdx, level, count };
}
