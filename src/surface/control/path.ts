import { createHash } from 'node:crypto';
import { platform, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Longest path of a unix domain socket, in bytes: `sun_path` less its final zero. */
const longest = { linux: 107, other: 103 } as const;

export const isPipe: boolean = platform() === 'win32';

/**
 * Where the Keel of a state directory listens: `keel.sock` in it. A named pipe on Windows; and where that path is too
 * long for a socket, a short one in the folder of temporary files. Both ends derive it, so nobody has to be told.
 */
export function controlPath(stateDir: string): string {
  if (isPipe) return `\\\\.\\pipe\\keel-${digest(stateDir)}`;
  const path = join(stateDir, 'keel.sock');
  const room = platform() === 'linux' ? longest.linux : longest.other;
  return Buffer.byteLength(path) <= room ? path : join(tmpdir(), `keel-${userInfo().uid}`, `${digest(stateDir)}.sock`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
