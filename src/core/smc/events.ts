import type { Dir, Scale } from './bar.ts';
import type { Pivot } from './pivot.ts';
import type { Break } from './structure.ts';

/** What the analysis tells, `at` the number of the candle whose close made it known. Told once and never taken back. */
export type SmcEvent =
  | PivotEvent
  | StructureEvent
  | MssEvent
  | OrderBlockEvent
  | BreakerEvent
  | GapEvent
  | PoolEvent
  | OteEvent
  | DisplacementEvent
  | InducementEvent
  | SessionEvent
  | PreviousEvent;

/** Takes what is told, in the order of the schedule (SMC definitions C.1). */
export type Emit = (event: SmcEvent) => void;

export type PivotEvent = Readonly<{ type: 'pivot'; at: number; scale: Scale }> & Pivot;
export type StructureEvent = Readonly<{ type: 'structure'; scale: Scale }> & Break;
/** A change of character that shows displacement, by a body or by a gap. */
export type MssEvent = Readonly<{
  type: 'mss';
  at: number;
  scale: Scale;
  dir: Dir;
  chochAt: number;
  level: number;
  via: 'body' | 'fvg';
}>;

type ZoneFacts = Readonly<{ at: number; id: number; dir: Dir; idx: number; top: number; bottom: number }>;
/** `evict`: it made room, and is no longer watched. */
export type OrderBlockEvent = Readonly<{
  type: 'ob';
  event: 'create' | 'touch' | 'mid' | 'break' | 'evict';
  scale: Scale;
}> &
  ZoneFacts;
/** An order block that failed; `dir` is the way in which it now acts, and `id` the block's. */
export type BreakerEvent = Readonly<{ type: 'breaker'; event: 'create' | 'touch' | 'break' | 'evict'; scale: Scale }> &
  ZoneFacts;
/** `fill`: the share of the gap that price has been in since, 0 to 1. `dir` stays the gap's own after it is inverted. */
export type GapEvent = Readonly<{ type: 'fvg'; event: 'create' | GapStep | 'evict'; fill: number }> & ZoneFacts;
export type GapStep = 'touch' | 'ce' | 'full' | 'invert' | 'itouch' | 'ibreak';

/** Resting orders beyond a pivot; a count of two or more is a row of equal highs or lows. */
export type PoolEvent = Readonly<{
  type: 'pool';
  at: number;
  event: 'new' | 'join' | 'sweep' | 'run' | 'reclaim' | 'evict';
  id: number;
  side: Dir;
  firstIdx: number;
  lastIdx: number;
  level: number;
  count: number;
}>;
export type OteEvent = Readonly<{
  type: 'ote';
  at: number;
  event: 'enter' | 'mid' | 'deep' | 'fail';
  dir: Dir;
  a: number;
  b: number;
  price: number;
}>;
/** `bodyAtr`: the body in average true ranges of the candle before. */
export type DisplacementEvent = Readonly<{ type: 'displacement'; at: number; dir: Dir; bodyAtr: number }>;
export type InducementEvent = Readonly<{
  type: 'idm';
  at: number;
  dir: Dir;
  level: number;
  levelIdx: number;
  breakAt: number;
}>;
/** `close` comes with the first candle outside, or of another day's session, and carries the session's extremes. */
export type SessionEvent = Readonly<{
  type: 'session';
  at: number;
  event: 'open' | 'close';
  name: string;
  high: number;
  low: number;
}>;
/** `new` comes with the first candle of a period, `high` and `low` with the first candle beyond the one before's. */
export type PreviousEvent = Readonly<{
  type: 'previous';
  at: number;
  event: 'new' | 'high' | 'low';
  period: 'day' | 'week' | 'month';
  high: number;
  low: number;
}>;
