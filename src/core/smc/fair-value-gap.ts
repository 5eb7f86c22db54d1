import type { Now } from './bar.ts';
import type { Emit, GapEvent, GapStep } from './events.ts';
import { extremeSince, stairsOf } from './extremes.ts';
import type { Extremes } from './extremes.ts';
import { addZone, advanceZones, byId, makeRoom, newZoneBook } from './zone-book.ts';
import type { Zone, ZoneBook, ZoneLife } from './zone-book.ts';

/** The live gaps and those that are inverted, the last two candles, and the middle of the newest gap either way (-1: none yet). */
export type FairValueGaps = {
  made: number;
  book: ZoneBook;
  inverted: ZoneBook;
  first: Edge;
  middle: Edge;
  lastUp: number;
  lastDown: number;
};
type Edge = { high: number; low: number; rise: number };

/** The least height of a gap in average true ranges of its middle candle, 0 for any, and how many of a side are watched. */
export type GapRules = Readonly<{ fvgMinAtr: number; liveMax: number }>;

const life: ZoneLife<GapStep> = { steps: ['touch', 'ce', 'full'], end: 'invert', endOn: 'close' };
const invertedLife: ZoneLife<GapStep> = { steps: ['itouch'], end: 'ibreak', endOn: 'close' };

export function newFairValueGaps(): FairValueGaps {
  return {
    made: 0,
    book: newZoneBook(),
    inverted: newZoneBook(),
    first: { high: 0, low: 0, rise: 0 },
    middle: { high: 0, low: 0, rise: 0 },
    lastUp: -1,
    lastDown: -1,
  };
}

/** The gaps, and the extremes that say how far an old one was filled. */
type State = Readonly<{ gaps: FairValueGaps; extremes: Extremes }>;

/** Step S1 of SMC definitions C.6 for every gap created before this candle. */
export function advanceFairValueGaps({ gaps }: State, now: Now, { liveMax }: GapRules, emit: Emit): void {
  const turned = advanceZones(gaps.inverted, now, invertedLife);
  const events = advanceZones(gaps.book, now, life);
  if (turned === undefined && events === undefined) return;
  for (const { event, zone } of byId(turned, events)) {
    // A step happens at the deepest price so far, so the fill is this candle's; what is inverted was filled.
    const fill = event === 'itouch' || event === 'ibreak' ? 1 : fillAt(zone, zone.dir === 1 ? now.low : now.high);
    emit(told(event, zone, now.t, fill));
    if (event !== 'invert') continue;
    const dir = zone.dir === 1 ? -1 : 1;
    const old = makeRoom(gaps.inverted, dir, liveMax);
    if (old !== undefined) emit(told('evict', old, now.t, 1));
    addZone(gaps.inverted, { ...zone, steps: 0 }, dir);
  }
}

/** Step S3 of SMC definitions C.6: the gap that candle `now`, already pushed to the extremes, leaves to the one before the last. */
export function addFairValueGap(state: State, now: Now, rules: GapRules, emit: Emit): void {
  const { first, middle } = state.gaps;
  if (now.t >= 2) {
    if (middle.rise > 0 && first.high < now.low) make(state, [first.high, now.low], { now, rules, emit });
    else if (middle.rise < 0 && first.low > now.high) make(state, [now.high, first.low], { now, rules, emit });
  }
  state.gaps.first = middle;
  state.gaps.middle = first;
  first.high = now.high;
  first.low = now.low;
  first.rise = Math.sign(now.close - now.open);
}

type Making = Readonly<{ now: Now; rules: GapRules; emit: Emit }>;

function make({ gaps, extremes }: State, [bottom, top]: readonly [number, number], { now, rules, emit }: Making): void {
  const { t, atrBefore } = now;
  if (rules.fvgMinAtr > 0 && (atrBefore < 0 || top - bottom < rules.fvgMinAtr * atrBefore)) return;
  const dir = gaps.middle.rise > 0 ? 1 : -1;
  const old = makeRoom(gaps.book, dir, rules.liveMax);
  if (old !== undefined) emit(told('evict', old, t, fillFraction(old, extremes)));
  const zone = {
    id: gaps.made,
    dir,
    idx: t - 1,
    createdIdx: t,
    bottom,
    top,
    scale: null,
    touched: false,
    steps: 0,
  } as const;
  gaps.made += 1;
  if (dir === 1) gaps.lastUp = t - 1;
  else gaps.lastDown = t - 1;
  addZone(gaps.book, { ...zone }, dir);
  emit(told('create', zone, t, 0));
}

/** The share of a gap that price has been in since it was made: 0 untouched, 1 full. Costs a search in the extremes. */
export function fillFraction(zone: Readonly<Zone>, extremes: Extremes): number {
  const deepest = extremeSince(stairsOf(extremes, zone.dir === 1 ? -1 : 1), zone.createdIdx);
  return deepest === null ? 0 : fillAt(zone, deepest.price);
}

function fillAt({ dir, bottom, top }: Readonly<Zone>, price: number): number {
  const depth = dir === 1 ? top - price : price - bottom;
  return Math.min(1, Math.max(0, depth / (top - bottom)));
}

function told(
  event: GapEvent['event'],
  { id, dir, idx, bottom, top }: Readonly<Zone>,
  at: number,
  fill: number,
): GapEvent {
  return { type: 'fvg', event, at, id, dir, idx, top, bottom, fill };
}
