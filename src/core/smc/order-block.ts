import type { Dir, Now, Scale } from './bar.ts';
import type { Emit } from './events.ts';
import type { Break } from './structure.ts';
import { addZone, advanceZones, byZone, makeRoom, newZoneBook } from './zone-book.ts';
import type { Zone, ZoneBook, ZoneLife } from './zone-book.ts';

/** Order blocks, and the breakers that those become that fail; ids count creations. */
export type OrderBlocks = { made: number; book: ZoneBook; breakers: ZoneBook };

/** What ends a block, and how many of a side are watched. */
export type OrderBlockRules = Readonly<{ obBreakOn: 'close' | 'wick'; liveMax: number }>;

const steps = ['touch', 'mid'] as const;
const lives = {
  close: { steps, end: 'break', endOn: 'close' },
  wick: { steps, end: 'break', endOn: 'wick' },
} as const satisfies Record<string, ZoneLife<'touch' | 'mid' | 'break'>>;
const breakerLife: ZoneLife<'touch' | 'break'> = { steps: ['touch'], end: 'break', endOn: 'close' };

export function newOrderBlocks(): OrderBlocks {
  return { made: 0, book: newZoneBook(), breakers: newZoneBook() };
}

/** Step S1 of SMC definitions C.7 and C.8 for every block and breaker created before this candle. */
type State = Readonly<{ blocks: OrderBlocks }>;

export function advanceOrderBlocks({ blocks }: State, now: Now, rules: OrderBlockRules, emit: Emit): void {
  const turned = advanceZones(blocks.breakers, now, breakerLife);
  const events = advanceZones(blocks.book, now, lives[rules.obBreakOn]);
  if (turned.length > 0) {
    for (const { event, zone } of byZone(turned)) emit({ type: 'breaker', event, ...factsOf(zone, now.t, -1) });
  }
  if (events.length === 0) return;
  for (const { event, zone } of byZone(events)) {
    emit({ type: 'ob', event, ...factsOf(zone, now.t, 1) });
    if (event === 'break') turn(blocks, { zone, now, rules, emit });
  }
}

type Turn = Readonly<{ zone: Zone; now: Now; rules: OrderBlockRules; emit: Emit }>;

function turn({ breakers }: OrderBlocks, { zone, now, rules, emit }: Turn): void {
  const dir = zone.dir === 1 ? -1 : 1;
  const old = makeRoom(breakers, dir, rules.liveMax);
  if (old !== undefined) emit({ type: 'breaker', event: 'evict', ...factsOf(old, now.t, -1) });
  addZone(breakers, { ...zone, steps: 0 }, dir);
  emit({ type: 'breaker', event: 'create', ...factsOf(zone, now.t, -1) });
}

/** Step S4 of SMC definitions C.7: the block of a break, which a break of a protected level may lack. */
export function addOrderBlock(
  { blocks }: State,
  { at, dir, origin, scale }: Break & Readonly<{ scale: Scale }>,
  { liveMax }: OrderBlockRules,
  emit: Emit,
): void {
  if (origin === null) return;
  const { idx, price, other } = origin;
  const old = makeRoom(blocks.book, dir, liveMax);
  if (old !== undefined) emit({ type: 'ob', event: 'evict', ...factsOf(old, at, 1) });
  const [bottom, top] = dir === 1 ? [price, other] : [other, price];
  const zone = { id: blocks.made, dir, idx, createdIdx: at, bottom, top, scale, touched: false, steps: 0 };
  blocks.made += 1;
  addZone(blocks.book, zone, dir);
  emit({ type: 'ob', event: 'create', ...factsOf(zone, at, 1) });
}

type Facts = Readonly<{ at: number; id: number; scale: Scale; dir: Dir; idx: number; top: number; bottom: number }>;

function factsOf({ id, dir, idx, bottom, top, scale }: Zone, at: number, way: Dir): Facts {
  return { at, id, scale: scale ?? 'internal', dir: way * dir === 1 ? 1 : -1, idx, top, bottom };
}
