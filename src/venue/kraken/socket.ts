import { WebSocket } from 'ws';
import { ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Clock, LiveVenueLinks, Rng } from '../../runtime/ports.ts';
import { pause } from './patience.ts';

export type SocketOptions = Readonly<{
  url: string;
  clock: Clock;
  rng: Rng;
  /** How long a handshake may take, how often we ping, and after how much silence the line counts as dead. */
  connectMs: number;
  pingMs: number;
  silenceMs: number;
  /** The first wait before a new connection, and the longest; they double in between and are shortened by chance. */
  backOffMs: number;
  backOffMaxMs: number;
  /** After so many tries in a row that came to nothing a person is told; it is tried on and on all the same. */
  triesMax: number;
  notify: LiveVenueLinks['notify'];
  /** A connection stands: nothing has been subscribed on it. */
  opened: () => void;
  heard: (text: string) => void;
  /** A connection that stood, or a try, has ended; another follows. */
  lost: (cause: string) => void;
}>;

export type SocketLink = Readonly<{
  /** False where there is no connection; nothing is queued for the next one. */
  send: (text: string) => boolean;
  /** Ends the connection: the next one begins afresh, as after every loss. */
  drop: (cause: string) => void;
  close: () => Promise<void>;
}>;

const largestFrameBytes = 2 ** 25;

/** A WebSocket that stays: pinged, watched for silence, and made anew for as long as it is wanted. */
export function createSocket(options: SocketOptions): SocketLink {
  const { clock } = options;
  const end = new AbortController();
  let current: WebSocket | undefined;
  let dropping = '';
  const drop = (cause: string): void => {
    dropping = cause;
    current?.terminate();
  };
  const run = async (): Promise<void> => {
    let tries = 0;
    while (!end.signal.aborted) {
      const since = clock.now();
      dropping = '';
      const ended = await live(options, drop, (socket) => (current = socket));
      current = undefined;
      if (end.signal.aborted) return;
      const cause = dropping === '' ? ended : dropping;
      options.lost(cause);
      // Whoever answers the handshake and hangs up at once is not well: only a line that held for long is forgiven.
      const held = clock.now() - since > options.backOffMaxMs;
      if (held && tries >= options.triesMax) options.notify('info', 'VENUE_STREAM_BACK', { tries });
      tries = held ? 0 : tries + 1;
      if (tries === options.triesMax) options.notify('critical', 'VENUE_STREAM_DOWN', { tries, cause });
      await pause(clock, waitMs(options, tries), end.signal);
    }
  };
  const done = run();
  return {
    send: (text) => {
      if (current?.readyState !== WebSocket.OPEN) return false;
      current.send(text);
      return true;
    },
    drop,
    close: () => {
      end.abort();
      current?.terminate();
      return done;
    },
  };
}

function waitMs({ backOffMs, backOffMaxMs, rng }: SocketOptions, tries: number): number {
  return Math.min(backOffMaxMs, backOffMs * 2 ** Math.max(0, tries - 1)) * (0.5 + rng.next() / 2);
}

/** One connection from beginning to end; resolves with why it ended. */
function live(
  options: SocketOptions,
  drop: (cause: string) => void,
  keep: (socket: WebSocket) => void,
): Promise<string> {
  const { clock, url } = options;
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { maxPayload: largestFrameBytes, perMessageDeflate: false });
    keep(socket);
    const over = new AbortController();
    let heardAt: Ms = clock.now();
    let fault = '';
    const listen = (): void => void (heardAt = clock.now());
    socket.on('open', () => {
      listen();
      options.opened();
    });
    socket.on('message', (data) => {
      listen();
      options.heard(textOf(data));
    });
    socket.on('pong', listen);
    socket.on('ping', listen);
    socket.on('error', (error) => (fault = 'code' in error ? String(error.code) : error.message));
    socket.on('close', (code) => {
      over.abort();
      resolve(fault === '' ? `closed ${code}` : fault);
    });
    void watch(options, { socket, over: over.signal, heardAt: () => heardAt, drop });
  });
}

type Watched = Readonly<{
  socket: WebSocket;
  over: AbortSignal;
  heardAt: () => Ms;
  drop: (cause: string) => void;
}>;

/** Pings, and ends a line on which nothing was heard for too long, a handshake included. */
async function watch(options: SocketOptions, { socket, over, heardAt, drop }: Watched): Promise<void> {
  const { clock, connectMs, pingMs, silenceMs } = options;
  const bornAt = clock.now();
  while (!over.aborted) {
    const isConnecting = socket.readyState === WebSocket.CONNECTING;
    const deadAt = ms(isConnecting ? bornAt + connectMs : heardAt() + silenceMs);
    if (clock.now() >= deadAt) return drop(isConnecting ? 'handshake timeout' : 'silence');
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    await clock.wake(ms(Math.min(clock.now() + pingMs, deadAt)), over);
  }
}

function textOf(data: Readonly<{ toString: () => string }> | readonly Buffer[]): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : data.toString();
}
