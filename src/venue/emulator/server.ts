import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Event } from '../../core/events.ts';
import { closeAt, timeframeMs } from '../../core/market/candle.ts';
import { later, ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { LocalHost } from '../../runtime/host.ts';
import type { CandleSource } from '../../runtime/ports.ts';
import { readRequest, write } from './decode.ts';
import type { Request } from './decode.ts';
import type { Diary } from './diary.ts';
import type { Books } from './exchange.ts';
import { onLines } from './lines.ts';
import type { Pace } from './pace.ts';

export type ServerOptions = Readonly<{
  path: string;
  host: LocalHost;
  diary: Diary;
  pace: Pace;
  /** The same candles from the beginning, for whoever comes late. */
  past: () => CandleSource;
  /** The venue's truth, for whoever looks. */
  books: () => Books;
  /** How long it waits for somebody to come, in wall time, before it rests by itself. */
  lingerMs: number;
  onEnd: () => void;
}>;

/** A hundred groups of candles a message; two weeks of them at hand. */
const groupsPerMessage = 100;
const recentGroups = 14 * 96;

/**
 * An emulator that stands by itself: one Keel at a time is connected, and time goes only as far as it allows. Without
 * one, time goes on at its pace: stops trigger and targets fill, as they would on a venue.
 */
export function serveEmulator(options: ServerOptions): void {
  const venue = new StandingVenue(options);
  const server = createServer((socket) => venue.meet(socket));
  rmSync(options.path, { force: true });
  server.listen(options.path, () => {
    chmodSync(options.path, 0o600);
    venue.work();
  });
}

class StandingVenue {
  readonly #options: ServerOptions;
  #client: Socket | undefined;
  /** Candles that the client has missed and gets first. */
  #backlog: Iterator<readonly Event[]> | undefined;
  /** The client waits for an answer, at the latest when this moment has come. */
  #until: number | undefined;
  /** Wall time at which it has waited long enough for somebody to come. */
  #patience: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #recent: { at: Ms; events: readonly Event[] }[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#patience = options.pace.wall() + options.lingerMs;
  }

  /** Whoever says hello first is Keel; everybody else may only look. */
  meet(socket: Socket): void {
    onLines(socket, (line) => this.#hear(socket, readRequest(line)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket === this.#client) this.#lose();
    });
    socket.write(write({ at: this.#options.host.now(), events: [], over: false }));
  }

  /** Does what may be done by now; asks to be woken when more may be. */
  work(): void {
    clearTimeout(this.#timer);
    const { pace } = this.#options;
    if (this.#client === undefined && pace.wall() >= this.#patience) return this.#end();
    if (this.#client !== undefined && this.#until === undefined) return;
    const missed = this.#backlog?.next();
    if (missed !== undefined && missed.done !== true) return this.#answer(missed.value, false);
    this.#backlog = undefined;
    const waitMs = this.#drive();
    if (waitMs !== undefined) this.#timer = setTimeout(() => this.work(), Math.min(waitMs, 1_000));
  }

  /** One answer for a client, or the venue by itself; the wait until the next thing may happen. */
  #drive(): number | undefined {
    const { host, pace } = this.#options;
    const until = this.#until ?? Infinity;
    for (;;) {
      const next = host.nextAt() ?? Infinity;
      if (Math.min(next, until) === Infinity) return this.#finish();
      // What should have been by now is not early: a client may have slept through its own timers.
      const waitMs = pace.waitFor(ms(Math.max(host.now(), Math.min(next, until))));
      if (waitMs > 0) return waitMs;
      // At one moment the venue comes first and candles last: the turn knows how.
      const reached = next >= until ? host.turn({ effects: [], until: ms(until) }) : undefined;
      const events = this.#remember(reached?.events ?? host.advance());
      // Nobody waits: whoever knocks, and the end of patience, are looked at between any two moments.
      if (this.#client === undefined) return 0;
      if (reached === undefined && events.length === 0) continue;
      this.#answer(events, reached?.over ?? false);
      return undefined;
    }
  }

  /** The newest candles are kept at hand: whoever was away for a while need not wait until all are drawn again. */
  #remember(events: readonly Event[]): readonly Event[] {
    const [first] = events;
    if (first?.type === 'candle.closed') this.#recent.push({ at: first.at, events });
    if (this.#recent.length > recentGroups) this.#recent.shift();
    return events;
  }

  #missed(since: Ms): Iterator<readonly Event[]> {
    const { host, past } = this.#options;
    const oldest = this.#recent[0]?.at;
    // The oldest at hand follows on what is known: nothing lies between.
    if (oldest === undefined || oldest > later(since, timeframeMs['15m']))
      return missedSince(past(), since, host.now());
    const at = host.now();
    return this.#recent
      .flatMap((group) => (group.at > since ? [group.events.map((event) => ({ ...event, at }))] : []))
      .values();
  }

  /** No more candles, and nothing under way. */
  #finish(): number | undefined {
    if (this.#client === undefined) return 1_000;
    this.#answer([], true);
    return undefined;
  }

  #hear(socket: Socket, request: Request): void {
    if (request.type === 'look') return void socket.end(write(this.#options.books()));
    if (request.type === 'hello') this.#client ??= socket;
    if (socket === this.#client) this.#take(request);
    else socket.end();
  }

  #take(request: Exclude<Request, { type: 'look' }>): void {
    const { host, pace } = this.#options;
    if (request.type === 'rest') return this.#end();
    if (request.type === 'hello') {
      pace.restart(host.now(), request.speed);
      this.#backlog = this.#missed(request.since);
      this.#answer([], false);
    } else if (request.type === 'interrupt') {
      if (this.#until !== undefined) this.#answer([], false);
    } else this.#turn(request);
  }

  #turn({ effects, until }: Extract<Request, { type: 'turn' }>): void {
    const { host, diary } = this.#options;
    for (const effect of effects) {
      diary.note({ moments: host.moments(), at: host.now(), effect });
      host.perform(effect);
    }
    this.#until = until ?? Infinity;
    this.work();
  }

  #answer(events: readonly Event[], over: boolean): void {
    this.#until = undefined;
    this.#client?.write(write({ at: this.#options.host.now(), events, over }));
  }

  /** Keel is gone, however: the venue goes on, and waits for it. */
  #lose(): void {
    const { pace, lingerMs } = this.#options;
    this.#client = undefined;
    this.#until = undefined;
    this.#backlog = undefined;
    this.#patience = pace.wall() + lingerMs;
    this.work();
  }

  #end(): void {
    const { diary, host, path, onEnd } = this.#options;
    clearTimeout(this.#timer);
    diary.rest(host.moments());
    diary.close();
    rmSync(path, { force: true });
    onEnd();
  }
}

/** Closed candles that somebody who last heard of `since` has missed, in messages. */
function* missedSince(source: CandleSource, since: Ms, now: Ms): Generator<readonly Event[], undefined> {
  let events: Event[] = [];
  let groups = 0;
  for (const { candles } of source.groups()) {
    const [first] = candles;
    if (first === undefined || closeAt(first) <= since) continue;
    if (closeAt(first) > now) break;
    for (const candle of candles) events.push({ type: 'candle.closed', at: now, candle });
    groups += 1;
    if (groups % groupsPerMessage !== 0) continue;
    yield events;
    events = [];
  }
  if (events.length > 0) yield events;
  return undefined;
}
