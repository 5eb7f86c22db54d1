import type { Bar, Dir, Scale } from './bar.ts';
import { exceeds, lowerFirst, newHeap, push, reaches, takeAt } from './heap.ts';
import type { Heap } from './heap.ts';

/** A live zone [bottom, top]. Price reaches a bullish one from above: its near edge is the top, its far edge the bottom. */
export type Zone = {
  readonly id: number;
  /** As it was made. A zone that failed acts the other way in the book of those that turned. */
  readonly dir: Dir;
  /** The candle that it is drawn from. */
  readonly idx: number;
  /** The candle whose close made it known. */
  readonly createdIdx: number;
  readonly bottom: number;
  readonly top: number;
  /** Whose break made it; null for a gap. */
  readonly scale: Scale | null;
  /** Price has been in it. */
  touched: boolean;
  /** Steps of its life that have happened. */
  steps: number;
};

/** Zones that act in one direction: those with a step to come by where it happens, and those that only a close can end. */
type Shelf = { waiting: Heap<Zone>; spent: Heap<Zone> };
/** The live zones of one kind, by the direction in which they act. Where a step happens is looked at, and nothing else. */
export type ZoneBook = { bull: Shelf; bear: Shelf };

/** Steps in which price enters a zone (near edge, middle, far edge), and what ends it: price beyond the far edge. */
export type ZoneLife<E extends string> = Readonly<{ steps: readonly E[]; end: E; endOn: 'close' | 'wick' }>;
export type ZoneEvent<E extends string> = Readonly<{ event: E; zone: Readonly<Zone> }>;

export function newZoneBook(): ZoneBook {
  return { bull: newShelf(), bear: newShelf() };
}

function newShelf(): Shelf {
  return { waiting: newHeap(), spent: newHeap() };
}

/** Puts a zone in, to act in direction `dir` from the next candle on. */
export function addZone({ bull, bear }: ZoneBook, zone: Zone, dir: Dir): void {
  push((dir === 1 ? bull : bear).waiting, dir * (dir === 1 ? zone.top : zone.bottom), zone);
}

/**
 * What this candle does to the zones: by id, and for each in the order of its life. Only zones that are reached cost time. The list is the
 * caller's to keep.
 */
export function advanceZones<E extends string>(
  book: ZoneBook,
  bar: Bar,
  life: ZoneLife<E>,
): ZoneEvent<E>[] | undefined {
  const { bull, bear } = book;
  const { high, low } = bar;
  const isByClose = life.endOn === 'close';
  const floor = isByClose ? bar.close : low;
  const ceiling = isByClose ? bar.close : high;
  const isBullQuiet = !reaches(bull.waiting, low) && !exceeds(bull.spent, floor);
  const isBearQuiet = !reaches(bear.waiting, -high) && !exceeds(bear.spent, -ceiling);
  if (isBullQuiet && isBearQuiet) return undefined;
  const events: ZoneEvent<E>[] = [];
  if (!isBullQuiet) live(bull, 1, { price: low, beyond: floor, life, events });
  if (!isBearQuiet) live(bear, -1, { price: -high, beyond: -ceiling, life, events });
  return byId(events);
}

/** One list, or two as one, sorted by id; what happened to a zone stays in its order. There are few of them. */
export function byId<E extends string>(
  events: ZoneEvent<E>[] | undefined,
  more?: readonly ZoneEvent<E>[],
): ZoneEvent<E>[] {
  const all = events ?? [];
  if (more !== undefined) for (const event of more) all.push(event);
  for (let n = 1; n < all.length; n += 1) {
    const moving = all[n];
    let to = n;
    for (let before = all[to - 1]; moving !== undefined && before !== undefined; before = all[to - 1]) {
      if (before.zone.id <= moving.zone.id) break;
      all[to] = before;
      to -= 1;
    }
    if (moving !== undefined) all[to] = moving;
  }
  return all;
}

/** Takes the oldest zone that acts in direction `dir` out where `cap` are alive: the next one needs its place. */
export function makeRoom({ bull, bear }: ZoneBook, dir: Dir, cap: number): Zone | undefined {
  const { waiting, spent } = dir === 1 ? bull : bear;
  if (waiting.item.length + spent.item.length < cap) return undefined;
  const [inWaiting, inSpent] = [oldestIn(waiting), oldestIn(spent)];
  const isWaiting = (waiting.item[inWaiting]?.id ?? Infinity) < (spent.item[inSpent]?.id ?? Infinity);
  return isWaiting ? takeAt(waiting, inWaiting) : takeAt(spent, inSpent);
}

/** The newest untouched zone of a side that is known since `since` and does not reach back past `origin`, a leg's start. */
export function newestFresh(
  { bull, bear }: ZoneBook,
  dir: Dir,
  { since, origin }: Readonly<{ since: number; origin: number }>,
): Readonly<Zone> | undefined {
  let newest: Zone | undefined;
  for (const zone of (dir === 1 ? bull : bear).waiting.item) {
    if (zone.touched || zone.createdIdx < since || dir * farEdge(zone, dir) < dir * origin) continue;
    if (newest === undefined || zone.id > newest.id) newest = zone;
  }
  return newest;
}

/** Prices times the direction, so that both sides fall. */
type Reached<E extends string> = Readonly<{
  price: number;
  beyond: number;
  life: ZoneLife<E>;
  events: ZoneEvent<E>[];
}>;

function live<E extends string>(shelf: Shelf, dir: Dir, { price, beyond, life, events }: Reached<E>): void {
  const { waiting, spent } = shelf;
  for (let zone = waiting.item[0]; zone !== undefined && reaches(waiting, price); zone = waiting.item[0]) {
    const level = enter(zone, dir, price, { life, events });
    if (zone.steps < life.steps.length) {
      lowerFirst(waiting, level);
      continue;
    }
    takeAt(waiting, 0);
    if (beyond < level) events.push({ event: life.end, zone });
    else push(spent, level, zone);
  }
  // Price beyond the far edge has passed every step before, so only spent zones can end.
  while (exceeds(spent, beyond)) {
    const zone = takeAt(spent, 0);
    if (zone !== undefined) events.push({ event: life.end, zone });
  }
}

type Telling<E extends string> = Readonly<{ life: ZoneLife<E>; events: ZoneEvent<E>[] }>;

/** Every step that the price has reached; returns where the next one is, or the end. */
function enter<E extends string>(zone: Zone, dir: Dir, price: number, { life, events }: Telling<E>): number {
  const { steps } = life;
  let level = price;
  zone.touched = true;
  while (price <= level && zone.steps < steps.length) {
    const event = steps[zone.steps];
    if (event !== undefined) events.push({ event, zone });
    zone.steps += 1;
    const isMiddle = zone.steps === 1 && steps.length > 1;
    level = dir * (isMiddle ? (zone.top + zone.bottom) / 2 : farEdge(zone, dir));
  }
  return level;
}

function oldestIn({ item }: Heap<Zone>): number {
  let oldest = 0;
  let lowest = Infinity;
  for (let n = 0; n < item.length; n += 1) {
    const id = item[n]?.id ?? Infinity;
    if (id >= lowest) continue;
    oldest = n;
    lowest = id;
  }
  return oldest;
}

function farEdge({ bottom, top }: Zone, dir: Dir): number {
  return dir === 1 ? bottom : top;
}
