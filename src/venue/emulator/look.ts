import { connect } from 'node:net';
import { readBooks, write } from './decode.ts';
import type { Books } from './exchange.ts';
import { onLines } from './lines.ts';

/** The books of an emulator in another process, as they are now; undefined where nobody answers. */
export function lookAtBooks(path: string): Promise<Books | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path, () => void socket.write(write({ type: 'look' })));
    let greeted = false;
    onLines(socket, (line) => {
      // The first line is the greeting that everybody gets.
      if (greeted) resolve(readBooks(line));
      greeted = true;
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}
