import { Command, CommanderError } from 'commander';
import { addAnalyze } from './analyze.ts';
import { addAudit, addProtect } from './audit.ts';
import { addDoctor } from './doctor.ts';
import { addBacktest, addRun } from './session.ts';
import { addConfig } from './config.ts';
import { addEmulator } from './emulator.ts';
import { addReplay } from './look-back.ts';
import { addLookahead } from './lookahead.ts';
import type { Streams } from './print.ts';
import { addRemote } from './remote.ts';
import type { ExitCode, Surroundings } from './refuse.ts';
import type { Starts } from './starts.ts';

/** The command line: parses, starts, prints. Bad input is one clear sentence on stderr and exit code 2. */
export async function main(argv: readonly string[], starts: Starts, streams: Streams): Promise<ExitCode> {
  let code: ExitCode = 0;
  const surroundings: Surroundings = { starts, streams, exit: (given) => void (code = given) };
  const program = new Command('keel')
    .description('An autonomous trading system for Kraken Futures perpetuals.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(keel --help shows the commands)')
    .configureOutput({ writeOut: streams.out, writeErr: streams.err });
  for (const add of [
    addRun,
    addBacktest,
    addRemote,
    addReplay,
    addAnalyze,
    addLookahead,
    addEmulator,
    addDoctor,
    addAudit,
    addProtect,
    addConfig,
  ])
    add(program, surroundings);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}
