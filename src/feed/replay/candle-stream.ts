import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { err } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { endOfBytes, newLines, takeBytes } from './candle-lines.ts';
import type { HearCandle } from './candle-lines.ts';

/** As much as is asked of the disk at a time. */
const reading = { bytes: 1 << 20 } as const;

/** `rest` is waited for now and then: as long as it takes, nothing more is read. */
type Hearer = Readonly<{ hear: HearCandle; rest?: () => Promise<void> }>;

/**
 * Reads one file of candles from its beginning to its end, in bounded memory, and lets them be heard on the way. Every line is checked.
 *
 * @returns how many candles there were, or one sentence with the file, the line and what is wrong; what was heard before stays heard.
 */
export async function streamCandles(path: string, { hear, rest }: Hearer): Promise<Result<number, string>> {
  const lines = newLines();
  const listen = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      takeBytes(lines, chunk, hear);
      if (lines.wrong !== undefined) return;
      await rest?.();
    }
  };
  try {
    const bytes = createReadStream(path, { highWaterMark: reading.bytes });
    if (path.endsWith('.gz')) await pipeline(bytes, createGunzip({ chunkSize: reading.bytes }), listen);
    else await pipeline(bytes, listen);
  } catch (error) {
    if (lines.wrong === undefined) return err(whyNot(path, error));
  }
  const ended = endOfBytes(lines, hear);
  return ended.ok ? ended : err(`${path}:${ended.error}.`);
}

/** Whether it can be read a second time; a pipe cannot. */
export function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function whyNot(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `There is no file ${path}.`;
  if (code === 'EISDIR') return `${path} is a folder; it takes one file of candles.`;
  if (code === 'EACCES') return `${path} may not be read.`;
  if (code.startsWith('Z_')) return `${path} is not a whole gzip file.`;
  throw error;
}
