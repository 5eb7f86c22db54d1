import type { Audit } from '../../view/audit.ts';
import type { Protection } from '../../view/protection.ts';
import type { Causality } from '../../view/causality.ts';
import type { Check } from '../../view/check.ts';
import type { DecisionReport } from '../../view/decisions.ts';
import type { Explanation } from '../../view/explain.ts';
import type { Funnel } from '../../view/funnel.ts';
import type { Summary } from '../../view/trades.ts';
import type { Trade } from '../../core/ledger/trade.ts';
import type { Result } from '../../core/result.ts';
import type { ReplayReport } from '../../runtime/replay.ts';

/** Which candles; spelled the same on every command. */
export type DataOptions = Readonly<{
  data?: string;
  source?: string;
  from?: string;
  to?: string;
  instruments?: string;
}>;

export type SessionOptions = DataOptions & Readonly<{ config?: string; seed: string; days?: string }>;

export type RunOptions = SessionOptions &
  Readonly<{ mode: string; market: string; speed: string; fresh?: boolean; venue?: string }>;

/** `fault` as it was typed, once for each time. */
export type EmulatorOptions = SessionOptions &
  Readonly<{ market: string; port: string; speed: string; lockstep?: boolean; fault: readonly string[] }>;

export type LookaheadOptions = DataOptions & Readonly<{ config?: string; seed: string; cuts: string }>;

/** Where a long answer goes, and when there is room for more of it. */
export type Paper = Readonly<{ print: (text: string) => void; drained: () => Promise<void> }>;

/** What is to be made of a file of candles, as it was typed. */
export type AnalyzeOptions = Readonly<{
  file: string;
  json?: boolean;
  csv?: boolean;
  compat?: string;
  primitive?: string;
  param?: readonly string[];
  events?: string;
  params?: string;
  indicator?: string;
  period?: string;
}>;

/** Whose decision, and where it is looked for: a journal, or with `data` candles on disk. Files to draw it into. */
export type ExplainOptions = Readonly<{
  instrument: string;
  at?: string;
  journal?: string;
  data?: string;
  source?: string;
  config?: string;
  svg?: string;
  png?: string;
}>;

/** What was decided since a time, or a while like 24h. */
export type DecisionsOptions = Readonly<{ since: string; instrument?: string; journal?: string }>;

/** Which account is looked at. */
export type VenueOptions = Readonly<{ config?: string; venue?: string }>;
export type ProtectOptions = VenueOptions & Readonly<{ live?: boolean }>;
export type DoctorOptions = VenueOptions & Readonly<{ unified?: boolean }>;

type Pair = Readonly<{ apiKey: string; apiSecret: string }>;
/** Where an emulator listens: base URLs as a client overrides them, and practice keys, the first of which may trade. */
export type Listening = Pair &
  Readonly<{
    futures: Readonly<Record<'rest' | 'charts' | 'history' | 'ws', string>>;
    unified: Readonly<Record<'public' | 'private', string>>;
    spot: Readonly<Record<'rest' | 'ws', string>>;
    control: string;
    /** For a doctor to find fault with: one that only reads, one that can withdraw, one that the venue does not know. */
    keys: Readonly<Record<'readOnly' | 'withdrawal' | 'bad', Pair>>;
    /** For a person: which market it is. */
    market: readonly string[];
  }>;

/** What a person watching hears from a long run. Both may be called many thousand times. */
export type Listener = Readonly<{
  /** Which candles were taken, and which files were left out and why. */
  opened: (what: string) => void;
  progress: (done: number) => void;
  /** One log line, `NAME key=value`. */
  log: (line: string) => void;
}>;

export type SessionResult = Readonly<{
  trades: readonly Trade[];
  summary: Summary;
  funnel: Funnel;
  /** Still open when the candles ended, one line each. */
  open: readonly string[];
  equity: string;
  candles: number;
  /** Where the journal is, when there is one. */
  journal?: string;
}>;

export type ConfigRow = Readonly<{
  key: string;
  value: string;
  source: string;
  range: string;
  unit: string;
  meaning: string;
  status: string;
}>;

/** A run at a pace that was stopped: nothing ended, and this stays at the venue. */
export type Rested = Readonly<{ open: readonly string[]; resumed: boolean }>;
export type RunResult = SessionResult | Rested;

/** What the command line can start. An error is one clear sentence a line, for a person. */
export type Starts = Readonly<{
  /** Where the control socket of a running Keel is. */
  stateDir: string;
  run: (options: RunOptions, listener: Listener) => Promise<Result<RunResult, string>>;
  backtest: (options: SessionOptions, listener: Listener) => Promise<Result<SessionResult, string>>;
  /** What can be set where `analyze` prints as another program does, one line a table. */
  foreignParams: readonly string[];
  /** Prints as it goes, and nothing before the whole file is known to be good. */
  analyze: (options: AnalyzeOptions, paper: Paper) => Promise<Result<'printed', string>>;
  lookahead: (options: LookaheadOptions, listener: Listener) => Promise<Result<Causality, string>>;
  /** Resolves when it has been stopped. */
  emulator: (options: EmulatorOptions, listening: (what: Listening) => void) => Promise<Result<'stopped', string>>;
  explain: (options: Omit<ExplainOptions, 'png'>) => Result<Explanation, string>;
  /** The same, drawn into a PNG. */
  explainAsPng: (options: ExplainOptions & Readonly<{ png: string }>) => Promise<Result<Explanation, string>>;
  /** Counts of decisions, and the signals among them. */
  decisions: (options: DecisionsOptions) => Result<DecisionReport, string>;
  replay: (options: Readonly<{ journal: string; config?: string }>) => Result<ReplayReport, string>;
  /** Every check of the machine, the venue and the account; reads only. */
  doctor: (options: DoctorOptions) => Promise<Result<readonly Check[], string>>;
  /** Open orders against positions; reads only. */
  audit: (options: VenueOptions) => Promise<Result<Audit, string>>;
  /** Shows the stops that are missing, or places them. */
  protect: (options: ProtectOptions) => Promise<Result<Protection, string>>;
  checkConfig: (
    options: Readonly<{ config?: string }>,
  ) => Result<Readonly<{ hash: string; file: string; notes: readonly string[] }>, string>;
  showConfig: (options: Readonly<{ config?: string }>) => Result<readonly ConfigRow[], string>;
}>;
