import { extremeSince, stairsOf } from './pivot.ts';
import type { Bar, Dir, Extreme, Pivot, Pivots } from './pivot.ts';

/** A level that a close can break. `extreme` is the opposite extreme since it: the leg's origin if it breaks. */
export type Level = {
  price: number;
  idx: number;
  src: 'pivot' | 'protected';
  broken: boolean;
  extreme: Extreme | null;
};

/** Trend, and the reference level on either side: the newest pivot, or the protected extreme in its place. */
export type Structure = { trend: Dir | 0; high: Level | null; low: Level | null };

/** A close through structure at candle `at`; `strong` is the protected extreme that the breaking leg started from. */
export type Break = Readonly<{
  at: number;
  kind: 'BOS' | 'CHoCH';
  dir: Dir;
  level: number;
  levelIdx: number;
  levelSrc: Level['src'];
  initial: boolean;
  strongPrice: number;
  strongIdx: number;
  /** The order block's candle (C.7): the opposite extreme before the breaking candle. */
  origin: Readonly<Extreme> | null;
}>;

export function newStructure(): Structure {
  return { trend: 0, high: null, low: null };
}

/** Step S4 of SMC definitions C.3, break by close. Candle `t` has been pushed to `pivots`, whose stairs date a protected level. */
export function breakStructure(structure: Structure, pivots: Pivots, bar: Bar, t: number): Break | undefined {
  const { high, low } = structure;
  const dir = isBroken(high, 1, bar) ? 1 : isBroken(low, -1, bar) ? -1 : 0;
  // The breaking candle may be the strong extreme, but never the order block.
  const origin = dir === 0 ? null : copyOf(sideOf(structure, dir)?.extreme);
  if (high !== null && !high.broken) follow(high, 1, bar, t);
  if (low !== null && !low.broken) follow(low, -1, bar, t);
  if (dir === 0) return undefined;
  const found = describe(structure, dir, t, origin);
  structure.trend = dir;
  if (found !== undefined) protect(structure, pivots, found);
  return found;
}

/** Step S5: a new pivot always replaces its side's level, broken or not. */
export function adoptPivot(structure: Structure, pivots: Pivots, { side, price, idx }: Pivot): void {
  const extreme = extremeSince(stairsOf(pivots, side === 1 ? -1 : 1), idx);
  setSide(structure, side, { price, idx, src: 'pivot', broken: false, extreme });
}

function isBroken(level: Level | null, dir: Dir, bar: Bar): boolean {
  return level !== null && !level.broken && dir * bar.close > dir * level.price;
}

function follow(level: Level, dir: Dir, { low, high }: Bar, t: number): void {
  const [price, other] = dir === 1 ? [low, high] : [high, low];
  const { extreme } = level;
  if (extreme === null) {
    level.extreme = { idx: t, price, other };
  } else if (dir * price <= dir * extreme.price) {
    extreme.idx = t;
    extreme.price = price;
    extreme.other = other;
  }
}

function describe(structure: Structure, dir: Dir, at: number, origin: Extreme | null): Break | undefined {
  const level = sideOf(structure, dir);
  if (level === null || level.extreme === null) return undefined;
  level.broken = true;
  return {
    at,
    kind: structure.trend === -dir ? 'CHoCH' : 'BOS',
    dir,
    level: level.price,
    levelIdx: level.idx,
    levelSrc: level.src,
    initial: structure.trend === 0,
    strongPrice: level.extreme.price,
    strongIdx: level.extreme.idx,
    origin,
  };
}

/** After a V-turn no level would be left on the other side; the strong extreme takes the place. */
function protect(structure: Structure, pivots: Pivots, { dir, strongPrice, strongIdx }: Break): void {
  const side = dir === 1 ? -1 : 1;
  const opposite = sideOf(structure, side);
  if (opposite !== null && !opposite.broken) return;
  const extreme = extremeSince(stairsOf(pivots, dir), strongIdx);
  setSide(structure, side, { price: strongPrice, idx: strongIdx, src: 'protected', broken: false, extreme });
}

function copyOf(extreme: Extreme | null | undefined): Extreme | null {
  return extreme === null || extreme === undefined ? null : { ...extreme };
}

function sideOf(structure: Structure, side: Dir): Level | null {
  return side === 1 ? structure.high : structure.low;
}

function setSide(structure: Structure, side: Dir, level: Level): void {
  if (side === 1) structure.high = level;
  else structure.low = level;
}
