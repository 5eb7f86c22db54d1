import { addZone, advanceZones, newZoneBook } from './order-block.ts';
import type { Zone, ZoneBook, ZoneEvent, ZoneLife } from './order-block.ts';
import type { Bar } from './pivot.ts';

/** The live gaps, and the last two candles: those that the next one may complete a gap with. */
export type FairValueGaps = { book: ZoneBook; first?: Bar; middle?: Bar };

export type FairValueGapEvent = 'touch' | 'ce' | 'full' | 'invert';
const gapLife: ZoneLife<FairValueGapEvent> = { steps: ['touch', 'ce', 'full'], end: 'invert' };

export function newFairValueGaps(): FairValueGaps {
  return { book: newZoneBook() };
}

/** Step S1 of SMC definitions C.6 for every gap created before this candle; an inverted gap is dropped. */
export function advanceFairValueGaps(gaps: FairValueGaps, bar: Bar): readonly ZoneEvent<FairValueGapEvent>[] {
  return advanceZones(gaps.book, bar, gapLife);
}

/** Step S3 of SMC definitions C.6: the gap, of any size, that candle `t` leaves to the one before the last. */
export function addFairValueGap(gaps: FairValueGaps, bar: Bar, t: number): Zone | undefined {
  const { first, middle } = gaps;
  gaps.middle = bar;
  if (middle === undefined) return undefined;
  gaps.first = middle;
  if (first === undefined) return undefined;
  const made = { idx: t - 1, createdIdx: t };
  if (first.high < bar.low && middle.close > middle.open) {
    return addZone(gaps.book, { ...made, dir: 1, bottom: first.high, top: bar.low });
  }
  if (first.low > bar.high && middle.close < middle.open) {
    return addZone(gaps.book, { ...made, dir: -1, bottom: bar.high, top: first.low });
  }
  return undefined;
}
