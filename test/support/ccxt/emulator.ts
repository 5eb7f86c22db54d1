import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The line that `keel emulator --json` prints. */
export type Addresses = Readonly<{
  futures: Readonly<{ rest: string; charts: string; history: string; ws: string }>;
  unified: Readonly<{ public: string; private: string }>;
  spot: Readonly<{ rest: string; ws: string }>;
  control: string;
  apiKey: string;
  apiSecret: string;
  keys: Readonly<Record<string, Readonly<{ apiKey: string; apiSecret: string }>>>;
}>;

export type Emulator = Addresses &
  Readonly<{
    /** One of its practice controls; the answer. */
    control: string;
    practise: (word: string, given?: unknown) => Promise<unknown>;
    stop: () => Promise<void>;
  }>;

const program = resolve(import.meta.dirname, '../../../src/boot/main.ts');

/** The emulator as a user starts it: a process of its own, on a free port, in a folder of its own. */
export async function startEmulator(flags: readonly string[] = []): Promise<Emulator> {
  const dir = mkdtempSync(join(tmpdir(), 'keel-ccxt-'));
  const argv = [program, 'emulator', '--port', '0', '--json', ...flags];
  const child = spawn(process.execPath, argv, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const line = await Promise.race([
    new Promise<string>((found) => createInterface({ input: child.stdout }).once('line', found)),
    gone.then((): string => {
      throw new Error(`the emulator did not listen:\n${complaints}`);
    }),
  ]);
  const addresses = JSON.parse(line) as Addresses;
  return {
    ...addresses,
    practise: async (word, given = {}) => {
      const answer = await fetch(addresses.control + word, { method: 'POST', body: JSON.stringify(given) });
      if (!answer.ok) throw new Error(`${word}: ${await answer.text()}`);
      return answer.json();
    },
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
