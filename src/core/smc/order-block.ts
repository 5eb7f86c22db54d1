import type { Now, Scale } from './bar.ts';
import type { BreakerEvent, Emit, OrderBlockEvent, SmcEvent } from './events.ts';
import type { Break } from './structure.ts';
import { addZone, advanceZones, makeRoom, newZoneBook } from './zone-book.ts';
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
  if (turned !== undefined) {
    for (const { event, zone } of turned) emit(breakerEvent(event, zone, now.t));
  }
  if (events === undefined) return;
  for (const { event, zone } of events) {
    emit(blockEvent(event, zone, now.t));
    if (event === 'break') turn(blocks, { zone, now, rules, emit });
  }
}

type Turn = Readonly<{ zone: Zone; now: Now; rules: OrderBlockRules; emit: Emit }>;

function turn({ breakers }: OrderBlocks, { zone, now, rules, emit }: Turn): void {
  const dir = zone.dir === 1 ? -1 : 1;
  const old = makeRoom(breakers, dir, rules.liveMax);
  if (old !== undefined) emit(breakerEvent('evict', old, now.t));
  addZone(breakers, { ...zone, steps: 0 }, dir);
  emit(breakerEvent('create', zone, now.t));
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
  if (old !== undefined) emit(blockEvent('evict', old, at));
  const [bottom, top] = dir === 1 ? [price, other] : [other, price];
  const zone = { id: blocks.made, dir, idx, createdIdx: at, bottom, top, scale, touched: false, steps: 0 };
  blocks.made += 1;
  addZone(blocks.book, zone, dir);
  emit(blockEvent('create', zone, at));
}

function blockEvent(event: OrderBlockEvent['event'], { id, dir, idx, bottom, top, scale }: Zone, at: number): SmcEvent {
  return { type: 'ob', event, at, id, scale: scale ?? 'internal', dir, idx, top, bottom };
}

/** It acts against the direction in which it was made. */
function breakerEvent(event: BreakerEvent['event'], { id, dir, idx, bottom, top, scale }: Zone, at: number): SmcEvent {
  return { type: 'breaker', event, at, id, scale: scale ?? 'internal', dir: dir === 1 ? -1 : 1, idx, top, bottom };
}
