import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { wallClock } from '../../runtime/clock.ts';
import type { Clock } from '../../runtime/ports.ts';
import { answerLine } from './answer.ts';
import { claim } from './claim.ts';
import type { ControlDesk } from './desk.ts';
import { linesOf } from './lines.ts';
import { encodeRefusal } from './protocol.ts';

/** What one client may cost. `replyMs` bounds the wait for a command to take effect. */
export type Bounds = Readonly<{ lineBytes: number; idleMs: number; replyMs: number; connections: number }>;

const shipped: Bounds = { lineBytes: 65_536, idleMs: 30_000, replyMs: 10_000, connections: 32 };

export type ControlOptions = Readonly<{ stateDir: string; desk: ControlDesk; clock?: Clock; bounds?: Partial<Bounds> }>;
export type ControlServer = Readonly<{ close: () => Promise<void> }>;

/**
 * Opens the control socket of a state directory: JSON Lines, one request, one reply, in the order of asking. A client
 * that is slow, gone or talks nonsense costs a bounded amount of memory, and disturbs neither the loop nor another client.
 *
 * @returns one sentence where another Keel is running here, or where the socket cannot be opened.
 */
export async function serveControl(options: ControlOptions): Promise<Result<ControlServer, string>> {
  const bounds = { ...shipped, ...options.bounds };
  const room: Room = {
    desk: options.desk,
    clock: options.clock ?? wallClock(),
    bounds,
    sockets: new Set(),
    answering: new Set(),
    ending: new AbortController(),
  };
  // Half open: a client may say that it has no more to ask, and still wait for the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => meet(room, socket));
  server.maxConnections = bounds.connections;
  const claimed = await claim(server, options.stateDir);
  if (!claimed.ok) return err(claimed.error);
  server.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void server.once('close', resolve));
  const close = async (): Promise<void> => {
    server.close();
    await dismiss(room);
    await closed;
  };
  return ok({ close });
}

type Room = Readonly<{
  desk: ControlDesk;
  clock: Clock;
  bounds: Bounds;
  sockets: Set<Socket>;
  /** Answers that are being made. */
  answering: Set<Promise<string>>;
  ending: AbortController;
}>;

function meet(room: Room, socket: Socket): void {
  room.sockets.add(socket);
  socket.once('close', () => room.sockets.delete(socket));
  // Vanished: the conversation notices by itself.
  socket.on('error', () => undefined);
  socket.setTimeout(room.bounds.idleMs, () => socket.destroy());
  void converse(room, socket).catch(() => socket.destroy());
}

async function converse(room: Room, socket: Socket): Promise<void> {
  const { bounds, answering } = room;
  for await (const line of linesOf(socket, bounds.lineBytes)) {
    if (!line.ok) {
      socket.end(
        encodeRefusal({ why: 'bad-request', sentence: `A request is one line of at most ${bounds.lineBytes} bytes.` }),
      );
      continue;
    }
    const answer = answerOf(room, line.value);
    answering.add(answer);
    const text = await answer.finally(() => answering.delete(answer));
    // The next request is read when this reply has left: a client that does not read is not read from.
    await new Promise<void>((resolve) => void socket.write(text, () => resolve()));
  }
}

function answerOf({ desk, clock, bounds, ending }: Room, line: string): Promise<string> {
  return answerLine(desk, line, { clock, withinMs: bounds.replyMs, ending: ending.signal });
}

/** Everybody who waits gets an answer, as far as it fits on its way, and then the connections are gone. */
async function dismiss({ sockets, answering, ending }: Room): Promise<void> {
  ending.abort();
  await Promise.allSettled(answering);
  await new Promise<void>((resolve) => void setImmediate(resolve));
  for (const socket of sockets) socket.destroy();
}
