import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCandleFile, writeMarkets } from '../support/candles.ts';
import { createStarts } from '../../src/boot/starts.ts';
import { ok } from '../../src/core/result.ts';
import { main } from '../../src/surface/cli/program.ts';
import { keel } from '../support/cli.ts';
import { practise } from '../support/practice.ts';
import type { Practice } from '../support/practice.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-readme-'));
let practice: Practice;
beforeAll(async () => {
  writeMarkets(join(cwd, 'candles'));
  writeCandleFile(join(cwd, 'candles.csv'), { days: 10 });
  practice = await practise();
  cpSync(join(practice.cwd, 'venue.json'), join(cwd, 'venue.json'));
});
afterAll(async () => {
  await practice.close();
  rmSync(cwd, { recursive: true, force: true });
});

/** Every line of the README that begins with ./keel, as a person would type it, in the order in which it stands there. */
const examples: readonly (readonly string[])[] = [
  ...readFileSync('README.md', 'utf8').matchAll(/^\.\/keel ([^#\n]+)/gm),
].map(([, line = '']) => line.replace(/ > .*/, '').trim().split(' '));

/** These ask the Keel that runs; where none does, that is what they say. */
const remote = new Set(['status', 'positions', 'universe', 'trades', 'pause', 'kill', 'reset']);
const isRemote = ([command = '', ...rest]: readonly string[]): boolean =>
  remote.has(command) || (command === 'explain' && !rest.includes('--at'));

/** These go on until somebody stops them: they are understood, and not begun. */
const isEndless = (argv: readonly string[]): boolean =>
  argv[0] === 'emulator' || (argv[0] === 'run' && argv.includes('--mode'));

async function understood(argv: readonly string[]): Promise<number> {
  const streams = { out: () => undefined, err: () => undefined, isWatched: false, colour: false };
  const endless = { run: async () => ok({ open: [], resumed: false }), emulator: async () => ok('stopped' as const) };
  return main(argv, { ...createStarts({ cwd, env: {} }), ...endless }, streams);
}

describe('the README', () => {
  it('has an example of every command that it names', () => {
    expect(examples.length).toBeGreaterThan(12);
    expect(new Set(examples.map(([command]) => command)).size).toBeGreaterThan(9);
  });

  it.each(examples.filter((argv) => isRemote(argv)).map((argv) => [argv.join(' '), argv] as const))(
    'keel %s, with nothing running, says so in a sentence',
    async (_, argv) => {
      const { code, err } = await keel(cwd, argv);
      expect(code).toBe(2);
      expect(err).toMatch(/^(No Keel is running here|There is no journal yet).*\n$/);
    },
  );

  it('runs the others as they stand, on a folder of candles', { timeout: 120_000 }, async () => {
    for (const argv of examples.filter((candidate) => !isRemote(candidate))) {
      if (isEndless(argv)) {
        expect([argv.join(' '), await understood(argv)]).toEqual([argv.join(' '), 0]);
        continue;
      }
      const { code, err } = await keel(cwd, argv);
      expect([argv.join(' '), code, code === 0 ? '' : err]).toEqual([argv.join(' '), 0, '']);
    }
  });
});
