import { reachOf } from './bar.ts';
import type { Dir, Now } from './bar.ts';
import { extremeSince, stairsOf } from './extremes.ts';
import type { Extreme, Extremes } from './extremes.ts';
import type { Pivot } from './pivot.ts';

/** A level that price can break. `extreme` is the opposite extreme since it: the leg's origin if it breaks. */
export type Level = {
  price: number;
  idx: number;
  src: 'pivot' | 'protected';
  broken: boolean;
  extreme: Extreme | null;
};

/** Trend, and the reference level on either side: the newest pivot, or the protected extreme in its place. */
export type Structure = { trend: Dir | 0; high: Level | null; low: Level | null };

/** What counts as a break, and whether the strong extreme stands in for a level that is used up (SMC definitions C.1). */
export type StructureRules = Readonly<{ breakOn: 'close' | 'wick'; protected: boolean }>;

/** Price through structure at candle `at`; `strong` is the protected extreme that the breaking leg started from. */
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

const none: readonly Break[] = [];

export function newStructure(): Structure {
  return { trend: 0, high: null, low: null };
}

/**
 * Step S4 of SMC definitions C.3. Candle `now` has been pushed to `extremes`, which date a protected level. At most one break, except
 * that one candle's wicks can run both sides.
 */
export function breakStructure(
  structure: Structure,
  extremes: Extremes,
  now: Now,
  rules: StructureRules,
): readonly Break[] {
  const { high, low } = structure;
  const up = isBroken(high, 1, now, rules);
  const down = isBroken(low, -1, now, rules);
  // The breaking candle may be the strong extreme, but never the order block.
  const above = up ? copyOf(high) : null;
  const below = down ? copyOf(low) : null;
  if (high !== null && !high.broken) follow(high, -1, now);
  if (low !== null && !low.broken) follow(low, 1, now);
  if (!up && !down) return none;
  const found: Break[] = [];
  const take = (dir: Dir, origin: Extreme | null): void => {
    const made = describe(structure, dir, now.t, origin);
    if (made === undefined) return;
    structure.trend = dir;
    if (rules.protected) protect(structure, extremes, made);
    found.push(made);
  };
  // A rising candle is taken to have gone down first.
  const isDownFirst = now.close >= now.open;
  if (down && isDownFirst) take(-1, below);
  if (up) take(1, above);
  if (down && !isDownFirst) take(-1, below);
  return found;
}

/** Step S5: a new pivot always replaces its side's level, broken or not. */
export function adoptPivot(structure: Structure, extremes: Extremes, { side, price, idx }: Pivot): void {
  const extreme = extremeSince(stairsOf(extremes, side === 1 ? -1 : 1), idx);
  setSide(structure, side, { price, idx, src: 'pivot', broken: false, extreme });
}

function isBroken(level: Level | null, dir: Dir, now: Now, { breakOn }: StructureRules): boolean {
  if (level === null || level.broken) return false;
  return dir * (breakOn === 'close' ? now.close : reachOf(now, dir)) > dir * level.price;
}

/** Keeps the extreme of side `side` since the level, the last of equals. */
function follow(level: Level, side: Dir, now: Now): void {
  const { extreme } = level;
  const price = reachOf(now, side);
  if (extreme === null) {
    level.extreme = { idx: now.t, price, other: reachOf(now, side === 1 ? -1 : 1) };
  } else if (side * price >= side * extreme.price) {
    extreme.idx = now.t;
    extreme.price = price;
    extreme.other = reachOf(now, side === 1 ? -1 : 1);
  }
}

function describe(structure: Structure, dir: Dir, at: number, origin: Extreme | null): Break | undefined {
  const level = dir === 1 ? structure.high : structure.low;
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
function protect(structure: Structure, extremes: Extremes, { dir, strongPrice, strongIdx }: Break): void {
  const opposite = dir === 1 ? structure.low : structure.high;
  if (opposite !== null && !opposite.broken) return;
  const extreme = extremeSince(stairsOf(extremes, dir), strongIdx);
  const level: Level = { price: strongPrice, idx: strongIdx, src: 'protected', broken: false, extreme };
  setSide(structure, dir === 1 ? -1 : 1, level);
}

function copyOf(level: Level | null): Extreme | null {
  return level === null || level.extreme === null ? null : { ...level.extreme };
}

function setSide(structure: Structure, side: Dir, level: Level): void {
  if (side === 1) structure.high = level;
  else structure.low = level;
}
