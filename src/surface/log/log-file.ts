import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type LogFile = Readonly<{ write: (line: string) => void }>;

/** A log in a file, one line an event. At `bytes` it is set aside as `.1`, and so on; the oldest of `kept` goes. */
export function openLogFile(path: string, { bytes, kept }: Readonly<{ bytes: number; kept: number }>): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let size = existsSync(path) ? statSync(path).size : 0;
  const rotate = (): void => {
    rmSync(`${path}.${kept}`, { force: true });
    for (let n = kept - 1; n >= 1; n -= 1)
      if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`);
    renameSync(path, `${path}.1`);
    size = 0;
  };
  return {
    write: (line) => {
      if (size >= bytes) rotate();
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
      size += Buffer.byteLength(line) + 1;
    },
  };
}
