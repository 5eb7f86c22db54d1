import type { Dir } from '../../core/smc/bar.ts';
import type { PivotLabel } from '../../core/smc/pivot.ts';
import type { Explanation } from '../explain.ts';

/** A closed candle, drawn from when it opens to when it closes. */
export type ChartBar = Readonly<{ openAt: number; open: number; high: number; low: number; close: number }>;

/** A swing: where it is, and when it was confirmed. Times are milliseconds since 1970. */
export type ChartSwing = Readonly<{ at: number; knownAt: number; side: Dir; price: number; label: PivotLabel }>;

/** A level that a close broke: since when the level was there to be broken, and when it was. */
export type ChartBreak = Readonly<{
  kind: 'BOS' | 'CHoCH';
  dir: Dir;
  level: number;
  originAt: number;
  levelKnownAt: number;
  knownAt: number;
}>;

/** A zone lives from when it was known: fresh until it is touched, and of no use from `endAt` on. */
export type ChartZone = Readonly<{
  kind: 'ob' | 'fvg';
  dir: Dir;
  top: number;
  bottom: number;
  originAt: number;
  knownAt: number;
  touchedAt?: number;
  endAt?: number;
  /** The one that the decision stands on. */
  isChosen: boolean;
}>;

/** The leg of the last break; it is there from that break on, and its end may have moved since. */
export type ChartLeg = Readonly<{ dir: Dir; knownAt: number; from: ChartPoint; to: ChartPoint }>;
type ChartPoint = Readonly<{ at: number; price: number }>;

/** Everything that the picture of a decision shows: facts with their times, and no place on a canvas yet. */
export type Chart = Readonly<{
  explanation: Explanation;
  /** The moment of the decision: nothing in here was known later. */
  at: number;
  timeframe: '4h' | '1h';
  bars: readonly ChartBar[];
  near: readonly ChartBar[];
  days: readonly Readonly<{ openAt: number; close: number; ema?: number }>[];
  swings: readonly ChartSwing[];
  breaks: readonly ChartBreak[];
  zones: readonly ChartZone[];
  leg?: ChartLeg;
}>;
