import type { Effect } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { Candle } from '../core/market/candle.ts';
import type { Ms } from '../core/units.ts';

/** What time it is, and the patience to wait for another. */
export type Clock = Readonly<{ now: () => Ms; wake: (at: Ms, signal: AbortSignal) => Promise<void> }>;

/** A seeded stream of numbers in [0, 1); streams are forked by name and never shared. */
export type Rng = Readonly<{ next: () => number; fork: (name: string) => Rng }>;

/** One event with what it led to, as the journal keeps it. `effects` is the text that was hashed, '' for none. */
export type JournalRecord = Readonly<{ seq: number; at: Ms; event: string; effects: string; hash: string }>;
/** The whole state after the record `seq`, as versioned text. */
export type Snapshot = Readonly<{ seq: number; version: number; state: string; hash: string }>;

/**
 * The memory that survives. `append` returns when the records are durable if `durable` is asked for,
 * and throws when they cannot be written; records come in order of seq, without holes.
 */
export type Journal = Readonly<{
  append: (records: readonly JournalRecord[], durable: boolean) => void;
  snapshot: (snapshot: Snapshot) => void;
  /** Records with a seq greater than `after`, in order of seq. */
  since: (after: number) => IterableIterator<JournalRecord>;
  /** Records whose effects contain a text, in order of seq. */
  mentioning: (text: string) => IterableIterator<JournalRecord>;
  /** The newest snapshot with a seq of at most `upTo`. */
  latestSnapshot: (upTo: number) => Snapshot | undefined;
  /** Seqs of all snapshots, ascending. */
  snapshotSeqs: () => readonly number[];
  lastSeq: () => number;
  header: (name: string) => string | undefined;
  setHeader: (name: string, value: string) => void;
  close: () => void;
}>;

/** Where orders go. `perform` starts an effect and returns; what comes of it arrives as events. */
export type Venue = Readonly<{ perform: (effect: VenueEffect, at: Ms) => void }>;
export type VenueEffect = Extract<Effect, { type: 'order.place' | 'order.cancel' | 'venue.ask' }>;

/** A venue in this process, on virtual time: it says when it next has something to do, and does it. */
export type VirtualVenue = Venue &
  Readonly<{
    nextAt: () => Ms | undefined;
    /** Runs what is due at `nextAt()` and returns the reports that reach Keel at that moment. */
    advance: () => readonly Event[];
    /** A 15m candle begins: its open is the price now, its path follows. */
    open: (candle: Candle) => readonly Event[];
  }>;

/** Candles in time order: all that open at one moment, then all that close at the next. */
export type CandleSource = Readonly<{ groups: () => Iterable<Readonly<{ openAt: Ms; candles: readonly Candle[] }>> }>;
