import type { Effect, Severity } from '../core/effects.ts';
import type { Event, VenueMoney } from '../core/events.ts';
import type { Candle, Timeframe } from '../core/market/candle.ts';
import type { ListedContract } from '../core/market/listing.ts';
import type { InstrumentId, Ms, Usd } from '../core/units.ts';
import type { Result } from '../core/result.ts';
import type { DecisionCount, DecisionEffect, DecisionSpan, StoredDecision } from './decision-log.ts';

/** What time it is, and the patience to wait for another. */
export type Clock = Readonly<{ now: () => Ms; wake: (at: Ms, signal: AbortSignal) => Promise<void> }>;

/** A seeded stream of numbers in [0, 1); streams are forked by name and never shared. */
export type Rng = Readonly<{ next: () => number; fork: (name: string) => Rng }>;

/** One event with what it led to, as the journal keeps it. `effects` is the text that was hashed, '' for none. */
export type JournalRecord = Readonly<{ seq: number; at: Ms; event: string; effects: string; hash: string }>;
/** What is appended: a record, and what it tells the table of decisions. */
export type Recorded = JournalRecord & Readonly<{ decisions?: readonly DecisionEffect[] }>;
/** The whole state after the record `seq`, as versioned text. */
export type Snapshot = Readonly<{ seq: number; version: number; state: string; hash: string }>;

/**
 * The memory that survives. `append` returns when the records are durable if `durable` is asked for,
 * and throws when they cannot be written; records come in order of seq, without holes.
 */
export type Journal = Readonly<{
  append: (records: readonly Recorded[], durable: boolean) => void;
  /** Decisions that were made before `decisionsFrom` are dropped with it. */
  snapshot: (snapshot: Snapshot, decisionsFrom?: Ms) => void;
  /** Records with a seq greater than `after`, in order of seq. */
  since: (after: number) => IterableIterator<JournalRecord>;
  /** Records whose effects contain a text, in order of seq. */
  mentioning: (text: string) => IterableIterator<JournalRecord>;
  /** The newest snapshot with a seq of at most `upTo`. */
  /** Writes what was appended and waits; returns when it is on disk. */
  flush: () => void;
  latestSnapshot: (upTo: number) => Snapshot | undefined;
  /** Seqs of all snapshots, ascending. */
  snapshotSeqs: () => readonly number[];
  lastSeq: () => number;
  /** Decisions in order of seq. */
  decisions: (span: DecisionSpan) => IterableIterator<StoredDecision>;
  decisionCounts: (span: DecisionSpan) => readonly DecisionCount[];
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

/** Which candles: those of one contract that open from `from` to `to`, both included. */
export type CandleQuestion = Readonly<{ instrument: InstrumentId; timeframe: Timeframe; from: Ms; to: Ms }>;

/** What a venue says of its markets when it is asked. An `err` is a sentence for a person; nothing is known then. */
export type MarketData = Readonly<{
  /** Every linear perpetual, with what tells how liquid it is. Never an empty list for an error. */
  listing: () => Promise<Result<readonly ListedContract[], string>>;
  /** Oldest first, closed ones only, all pages. */
  candles: (question: CandleQuestion) => Promise<Result<readonly Candle[], string>>;
}>;

/** What the account is worth, by the venue's own books. `equity` is margin equity: collateral and unrealised profit. */
export type AccountFacts = Readonly<{
  equity: Usd;
  availableMargin: Usd;
  /** Contracts with a leverage preference: they are isolated, and nothing may be entered there. */
  isolated: readonly InstrumentId[];
  /** What lies there without open profit, and when it was so by the venue's clock; absent where it cannot be told apart. */
  money?: VenueMoney;
  asOf?: Ms;
}>;

/**
 * A venue over the wire, in either dialect. `perform` never throws and every order has one of three outcomes in bounded
 * time; what comes of it, and marks, arrive through `hear` as events without a time: whoever owns the clock stamps them.
 */
export type LiveVenue = Venue &
  MarketData &
  Readonly<{
    /** Connects, signs in, and subscribes to the marks of these contracts. Resolves when the private feeds have spoken. */
    open: (instruments: readonly InstrumentId[]) => Promise<Result<AccountFacts, string>>;
    /** Changes whose marks are heard. */
    watch: (instruments: readonly InstrumentId[]) => void;
    account: () => Promise<Result<AccountFacts, string>>;
    close: () => Promise<void>;
  }>;

/** What a live venue is built with, beside its addresses and keys. */
export type LiveVenueLinks = Readonly<{
  /** The venue's reports and marks, in the order in which they came; `at` is left to the listener. */
  hear: (reports: readonly VenueReport[]) => void;
  /** What a person should know of the connection: name as operators grep for it, and details without secrets. */
  notify: (severity: Severity, name: string, details: Readonly<Record<string, string | number>>) => void;
  clock: Clock;
}>;
export type VenueReport = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;
