import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { Event } from '../../core/events.ts';
import { closeAt } from '../../core/market/candle.ts';
import { later, ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { HostAnswer, HostTurn, LocalHost } from '../../runtime/host.ts';
import type { CandleSource } from '../../runtime/ports.ts';
import { readRequest, write } from './decode.ts';
import type { Request } from './decode.ts';
import type { Diary } from './diary.ts';
import { onLines } from './lines.ts';
import type { Pace } from './pace.ts';

export type ServerOptions = Readonly<{
  path: string;
  host: LocalHost;
  diary: Diary;
  pace: Pace;
  /** The same candles from the beginning, for whoever comes late. */
  past: () => CandleSource;
  /** How long it waits for somebody to come, in wall time, before it rests by itself. */
  lingerMs: number;
  onEnd: () => void;
}>;

/** A hundred groups of candles a message. */
const groupsPerMessage = 100;

/**
 * An emulator that stands by itself: one Keel at a time is connected, and time goes only as far as it allows. Without
 * one, time goes on at its pace: stops trigger and targets fill, as they would on a venue.
 */
export function serveEmulator(options: ServerOptions): void {
  const { host, diary, pace } = options;
  let client: Socket | undefined;
  let backlog: Iterator<readonly Event[]> | undefined;
  let pending: HostTurn | undefined;
  let alone = later(ms(pace.wall()), options.lingerMs);
  let timer: NodeJS.Timeout | undefined;

  const end = (): void => {
    clearTimeout(timer);
    diary.rest(host.moments());
    diary.close();
    server.close();
    client?.end();
    rmSync(options.path, { force: true });
    options.onEnd();
  };
  const send = (answer: HostAnswer): void => {
    pending = undefined;
    client?.write(write(answer));
  };
  /** Does what may be done by now; asks to be woken when more may be. */
  const work = (): void => {
    clearTimeout(timer);
    if (client === undefined && pace.wall() >= alone) return end();
    if (client !== undefined && pending === undefined) return undefined;
    const missed = pending === undefined ? undefined : backlog?.next();
    if (missed !== undefined && missed.done !== true)
      return send({ at: host.now(), events: missed.value, over: false });
    backlog = undefined;
    const waitMs = drive();
    if (waitMs !== undefined) timer = setTimeout(work, Math.min(waitMs, 1_000));
    return undefined;
  };
  /** One answer for a client, or the venue by itself; the wait until the next thing may happen. */
  const drive = (): number | undefined => {
    const until = pending === undefined ? Infinity : (pending.until ?? Infinity);
    for (;;) {
      const next = host.nextAt() ?? Infinity;
      if (Math.min(next, until) === Infinity) return finish();
      const waitMs = pace.waitFor(ms(Math.min(next, until)));
      if (waitMs > 0) return waitMs;
      // At one moment the venue comes first and candles last: the turn knows how.
      const answer = next >= until ? host.turn({ effects: [], until: ms(until) }) : undefined;
      const events = answer?.events ?? host.advance();
      if (pending === undefined || (answer === undefined && events.length === 0)) continue;
      send(answer ?? { at: host.now(), events, over: false });
      return undefined;
    }
  };
  const finish = (): number | undefined => {
    if (pending !== undefined) send({ at: host.now(), events: [], over: true });
    return pending === undefined && client === undefined ? 1_000 : undefined;
  };
  const take = (request: Request): void => {
    if (request.type === 'rest') return end();
    if (request.type === 'hello') {
      pace.restart(host.now(), request.speed);
      backlog = missedSince(options.past(), request.since, host.now());
    }
    if (request.type === 'interrupt' && pending !== undefined) return send({ at: host.now(), events: [], over: false });
    if (request.type !== 'turn') return undefined;
    for (const effect of request.effects) {
      diary.note({ moments: host.moments(), at: host.now(), effect });
      host.perform(effect);
    }
    pending = { effects: [], until: request.until };
    return work();
  };

  const server = createServer((socket) => {
    if (client !== undefined) return void socket.end();
    client = socket;
    pending = undefined;
    onLines(socket, (line) => take(readRequest(line)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      client = undefined;
      pending = undefined;
      alone = later(ms(pace.wall()), options.lingerMs);
      work();
    });
    socket.write(write({ at: host.now(), events: [], over: false }));
    return undefined;
  });
  rmSync(options.path, { force: true });
  server.listen(options.path, () => {
    chmodSync(options.path, 0o600);
    work();
  });
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
