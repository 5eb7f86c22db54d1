import type { Command } from 'commander';
import { checkLine } from '../../view/check.ts';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { DoctorOptions } from './starts.ts';

export function addDoctor(program: Command, around: Surroundings): void {
  program
    .command('doctor')
    .description('Looks at machine, venue, key and account: what is wrong, each with its fix. Changes nothing.')
    .option('--venue <file>', 'the line that keel emulator --json printed (default: Kraken)')
    .option('--unified', 'also the checklist of the first connection over the unified WebSocket')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  keel doctor --venue venue.json\n  keel doctor --venue venue.json --json')
    .action(async (options: DoctorOptions & { json?: boolean }) => {
      const result = await around.starts.doctor(options);
      if (!result.ok) return refuse(around, result.error);
      const checks = result.value;
      const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
      const warned = checks.filter(({ verdict }) => verdict === 'warn').length;
      around.exit(failed > 0 ? 1 : 0);
      if (options.json === true) return around.streams.out(`${json({ ok: failed === 0, checks })}\n`);
      for (const check of checks) around.streams.out(`${checkLine(check)}\n`);
      around.streams.out(`${checks.length} checks: ${failed} failed, ${warned} with a warning.\n`);
    });
}
