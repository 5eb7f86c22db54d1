import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { later, ms } from '../core/units.ts';
import { wallClock } from '../runtime/clock.ts';
import { connectHost } from '../venue/emulator/remote.ts';
import type { RemoteHost } from '../venue/emulator/remote.ts';

/** Where an emulator that stands by itself keeps its things. */
export function venueFiles(dir: string): Readonly<Record<'founding' | 'diary' | 'socket' | 'log', string>> {
  const at = (name: string): string => join(dir, name);
  return { founding: at('venue.json'), diary: at('venue.diary'), socket: at('venue.sock'), log: at('venue.log') };
}

const program = fileURLToPath(new URL('venue-main.ts', import.meta.url));
/** How often, and how far apart, a venue that was just started is called. */
const calls = { tries: 400, apart: 50 } as const;

/** Connects to the emulator of a folder; starts it where it does not run. It outlives this process. */
export async function attachVenue(dir: string): Promise<Result<RemoteHost, string>> {
  const files = venueFiles(dir);
  const running = await connectHost(files.socket);
  if (running !== undefined) return ok(running);
  const log = openSync(files.log, 'a', 0o600);
  const child = spawn(process.execPath, [program, dir], { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  const clock = wallClock();
  for (let i = 0; i < calls.tries && child.exitCode === null; i += 1) {
    await clock.wake(later(clock.now(), calls.apart), new AbortController().signal);
    const host = await connectHost(files.socket);
    if (host !== undefined) return ok(host);
  }
  return err(
    `The emulated venue did not start: ${readFileSync(files.log, 'utf8').trim().split('\n').at(-1) ?? ''} (see ${files.log}).`,
  );
}

/** Tells the emulator of a folder, where one runs, to keep everything and rest; returns when it does. */
export async function restVenue(dir: string): Promise<void> {
  const { socket } = venueFiles(dir);
  const host = await connectHost(socket);
  if (host === undefined) return;
  await host.hello(ms(0), 1);
  host.rest();
  const clock = wallClock();
  for (let i = 0; i < calls.tries && existsSync(socket); i += 1) {
    await clock.wake(later(clock.now(), calls.apart), new AbortController().signal);
  }
}
