import type { IncomingHttpHeaders } from 'node:http';
import type { Rng } from '../../../runtime/ports.ts';
import type { Exchange } from '../api.ts';
import type { Charts } from './charts.ts';
import type { Faults } from './faults.ts';
import type { KeyRing } from './keys.ts';
import type { Meters } from './meters.ts';

/** A request as it came over the wire, nothing of it decoded: signatures are over what was sent. */
export type Asked = Readonly<{
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  body: string;
  headers: IncomingHttpHeaders;
}>;

/** An answer; JSON unless `type` says otherwise. `about` lets the stale-book fault find it. */
export type Reply = Readonly<{
  status: number;
  body: string;
  type?: string;
  headers?: Readonly<Record<string, string>>;
  about?: 'book';
}>;

/**
 * One WebSocket connection as a service speaks into it: what is sent leaves after the way back, in order. `about` lets
 * faults find it: the stale-book fault withholds books, the one of accepted requests without an answer their replies.
 */
export type Link = Readonly<{
  id: string;
  send: (frame: string, about?: 'book' | 'reply') => void;
  close: (code: number) => void;
}>;

/** What a service makes of a connection. `end` is called once, however it ended. */
export type Conversation = Readonly<{ hear: (text: string) => void; end: () => void }>;

/**
 * One family of addresses on the emulator's port. An answer is given at once, at the moment at which the request reaches
 * the exchange; the ways there and back, and what goes wrong on them, are the listener's.
 */
export type Service = Readonly<{
  /** By the beginning of the path; the longest that fits answers. */
  routes: Readonly<Record<string, (asked: Asked) => Reply>>;
  /** By the whole path. Called when the connection has reached the exchange: what it sends first is its greeting. */
  sockets: Readonly<Record<string, (link: Link) => Conversation>>;
  /** By the same path: after how much silence of the client its connection is closed, in ms of the wall. Absent is never. */
  silenceMs?: Readonly<Record<string, number>>;
}>;

/** What every service stands on. Time is the exchange's: `schedule` for whatever repeats, `listen` for what happens. */
export type Ground = Readonly<{
  exchange: Exchange;
  charts: Charts;
  keys: KeyRing;
  /** For what goes wrong in a dialect's own words: a token, a checksum. What goes wrong on the way is the listener's. */
  faults: Faults;
  /** For every limit of how much may be asked. */
  meters: Meters;
  /** For challenges, tokens and other names that nobody can guess; forked by each service. */
  luck: Rng;
}>;
