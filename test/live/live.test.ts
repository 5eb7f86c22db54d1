import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keel } from '../support/cli.ts';

const program = resolve(import.meta.dirname, '../../src/boot/main.ts');
const cwd = mkdtempSync(join(tmpdir(), 'keel-live-'));
const patienceMs = 120_000;
let emulator: ChildProcessWithoutNullStreams;

function start(argv: readonly string[], state: string): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, KEEL_STATE_DIR: join(cwd, state), RUN_SECONDS: '100' };
  return spawn(process.execPath, [program, ...argv], { cwd, env });
}

/** Everything that a process says until it has said `text`. */
async function until(child: ChildProcessWithoutNullStreams, text: string): Promise<string> {
  let said = '';
  child.stdout.setEncoding('utf8');
  while (!said.includes(text)) said += String(((await once(child.stdout, 'data')) as unknown as readonly [string])[0]);
  return said;
}

/** Runs until the whole universe is traded, then Ctrl-C: what it said after that. */
async function untilItTrades(argv: readonly string[], state: string): Promise<string> {
  const child = start(argv, state);
  await until(child, 'universe=12');
  let rest = '';
  child.stdout.on('data', (text: string) => void (rest += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (rest += text));
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as unknown as readonly [number];
  expect([code, rest.match(/Error|\n {4}at /)]).toEqual([0, null]);
  return rest;
}

beforeAll(async () => {
  emulator = start(['emulator', '--port', '0', '--speed', '20', '--json'], 'emulator');
  writeFileSync(join(cwd, 'venue.json'), await until(emulator, '\n'));
  writeFileSync(join(cwd, 'unified.yaml'), 'exchange:\n  dialect: unified\n');
}, patienceMs);

afterAll(async () => {
  emulator.kill('SIGINT');
  await once(emulator, 'exit');
  rmSync(cwd, { recursive: true, force: true });
});

const live = ['run', '--mode', 'live', '--venue', 'venue.json'];

describe.each([
  ['v3', live],
  ['unified', [...live, '--config', 'unified.yaml']],
])('live in dialect %s, on the addresses that keel emulator prints', (dialect, argv) => {
  it(
    'discovers its universe, reads its history, says what stays, and wakes up from its journal',
    { timeout: patienceMs },
    async () => {
      expect(await untilItTrades(argv, dialect)).toMatch(/Nothing is open at the venue|At the venue stay/);
      // Once more: it wakes up from its journal, and asks the venue.
      await untilItTrades(argv, dialect);
      const replayed = await keel(cwd, ['replay', join(dialect, 'practice', 'journal.sqlite'), '--json']);
      expect(JSON.parse(replayed.out)).toMatchObject({ differences: [] });
      expect(replayed.code).toBe(0);
    },
  );
});

describe('paper on live prices', () => {
  it('trades in its own venue on the prices of another', { timeout: patienceMs }, async () => {
    await untilItTrades(['run', '--market', 'kraken', '--venue', 'venue.json'], 'prices');
  });

  it('says at once where nobody gives any', { timeout: patienceMs }, async () => {
    const [at, ws] = ['http://127.0.0.1:9', 'ws://127.0.0.1:9'];
    const nowhere = {
      futures: { rest: at, charts: at, history: at, ws },
      unified: { public: ws, private: ws },
      spot: { rest: at },
      apiKey: 'a',
      apiSecret: 'b',
    };
    writeFileSync(join(cwd, 'nowhere.json'), JSON.stringify(nowhere));
    const spoken = await keel(cwd, ['run', '--market', 'kraken', '--venue', 'nowhere.json'], {
      KEEL_STATE_DIR: join(cwd, 'no'),
    });
    expect([spoken.code, spoken.err]).toEqual([
      2,
      expect.stringMatching(/^Live prices cannot be had: .*Is there a network\?/),
    ]);
  });
});

describe('real money', () => {
  it('needs the file and the environment to say so, and is not spoken with before', async () => {
    const spoken = await keel(cwd, ['run', '--mode', 'live']);
    expect([spoken.code, spoken.err]).toEqual([
      2,
      'Real money needs mode: live in the configuration file; it says mode: paper.\n',
    ]);
    writeFileSync(join(cwd, 'live.yaml'), 'mode: live\n');
    const unconfirmed = await keel(cwd, ['run', '--mode', 'live', '--config', 'live.yaml'], { CONFIRM_LIVE: 'yes' });
    expect([unconfirmed.code, unconfirmed.err]).toEqual([2, 'Real money needs CONFIRM_LIVE=YES in the environment.\n']);
    const keyless = await keel(cwd, ['run', '--mode', 'live', '--config', 'live.yaml'], { CONFIRM_LIVE: 'YES' });
    expect([keyless.code, keyless.err.startsWith('KRAKEN_FUTURES_API_KEY is not set')]).toEqual([2, true]);
  });
});
