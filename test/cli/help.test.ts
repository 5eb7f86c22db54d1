import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMarkets } from '../support/candles.ts';
import { keel } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'keel-help-'));
beforeAll(() => writeMarkets(join(cwd, 'candles')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** In the order in which a person would type them: `run` writes the journal that the later ones read. */
const commands = ['run', 'backtest', 'explain', 'replay', 'config check', 'config show'];

/** The example at the foot of a command's help, as the arguments that a shell would make of it. */
function exampleIn(help: string): readonly string[] {
  const [program, ...argv] = /\nExample:\n {2}(.+)\n$/.exec(help)?.[1]?.split(' ') ?? [];
  expect(program).toBe('keel');
  return argv;
}

describe('--help', () => {
  it.each(commands)('of %s exits 0 and shows an example that works', async (command) => {
    const help = await keel(cwd, [...command.split(' '), '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(`Usage: keel ${command} [options]`);
    const argv = exampleIn(help.out);
    expect(argv.join(' ').startsWith(command)).toBe(true);
    const spoken = await keel(cwd, argv);
    expect(spoken.code, spoken.err).toBe(0);
    expect(spoken.out.length).toBeGreaterThan(0);
  });

  it('of the program names every command', async () => {
    const help = await keel(cwd, ['--help']);
    expect(help.code).toBe(0);
    for (const command of commands) expect(help.out).toMatch(new RegExp(`^  ${command.split(' ')[0]} `, 'm'));
    const config = await keel(cwd, ['config', '--help']);
    expect(config.code).toBe(0);
    expect(config.out).toMatch(/^ {2}check .*\n {2}show /m);
  });

  it('has a version to tell', async () => {
    expect(await keel(cwd, ['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
