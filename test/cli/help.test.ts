import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStarts } from '../../src/boot/starts.ts';
import { ok } from '../../src/core/result.ts';
import { main } from '../../src/surface/cli/program.ts';
import { writeCandleFile, writeMarkets } from '../support/candles.ts';
import { keel } from '../support/cli.ts';
import { practise } from '../support/practice.ts';
import type { Practice } from '../support/practice.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-help-'));
let practice: Practice;
beforeAll(async () => {
  writeMarkets(join(cwd, 'candles'));
  writeCandleFile(join(cwd, 'candles.csv'), { days: 10 });
  writeFileSync(join(cwd, 'smc.json'), '{"breakOn":"wick"}');
  practice = await practise();
  cpSync(join(practice.cwd, 'venue.json'), join(cwd, 'venue.json'));
});
afterAll(async () => {
  await practice.close();
  rmSync(cwd, { recursive: true, force: true });
});

/** In the order in which a person would type them: `run` writes the journal that the later ones read. */
const commands = [
  'run',
  'backtest',
  'explain',
  'replay',
  'analyze',
  'lookahead',
  'emulator',
  'doctor',
  'audit',
  'protect',
  'config check',
  'config show',
];

/** The examples at the foot of a command's help, each as the arguments that a shell would make of it. */
function examplesIn(help: string): readonly (readonly string[])[] {
  const [, lines = ''] = /\nExamples?:\n((?: {2}keel .+\n)+)$/.exec(help) ?? [];
  return lines.split('\n').flatMap((line) => (line === '' ? [] : [line.trim().split(' ').slice(1)]));
}

/** Whether a run ends by itself within a moment: the others are parsed, and not begun. */
function ends(argv: readonly string[]): boolean {
  if (argv[0] === 'emulator') return false;
  return argv[0] !== 'run' || (argv.includes('max') && argv.includes('--data'));
}

/** How the command line takes a command that would begin something endless: everything but the beginning. */
async function parsed(argv: readonly string[]): Promise<number> {
  const starts = createStarts({ cwd, env: {} });
  const streams = { out: () => undefined, err: () => undefined, isWatched: false, colour: false };
  const endless = { run: async () => ok({ open: [], resumed: false }), emulator: async () => ok('stopped' as const) };
  return main(argv, { ...starts, ...endless }, streams);
}

/** What `keel --help` lists. */
function listed(help: string): readonly string[] {
  const [, list = ''] = help.split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
}

describe('--help', () => {
  it.each(commands)('of %s exits 0 and shows examples that work', async (command) => {
    const help = await keel(cwd, [...command.split(' '), '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(`Usage: keel ${command} [options]`);
    const examples = examplesIn(help.out);
    expect(examples.length).toBeGreaterThan(0);
    for (const argv of examples) {
      expect(`${argv.join(' ')} `.startsWith(`${command} `)).toBe(true);
      if (!ends(argv)) {
        expect(await parsed(argv), `${argv.join(' ')}`).toBe(0);
        continue;
      }
      const spoken = await keel(cwd, argv);
      expect(spoken.code, `${spoken.err}${spoken.out}`).toBe(0);
      expect(spoken.out.length).toBeGreaterThan(0);
    }
  });

  it('of every command exits 0, and its examples are understood', async () => {
    const help = await keel(cwd, ['--help']);
    const all = listed(help.out);
    expect(all).toEqual(expect.arrayContaining(['run', 'backtest', 'explain', 'replay', 'config']));
    for (const command of all.filter((name) => name !== 'config')) {
      const { code, out } = await keel(cwd, [command, '--help']);
      expect(code).toBe(0);
      const examples = examplesIn(out);
      expect(examples.length, `${command}`).toBeGreaterThan(0);
      for (const argv of examples.filter((one) => ends(one))) {
        const { err } = await keel(cwd, argv);
        expect(err, `${argv.join(' ')}`).not.toMatch(/^error: /);
      }
    }
  });

  it('of config names its commands', async () => {
    const config = await keel(cwd, ['config', '--help']);
    expect(config.code).toBe(0);
    expect(config.out).toMatch(/^ {2}check .*\n {2}show /m);
  });

  it('has a version to tell', async () => {
    expect(await keel(cwd, ['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
