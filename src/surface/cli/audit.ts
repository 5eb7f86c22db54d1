import type { Command } from 'commander';
import { auditJson, auditLines } from '../../view/audit-words.ts';
import { isProtected, protectionJson, protectionLines } from '../../view/protection.ts';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { ProtectOptions, VenueOptions } from './starts.ts';

export function addAudit(program: Command, around: Surroundings): void {
  program
    .command('audit')
    .description('Open orders against positions at the venue: what is naked, partly covered or left over. Reads only.')
    .option('--venue <file>', 'the line that keel emulator --json printed (default: Kraken)')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  keel audit --venue venue.json')
    .action(async (options: VenueOptions & { json?: boolean }) => {
      const result = await around.starts.audit(options);
      if (!result.ok) return refuse(around, result.error);
      const audit = result.value;
      around.exit(audit.findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0);
      around.streams.out(`${options.json === true ? json(auditJson(audit)) : auditLines(audit).join('\n')}\n`);
    });
}

export function addProtect(program: Command, around: Surroundings): void {
  program
    .command('protect')
    .description(
      'Finds positions without a whole stop at the venue; places what is missing, and cancels or closes nothing.',
    )
    .option('--live', 'place the stops; without it they are only shown')
    .option('--venue <file>', 'the line that keel emulator --json printed (default: Kraken, real money)')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExit code 1 while a stop is missing.\n\nExamples:\n  keel protect --venue venue.json\n  keel protect --venue venue.json --live',
    )
    .action(async (options: ProtectOptions & { json?: boolean }) => {
      const result = await around.starts.protect(options);
      if (!result.ok) return refuse(around, result.error);
      const done = result.value;
      around.exit(isProtected(done) ? 0 : 1);
      const text = options.json === true ? json(protectionJson(done)) : protectionLines(done).join('\n');
      around.streams.out(`${text}\n`);
    });
}
