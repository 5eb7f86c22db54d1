import type { Analysis as Engine } from '../../core/smc/analysis.ts';
import { rangeOf } from '../../core/smc/analysis.ts';
import type { Scale } from '../../core/smc/bar.ts';
import type { StructureEvent } from '../../core/smc/events.ts';
import type { ZoneBook } from '../../core/smc/zone-book.ts';
import { analysed } from '../../view/format.ts';

type Cells = readonly string[];

/** Which way a scale goes, and where the price stands in its range. */
export function scaleCells(engine: Engine, scale: Scale, newest: StructureEvent | undefined): Cells {
  const range = rangeOf(engine, scale);
  if (range === undefined || newest === undefined) return [scale, 'no break yet', '', ''];
  const { trend, low, high, pos } = range;
  const half = pos > 0.5 ? 'premium' : 'discount';
  return [
    scale,
    `${trend === 1 ? 'up' : 'down'} since a ${newest.kind} at candle ${newest.at}`,
    `${analysed(low)} to ${analysed(high)}`,
    `price at ${Math.round(pos * 100)} %, ${pos === 0.5 ? 'the middle' : half}`,
  ];
}

type Place = Readonly<{ what: string; bottom: number; top: number; idx: number }>;

/** The nearest live zones and pools above and below the price. What both scales drew alike is named once. */
export function nearestCells(engine: Engine): readonly Cells[] {
  const { close } = engine.now;
  const places = [...new Map(placesOf(engine).map((place) => [`${place.what} ${place.idx}`, place])).values()];
  const above = places.filter(({ bottom }) => bottom > close).sort((a, b) => a.bottom - b.bottom);
  const below = places.filter(({ top }) => top < close).sort((a, b) => b.top - a.top);
  const within = places.filter(({ bottom, top }) => bottom <= close && close <= top);
  const show = ({ what, bottom, top, idx }: Place): Cells => {
    return [what, bottom === top ? analysed(top) : `${analysed(bottom)} to ${analysed(top)}`, `of candle ${idx}`];
  };
  const few = shown.each;
  return [
    ...above
      .slice(0, few)
      .reverse()
      .map((place) => ['above', ...show(place)]),
    ...within.slice(0, few).map((place) => ['here', ...show(place)]),
    ...below.slice(0, few).map((place) => ['below', ...show(place)]),
  ];
}

const shown = { each: 4 } as const;

function placesOf({ blocks, gaps, pools }: Engine): readonly Place[] {
  return [
    ...zonesIn(blocks.book, 'order block'),
    ...zonesIn(blocks.breakers, 'breaker'),
    ...zonesIn(gaps.book, 'fair value gap'),
    ...[...pools.high.open, ...pools.low.open].map(({ level, firstIdx, count, side }) => {
      const equal =
        count > 1
          ? `${count} equal ${side === 1 ? 'highs' : 'lows'}`
          : `liquidity ${side === 1 ? 'above a high' : 'below a low'}`;
      return { what: equal, bottom: level, top: level, idx: firstIdx };
    }),
  ];
}

function zonesIn({ bull, bear }: ZoneBook, what: string): readonly Place[] {
  return [bull, bear].flatMap(({ waiting, spent }, n) =>
    [...waiting.item, ...spent.item].map(({ bottom, top, idx }) => {
      return { what: `${n === 0 ? 'bullish' : 'bearish'} ${what}`, bottom, top, idx };
    }),
  );
}
