import { later, ms } from '../../../core/units.ts';
import type { Ms } from '../../../core/units.ts';
import type { CandleSource } from '../../../runtime/ports.ts';
import type { Exchange } from '../api.ts';
import { spanMs } from '../path.ts';
import type { Charts } from './charts.ts';

/** The market's candles, one group after the other, to the exchange and onto the charts. */
export type CandleFeed = Readonly<{
  /** All that opens before a moment becomes the past; the exchange itself hears the last of it, for its daily figures. */
  warmUp: (startAt: Ms) => void;
  nextAt: () => number;
  open: () => void;
  /** No more candles, and the last one has closed. */
  isOver: () => boolean;
}>;

/** How far back the exchange hears its market: a week of hourly funding, and the last day for its figures. */
const heard = { span: 7 * 86_400_000 } as const;

export function createCandleFeed(
  parts: Readonly<{ exchange: Exchange; charts: Charts; candles: CandleSource }>,
): CandleFeed {
  const { exchange, charts } = parts;
  const groups = parts.candles.groups()[Symbol.iterator]();
  let group = groups.next();
  let endAt: Ms = exchange.now();
  const run = (at: number): void => {
    for (let due = exchange.nextAt(); due !== undefined && due <= at; due = exchange.nextAt()) exchange.advance();
    exchange.reach(ms(Math.max(exchange.now(), at)));
  };
  const open = (tells: boolean): void => {
    if (group.done === true) return;
    const { openAt, candles } = group.value;
    if (tells) run(openAt);
    for (const candle of candles) {
      charts.add(candle);
      if (tells) exchange.open(candle);
    }
    endAt = later(openAt, spanMs);
    group = groups.next();
  };
  return {
    warmUp: (startAt) => {
      while (group.done !== true && group.value.openAt < startAt) open(group.value.openAt >= startAt - heard.span);
      run(startAt);
    },
    nextAt: () => (group.done === true ? Infinity : group.value.openAt),
    open: () => open(true),
    isOver: () => group.done === true && exchange.now() >= endAt,
  };
}
