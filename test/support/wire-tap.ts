import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { WebSocket } from 'ws';

/** What the clients of this process have sent over HTTP and WebSocket so far, and what has reached them. */
export type WireTap = Readonly<{
  sent: () => number;
  /** Resolves when so many answers and frames have been taken in, and nothing more is sent because of them. */
  quiet: (answers: number, frames: number) => Promise<void>;
  close: () => void;
}>;

/** Turns of the event loop without a request until a client is taken to have nothing more to say: its steps are promises. */
const calm = { turns: 5 } as const;

/** Counts at the client's end, without its knowledge: one tap at a time in a process. */
export function tapWire(): WireTap {
  let [sent, answers, frames] = [0, 0, 0];
  const onSent = (): void => void (sent += 1);
  const onAnswer = (): void => void (answers += 1);
  subscribe('undici:request:create', onSent);
  subscribe('undici:request:trailers', onAnswer);
  const socket = WebSocket.prototype;
  const send = methodOf('send');
  const isClient = (one: WebSocket): boolean => typeof one.url === 'string';
  socket.send = function (this: WebSocket, ...given: readonly unknown[]): void {
    if (isClient(this)) sent += 1;
    Reflect.apply(send, this, given);
  };
  const emit = methodOf('emit');
  socket.emit = function (this: WebSocket, ...given: readonly unknown[]): boolean {
    const isFrame = given[0] === 'message' && isClient(this);
    const isHeard = Reflect.apply(emit, this, given) === true;
    if (isFrame) frames += 1;
    return isHeard;
  };
  return {
    sent: () => sent,
    quiet: async (wantedAnswers, wantedFrames) => {
      for (let turns = 0; turns < calm.turns;) {
        const before = sent;
        await new Promise((resolve) => setImmediate(resolve));
        const isWhole = answers >= wantedAnswers && frames >= wantedFrames;
        turns = isWhole && sent === before ? turns + 1 : 0;
      }
    },
    close: () => {
      unsubscribe('undici:request:create', onSent);
      unsubscribe('undici:request:trailers', onAnswer);
      Object.assign(socket, { send });
      Reflect.deleteProperty(socket, 'emit');
    },
  };
}

type Method = (...given: readonly unknown[]) => unknown;

function methodOf(name: 'send' | 'emit'): Method {
  return Reflect.get(WebSocket.prototype, name) as Method;
}
