import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LocalHost } from '../../runtime/host.ts';
import { readEntry, write } from './decode.ts';
import type { Entry } from './decode.ts';

/**
 * The emulator's own memory: every request with its place among the host's moments. Market and matching are deterministic, so this is all that it takes to stand where it stood.
 */
export type Diary = Readonly<{
  /** Durable before it returns. */
  note: (entry: Entry) => void;
  /** How far time has come; what a restart goes on from. */
  rest: (moments: number) => void;
  close: () => void;
}>;

/** Opens a diary to go on writing; a missing one is begun. */
export function openDiary(path: string): Diary {
  const file = openSync(path, 'a', 0o600);
  const put = (line: string): void => {
    writeSync(file, line);
    fsyncSync(file);
  };
  return {
    note: (entry) => put(write(entry)),
    rest: (moments) => put(`rest ${moments}\n`),
    close: () => closeSync(file),
  };
}

/** Lives a diary again: every request at its place, and on to where it ends. A torn last line was never answered. */
export function relive(path: string, host: LocalHost): void {
  if (!existsSync(path)) return;
  const lines = readFileSync(path, 'utf8').split('\n');
  const advanceTo = (moments: number): void => {
    while (host.moments() < moments && host.nextAt() !== undefined) host.advance();
  };
  for (const line of lines.slice(0, -1)) {
    const rest = /^rest (\d+)$/.exec(line);
    if (rest !== null) {
      advanceTo(Number(rest[1]));
      continue;
    }
    const { moments, at, effect } = readEntry(line);
    advanceTo(moments);
    host.reach(at);
    host.perform(effect);
  }
}
