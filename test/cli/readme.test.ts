import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMarkets } from '../support/candles.ts';
import { keel } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-readme-'));
beforeAll(() => writeMarkets(join(cwd, 'candles')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Every line of the README that begins with ./keel, as a person would type it, in the order in which it stands there. */
const examples: readonly (readonly string[])[] = [
  ...readFileSync('README.md', 'utf8').matchAll(/^\.\/keel ([^#\n]+)/gm),
].map(([, line = '']) => line.trim().split(' '));

/** These ask the Keel that runs; where none does, that is what they say. */
const remote = new Set(['status', 'positions', 'trades', 'pause', 'kill', 'reset']);
const isRemote = ([command = '', ...rest]: readonly string[]): boolean =>
  remote.has(command) || (command === 'explain' && !rest.includes('--at'));

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
      const { code, err } = await keel(cwd, argv);
      expect([argv.join(' '), code, code === 0 ? '' : err]).toEqual([argv.join(' '), 0, '']);
    }
  });
});
