import type { Command } from 'commander';
import { auditJson, auditLines } from '../../view/audit-words.ts';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { VenueOptions } from './starts.ts';

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
