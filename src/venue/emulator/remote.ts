import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Ms } from '../../core/units.ts';
import type { Host, HostAnswer } from '../../runtime/host.ts';
import { readAnswer, write } from './decode.ts';
import { onLines } from './lines.ts';

/** An emulator in another process, as a host. */
export type RemoteHost = Host &
  Readonly<{
    /** Begins: time is Keel's from here on, and the candles since `since` come with the next turns. The time that it is. */
    hello: (since: Ms, speed: number) => Promise<Ms>;
    /** Lets the turn that is waiting answer at once. */
    interrupt: () => void;
    /** Keel stops for good: the emulator keeps everything and rests. */
    rest: () => void;
    close: () => void;
  }>;

/** Connects to an emulator's socket; undefined where nobody answers. */
export function connectHost(path: string): Promise<RemoteHost | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let waiting: ((answer: HostAnswer) => void) | undefined;
    let last: HostAnswer | undefined;
    const receive = (answer: HostAnswer): void => {
      if (last === undefined) resolve(hostOn(socket, (take) => void (waiting = take)));
      last = answer;
      const take = waiting;
      waiting = undefined;
      take?.(answer);
    };
    onLines(socket, (line) => receive(readAnswer(line)));
    socket.on('error', () => resolve(undefined));
    // The venue is gone: there is nothing more to trade on.
    socket.on('close', () => {
      if (last !== undefined) waiting?.({ at: last.at, events: [], over: true });
    });
  });
}

function hostOn(socket: Socket, expect: (take: (answer: HostAnswer) => void) => void): RemoteHost {
  return {
    hello: (since, speed) =>
      new Promise((resolve) => {
        expect(({ at }) => resolve(at));
        socket.write(write({ type: 'hello', since, speed }));
      }),
    interrupt: () => void socket.write(write({ type: 'interrupt' })),
    rest: () => void socket.end(write({ type: 'rest' })),
    close: () => void socket.destroy(),
    turn: ({ effects, until }) =>
      new Promise((resolve) => {
        expect(resolve);
        socket.write(write({ type: 'turn', effects, ...(until === undefined ? {} : { until }) }));
      }),
  };
}
