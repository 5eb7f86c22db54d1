import type { Event } from '../../core/events.ts';
import type { Ms } from '../../core/units.ts';
import { decode, encode } from '../../runtime/codec.ts';
import type { VenueEffect } from '../../runtime/ports.ts';
import type { Books } from './exchange.ts';

/** What Keel says to an emulator in another process, one line each. */
export type Request =
  /** The first word: candles that closed after `since` are wanted before anything else. */
  | Readonly<{ type: 'hello'; since: Ms; speed: number }>
  | Readonly<{ type: 'turn'; effects: readonly VenueEffect[]; until?: Ms }>
  /** Somebody wants to see the books, now; it is the only thing that he may do. */
  | Readonly<{ type: 'look' }>
  /** A command came in: answer the turn that is waiting, now. */
  | Readonly<{ type: 'interrupt' }>
  /** Keel stops for good: time stops with it, and everything is kept. */
  | Readonly<{ type: 'rest' }>;

export type Answer = Readonly<{ at: Ms; events: readonly Event[]; over: boolean }>;

/** One request and when the host did it: after so many moments of its own. */
export type Entry = Readonly<{ moments: number; at: Ms; effect: VenueEffect }>;

export function write(message: Request | Answer | Entry | Books): string {
  return `${encode(message)}\n`;
}

/** What an emulator in a process of its own was begun with: its market, and the configuration of its account. */
export type Founding = Readonly<{
  market: string;
  seed: string;
  options: Readonly<Record<string, string>>;
  config: string;
}>;

export function readFounding(text: string): Founding {
  return decode(text) as Founding;
}

/** Both ends and the diary are written by this program; a line that is none of its own ends the connection. */
export function readRequest(line: string): Request {
  return decode(line) as Request;
}

export function readBooks(line: string): Books {
  return decode(line) as Books;
}

export function readAnswer(line: string): Answer {
  return decode(line) as Answer;
}

export function readEntry(line: string): Entry {
  return decode(line) as Entry;
}
