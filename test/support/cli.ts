import { createStarts } from '../../src/boot/starts.ts';
import { main } from '../../src/surface/cli/program.ts';

/** What a command said, and with which code it ended. */
export type Spoken = Readonly<{ code: number; out: string; err: string }>;

/** A run over candles that comes to an end: a test never starts one at a pace, which does not. */
export const replayRun: readonly string[] = ['run', '--market', 'replay', '--speed', 'max'];

/** Runs one command of the command line in this process, standing in `cwd` with nothing but `env` around it. */
export async function keel(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Spoken> {
  let [out, err] = ['', ''];
  const streams = {
    out: (text: string): void => void (out += text),
    err: (text: string): void => void (err += text),
    isWatched: false,
    colour: false,
  };
  const code = await main(argv, createStarts({ cwd, env }), streams);
  return { code, out, err };
}
