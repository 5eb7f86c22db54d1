import type { Candle } from '../../../core/market/candle.ts';
import { ms, toNumber } from '../../../core/units.ts';
import type { Ms, Price } from '../../../core/units.ts';
import { pathOf, pointAt, pointPrice, points, priceAt, spanMs } from '../path.ts';
import type { Bar } from './charts.ts';

/** The candles of one market, from the first on without holes. */
export type Shelf = Readonly<{
  firstAt: Ms;
  /** When the last candle closes. */
  endAt: () => number;
  add: (candle: Candle) => void;
  move: (factor: number) => void;
  /** What the market did from one moment to another inside one quarter of an hour; all of it is the candle itself. */
  part: (from: Ms, to: Ms) => Bar;
}>;

/** Numbers in rows of five, for years of candles at hand. `tick` is undefined where the contract is not listed. */
export function createShelf(firstAt: Ms, tick: Price | undefined): Shelf {
  const rows: number[] = [];
  let template: Candle | undefined;
  let moved = 1;
  const placeOf = (at: number): number => Math.floor((at - firstAt) / spanMs);
  const candleAt = (from: Ms): Bar => {
    const index = placeOf(from);
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = rows.slice(index * 5, index * 5 + 5);
    return { openAt: ms(firstAt + index * spanMs), open, high, low, close, volume };
  };
  return {
    firstAt,
    endAt: () => firstAt + (rows.length / 5) * spanMs,
    add: (candle) => {
      const index = placeOf(candle.openAt);
      if (index < rows.length / 5) return;
      template = candle;
      const last = rows.at(-2) ?? candle.open;
      while (rows.length / 5 < index) rows.push(last, last, last, last, 0);
      const { open, high, low, close, volume } = candle;
      rows.push(open * moved, high * moved, low * moved, close * moved, volume);
    },
    move: (factor) => {
      moved *= factor;
      const [open = 0, high = 0, low = 0, close = 0, volume = 0] = rows.splice(-5);
      rows.push(open, Math.max(high, high * factor), Math.min(low, low * factor), close * factor, volume);
    },
    part: (from, to) => {
      const bar = candleAt(from);
      if (to - from >= spanMs || tick === undefined || template === undefined) return { ...bar, openAt: from };
      return partOf({ ...template, ...bar }, tick, { from, to });
    },
  };
}

/** A piece of a candle, by the path that the emulator takes through it; its volume is even over its time. */
function partOf(candle: Candle, tick: Price, { from, to }: Readonly<{ from: Ms; to: Ms }>): Bar {
  const path = pathOf(candle, tick);
  const [open, close] = [toNumber(priceAt(path, from)), toNumber(priceAt(path, to))];
  const met = [open, close];
  for (let point = 0; point < points; point += 1) {
    const at = pointAt(path, point);
    if (at >= from && at <= to) met.push(toNumber(pointPrice(path, point)));
  }
  const volume = (candle.volume * Math.max(0, to - from)) / spanMs;
  return { openAt: from, open, high: Math.max(...met), low: Math.min(...met), close, volume };
}
