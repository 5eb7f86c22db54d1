import type { Candle } from '../../../core/market/candle.ts';
import { ms } from '../../../core/units.ts';
import type { InstrumentId, Ms, Price } from '../../../core/units.ts';
import { spanMs } from '../path.ts';
import { createShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

/** A candle as a chart shows it: any span, prices and base units. */
export type Bar = Readonly<{ openAt: Ms; open: number; high: number; low: number; close: number; volume: number }>;

/**
 * Which bars: those that open from `from` to `to`, both included; the oldest `count` of them. A span divides a quarter of
 * an hour, or is a multiple of one.
 */
export type BarQuestion = Readonly<{ symbol: InstrumentId; spanMs: number; from: number; to: number; count: number }>;

/** What charts can show: every candle that the market has had, and the one that is forming, as it is now. */
export type Charts = Readonly<{
  add: (candle: Candle) => void;
  /** Somebody multiplied the price: the candle that forms, and all that follow. */
  move: (symbol: InstrumentId, factor: number) => void;
  /** When the first candle opened; undefined where there is none. */
  firstAt: (symbol: InstrumentId) => Ms | undefined;
  /** Without holes: a quarter of an hour without a candle is flat, at the last close. The forming bar is last. */
  bars: (question: BarQuestion) => readonly Bar[];
}>;

/** @param tickOf Of a contract that is listed: paths inside a candle go in ticks. */
export function createCharts(now: () => Ms, tickOf: (symbol: InstrumentId) => Price | undefined): Charts {
  const shelves = new Map<InstrumentId, Shelf>();
  return {
    add: (candle) => {
      const shelf = shelves.get(candle.instrument) ?? createShelf(candle.openAt, tickOf(candle.instrument));
      shelves.set(candle.instrument, shelf);
      shelf.add(candle);
    },
    move: (symbol, factor) => shelves.get(symbol)?.move(factor),
    firstAt: (symbol) => shelves.get(symbol)?.firstAt,
    bars: (question) => {
      const shelf = shelves.get(question.symbol);
      return shelf === undefined ? [] : select(shelf, question, now());
    },
  };
}

function select(shelf: Shelf, { spanMs: span, from, to, count }: BarQuestion, now: Ms): readonly Bar[] {
  const bars: Bar[] = [];
  const first = Math.ceil(Math.max(from, Math.floor(shelf.firstAt / span) * span) / span) * span;
  const end = Math.min(to, now, shelf.endAt() - 1);
  for (let openAt = first; openAt <= end && bars.length < count; openAt += span) {
    bars.push(barOf(shelf, { openAt: ms(openAt), span, now }));
  }
  return bars;
}

function barOf(shelf: Shelf, { openAt, span, now }: Readonly<{ openAt: Ms; span: number; now: Ms }>): Bar {
  if (span < spanMs) return shelf.part(openAt, ms(Math.min(openAt + span, now)));
  const parts: Bar[] = [];
  const end = Math.min(openAt + span, now + 1, shelf.endAt());
  for (let at = Math.max(openAt, shelf.firstAt); at < end; at += spanMs) {
    parts.push(shelf.part(ms(at), ms(Math.min(at + spanMs, now))));
  }
  const [first] = parts;
  const last = parts.at(-1);
  return {
    openAt,
    open: first?.open ?? 0,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    close: last?.close ?? 0,
    volume: parts.reduce((sum, { volume }) => sum + volume, 0),
  };
}
