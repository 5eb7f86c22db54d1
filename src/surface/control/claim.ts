import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import type { Server } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { controlPath, isPipe } from './path.ts';

/**
 * Makes the server listen where this state directory is asked, for its owner alone: the folder is 0700, the socket 0600.
 * What a dead process left there is replaced.
 *
 * @returns one sentence where another Keel is alive there, or where the folder cannot be made private.
 */
export async function claim(server: Server, stateDir: string): Promise<Result<undefined, string>> {
  const path = controlPath(stateDir);
  const living = `Another Keel is running here (KEEL_STATE_DIR ${stateDir}): keel status shows it.`;
  if (isPipe) return (await listen(server, path)) === undefined ? ok(undefined) : err(living);
  try {
    const trouble = makePrivate(dirname(path), stateDir);
    if (trouble !== undefined) return err(trouble);
    let failure = await listen(server, path);
    if (failure !== undefined && codeOf(failure) === 'EADDRINUSE') {
      if (!lstatSync(path).isSocket())
        return err(`${path} is in the way: it is not a socket, and not of Keel's making.`);
      if ((await isAlive(path)) || !(await remove(path))) return err(living);
      failure = await listen(server, path);
    }
    if (failure !== undefined) return err(codeOf(failure) === 'EADDRINUSE' ? living : cannot(path, failure));
    chmodSync(path, 0o600);
    return ok(undefined);
  } catch (cause) {
    return err(cannot(path, cause));
  }
}

/** The folder becomes its owner's alone; one that is shared on purpose, or is somebody else's, is not touched. */
function makePrivate(dir: string, stateDir: string): string | undefined {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(dir);
  const own = uid === userInfo().uid;
  const loose = (mode & 0o077) !== 0;
  const shared = (mode & 0o1000) !== 0;
  if ((!own && (loose || dir !== stateDir)) || (loose && shared))
    return `${dir} is shared with other users; set KEEL_STATE_DIR to a folder of your own.`;
  if (loose) chmodSync(dir, 0o700);
  return undefined;
}

/** Undefined when it listens. */
function listen(server: Server, path: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: Error): void => {
      server.off('error', settle).off('listening', settle);
      resolve(failure);
    };
    server.once('error', settle).once('listening', settle).listen(path);
  });
}

/** Somebody accepts connections there. Only a plain refusal says that nobody does. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => settle(true));
    socket.on('error', (cause) => settle(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(cause) ?? '')));
  });
}

/**
 * Takes a dead socket out of the way. Two may start at once, and the other may have replaced it since we looked: so it
 * is moved aside first, looked at again, and put back where it lives.
 */
async function remove(path: string): Promise<boolean> {
  const aside = join(dirname(path), `k${randomBytes(3).toString('hex')}`);
  renameSync(path, aside);
  const alive = await isAlive(aside);
  if (alive) linkSync(aside, path);
  unlinkSync(aside);
  return !alive;
}

function cannot(path: string, cause: unknown): string {
  return `The control socket ${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}.`;
}

/** The system's name of an error, such as ENOENT. */
export function codeOf(cause: Error): string | undefined {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
