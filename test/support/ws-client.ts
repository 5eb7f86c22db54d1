import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Frame = Readonly<Record<string, unknown>>;

/** A connection that keeps all that it hears; `until` waits for a frame that has not been looked at yet. */
export type WsClient = Readonly<{
  say: (frame: unknown) => void;
  /** What was heard since the last look, up to and with the first frame that fits. */
  until: (fits: (frame: Frame) => boolean) => Promise<readonly Frame[]>;
  heard: readonly Frame[];
  /** The next frame, whatever it is. */
  next: () => Promise<void>;
  /** The code with which the venue ended it. */
  closed: Promise<number>;
  /** As the venue counts frames by. */
  id: () => string;
  ping: () => Promise<void>;
  close: () => void;
}>;

export async function wsClient(url: string): Promise<WsClient> {
  const socket = new WebSocket(url);
  const heard: Frame[] = [];
  let [looked, id] = [0, ''];
  let wake = (): void => undefined;
  socket.on('message', (data) => {
    heard.push(JSON.parse((data as Buffer).toString('utf8')) as Frame);
    wake();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('upgrade', (response) => void (id = String(response.headers['x-connection-id'])));
  await once(socket, 'open');
  return {
    heard,
    closed,
    id: () => id,
    next: () => new Promise<void>((resolve) => void (wake = resolve)),
    say: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    until: async (fits) => {
      for (;;) {
        const found = heard.findIndex((frame, index) => index >= looked && fits(frame));
        if (found >= 0) {
          const seen = heard.slice(looked, found + 1);
          looked = found + 1;
          return seen;
        }
        await new Promise<void>((resolve) => void (wake = resolve));
      }
    },
    ping: async () => {
      socket.ping();
      await once(socket, 'pong');
    },
    close: () => socket.close(),
  };
}
