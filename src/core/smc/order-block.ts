import { assert } from '../assert.ts';
import type { Bar, Dir } from './pivot.ts';
import type { Break } from './structure.ts';

/** A live zone [bottom, top]. Price reaches a bullish one from above: its near edge is the top, its far edge the bottom. */
export type Zone = {
  readonly id: number;
  readonly dir: Dir;
  /** The candle that it is drawn from. */
  readonly idx: number;
  /** The candle whose close made it known. */
  readonly createdIdx: number;
  readonly bottom: number;
  readonly top: number;
  touched: boolean;
  /** Steps of its life that have happened. */
  steps: number;
  /** Where the next one happens. */
  level: number;
};

/** Zones of one side. Both lists are ordered by `level`, the one that price reaches first at the end. */
type Shelf = { waiting: Zone[]; spent: Zone[] };
/** The live zones of one kind; ids count creations. */
export type ZoneBook = { made: number; bull: Shelf; bear: Shelf };

/** Steps in which price enters a zone (near edge, middle, far edge), and the close beyond it that ends it. */
export type ZoneLife<E extends string> = Readonly<{ steps: readonly E[]; end: E }>;
export type ZoneEvent<E extends string> = Readonly<{ event: E; zone: Readonly<Zone> }>;

export type OrderBlockEvent = 'touch' | 'mid' | 'break';
const orderBlockLife: ZoneLife<OrderBlockEvent> = { steps: ['touch', 'mid'], end: 'break' };

/** Per kind and side; the oldest makes room. Real candles keep under a hundred alive. */
const maxLive = 512;
const none: readonly never[] = [];

export function newZoneBook(): ZoneBook {
  return { made: 0, bull: { waiting: [], spent: [] }, bear: { waiting: [], spent: [] } };
}

/** Step S1 of SMC definitions C.7 for every block created before this candle; break by close. */
export function advanceOrderBlocks(book: ZoneBook, bar: Bar): readonly ZoneEvent<OrderBlockEvent>[] {
  return advanceZones(book, bar, orderBlockLife);
}

/** Step S4 of SMC definitions C.7: the block of a break, which a break of a protected level may lack. */
export function addOrderBlock(book: ZoneBook, { at, dir, origin }: Break): Zone | undefined {
  if (origin === null) return undefined;
  const { idx, price, other } = origin;
  const [bottom, top] = dir === 1 ? [price, other] : [other, price];
  return addZone(book, { dir, idx, createdIdx: at, bottom, top });
}

/** Puts a new zone on its shelf, untouched. */
export function addZone(book: ZoneBook, made: Pick<Zone, 'dir' | 'idx' | 'createdIdx' | 'bottom' | 'top'>): Zone {
  const shelf = shelfOf(book, made.dir);
  if (shelf.waiting.length + shelf.spent.length >= maxLive) evictOldest(shelf);
  const level = made.dir === 1 ? made.top : made.bottom;
  const zone: Zone = { id: book.made, ...made, touched: false, steps: 0, level };
  book.made += 1;
  put(shelf.waiting, zone);
  return zone;
}

/** What this candle does to the live zones: by id, and for each in the order of its life. Only zones that are reached cost time. */
export function advanceZones<E extends string>(book: ZoneBook, bar: Bar, life: ZoneLife<E>): readonly ZoneEvent<E>[] {
  if (isQuiet(book.bull, 1, bar) && isQuiet(book.bear, -1, bar)) return none;
  const events: ZoneEvent<E>[] = [];
  for (const dir of [1, -1] as const) {
    const shelf = shelfOf(book, dir);
    enter(shelf, dir === 1 ? bar.low : bar.high, { life, events });
    end(shelf, bar.close, { life, events });
  }
  return events.length < 2 ? events : events.sort((a, b) => a.zone.id - b.zone.id);
}

/** The newest untouched zone of a side that is known since `since` and does not reach back past `origin`, a leg's start. */
export function newestFresh(
  book: ZoneBook,
  dir: Dir,
  { since, origin }: Readonly<{ since: number; origin: number }>,
): Readonly<Zone> | undefined {
  let newest: Zone | undefined;
  for (const zone of shelfOf(book, dir).waiting) {
    if (zone.touched || zone.createdIdx < since || dir * farEdge(zone) < dir * origin) continue;
    if (newest === undefined || zone.id > newest.id) newest = zone;
  }
  return newest;
}

type Run<E extends string> = Readonly<{ life: ZoneLife<E>; events: ZoneEvent<E>[] }>;

function isQuiet({ waiting, spent }: Shelf, dir: Dir, { low, high, close }: Bar): boolean {
  const next = waiting.at(-1);
  const failing = spent.at(-1);
  return (
    (next === undefined || dir * (dir === 1 ? low : high) > dir * next.level) &&
    (failing === undefined || dir * close >= dir * failing.level)
  );
}

function enter<E extends string>(shelf: Shelf, price: number, { life, events }: Run<E>): void {
  let zone = shelf.waiting.at(-1);
  while (zone !== undefined && zone.dir * price <= zone.dir * zone.level) {
    shelf.waiting.pop();
    const event = life.steps[zone.steps];
    assert(event !== undefined, 'a waiting zone has a next step');
    zone.touched = true;
    zone.steps += 1;
    const isSpent = zone.steps === life.steps.length;
    zone.level = zone.steps === 1 ? (zone.top + zone.bottom) / 2 : farEdge(zone);
    put(isSpent ? shelf.spent : shelf.waiting, zone);
    events.push({ event, zone });
    zone = shelf.waiting.at(-1);
  }
}

/** A close beyond the far edge has passed every step before, so only spent zones can end. */
function end<E extends string>({ spent }: Shelf, close: number, { life, events }: Run<E>): void {
  let zone = spent.at(-1);
  while (zone !== undefined && zone.dir * close < zone.dir * zone.level) {
    spent.pop();
    events.push({ event: life.end, zone });
    zone = spent.at(-1);
  }
}

function put(zones: Zone[], zone: Zone): void {
  const key = zone.dir * zone.level;
  zones.splice(zones.findLastIndex((other) => other.dir * other.level <= key) + 1, 0, zone);
}

function evictOldest({ waiting, spent }: Shelf): void {
  const [inWaiting, inSpent] = [oldestIn(waiting), oldestIn(spent)];
  const isWaiting = (waiting[inWaiting]?.id ?? Infinity) < (spent[inSpent]?.id ?? Infinity);
  if (isWaiting) waiting.splice(inWaiting, 1);
  else spent.splice(inSpent, 1);
}

function oldestIn(zones: readonly Zone[]): number {
  let [oldest, lowest] = [0, Infinity];
  for (let n = 0; n < zones.length; n += 1) {
    const id = zones[n]?.id ?? Infinity;
    if (id < lowest) [oldest, lowest] = [n, id];
  }
  return oldest;
}

function farEdge({ dir, bottom, top }: Zone): number {
  return dir === 1 ? bottom : top;
}

function shelfOf(book: ZoneBook, dir: Dir): Shelf {
  return dir === 1 ? book.bull : book.bear;
}
