import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keel } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-emulator-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const program = resolve(import.meta.dirname, '../../src/boot/main.ts');

type Printed = Readonly<{ futures: Readonly<{ rest: string }>; control: string; apiSecret: string }>;

describe('keel emulator', () => {
  it('prints one line of JSON when it listens, answers there, and ends with Ctrl-C', async () => {
    const child = spawn(process.execPath, [program, 'emulator', '--port', '0', '--json', '--seed', '7'], { cwd });
    let [out, err] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
    while (!out.includes('\n')) await once(child.stdout, 'data');
    const said = JSON.parse(out) as Printed;
    expect(Object.keys(said)).toEqual(['futures', 'unified', 'spot', 'control', 'apiKey', 'apiSecret', 'keys']);
    expect(Object.keys(said.futures)).toEqual(['rest', 'charts', 'history', 'ws']);
    expect(said.futures.rest).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/derivatives\/api\/$/);
    const tickers = await fetch(`${said.futures.rest}v3/tickers`);
    const answer = (await tickers.json()) as Readonly<{ tickers: readonly unknown[] }>;
    expect(answer.tickers).toHaveLength(12);
    const books = await fetch(`${said.control}books`);
    expect(await books.text()).not.toContain(said.apiSecret);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as unknown as readonly [number];
    expect([code, err]).toEqual([0, 'Stopped.\n']);
    expect(out.split('\n')).toHaveLength(2);
  });

  it('refuses what it cannot do with one sentence', async () => {
    for (const [argv, sentence] of [
      [['--port', 'here'], '--port here is not a port; 0 takes any free one.'],
      [['--speed', '0'], "--speed 0 is not a number above zero; 1 is the wall clock's pace."],
      [['--fault', 'drop:often'], '--fault drop:often: after the colon comes a probability'],
      [['--fault', 'earthquake'], '--fault earthquake is none of drop, delay'],
      [['--market', 'moon'], '--market moon is not built yet'],
    ] as const) {
      const spoken = await keel(cwd, ['emulator', ...argv]);
      expect([spoken.code, spoken.out]).toEqual([2, '']);
      expect(spoken.err).toContain(sentence);
    }
  });
});
