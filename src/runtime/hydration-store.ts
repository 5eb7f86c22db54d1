import type { Candle, Timeframe } from '../core/market/candle.ts';
import type { ListedContract } from '../core/market/listing.ts';
import { later } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import type { CandleQuestion } from './ports.ts';

/** Candles by when they open, both ends included. */
export type Span = Readonly<{ from: Ms; to: Ms }>;

/**
 * Where closed candles are kept, all of one source: what another source told is another series. Methods throw where the
 * disk does; nothing in it is needed to protect a position.
 */
export type CandleStore = Readonly<{
  /**
   * Takes the whole answer to a question: candles in it are put or replaced, and the time up to the newest of them counts
   * as asked, with its holes. An answer without candles proves nothing, and changes nothing.
   */
  put: (question: CandleQuestion, candles: readonly Candle[]) => void;
  /** Oldest first. */
  range: (question: CandleQuestion) => readonly Candle[];
  /** What was asked for and answered, ascending, without overlaps. */
  coverage: (instrument: InstrumentId, timeframe: Timeframe) => readonly Span[];
  /** Drops what has been kept long enough, by timeframe; the number of series that lost something. */
  retain: (now: Ms, keepMs: Readonly<Partial<Record<Timeframe, number>>>) => number;
  keepListing: (contracts: readonly ListedContract[], asOf: Ms) => void;
  lastListing: () => Readonly<{ contracts: readonly ListedContract[]; asOf: Ms }> | undefined;
  close: () => void;
}>;

/** Spans with one more, joined where they touch: `stepMs` lies between one candle and the next. */
export function withSpan(spans: readonly Span[], added: Span, stepMs: number): readonly Span[] {
  const joined: Span[] = [];
  for (const span of [...spans, added].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to + stepMs) {
      if (span.to > last.to) joined[joined.length - 1] = { from: last.from, to: span.to };
    } else joined.push(span);
  }
  return joined;
}

/** What of a span the others do not cover. */
export function without(span: Span, covered: readonly Span[], stepMs: number): readonly Span[] {
  const left: Span[] = [];
  let { from } = span;
  for (const { from: start, to } of covered) {
    if (to < from || start > span.to) continue;
    if (start > from) left.push({ from, to: later(start, -stepMs) });
    from = later(to, stepMs);
  }
  return from <= span.to ? [...left, { from, to: span.to }] : left;
}
