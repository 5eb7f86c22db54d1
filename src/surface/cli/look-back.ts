import type { Command } from 'commander';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';

export function addReplay(program: Command, around: Surroundings): void {
  program
    .command('replay')
    .argument('<journal>', 'a journal that `keel run` wrote')
    .description('Proves a journal: steps every event again and compares effects and state, bit for bit.')
    .option('--config <file>', 'replay under another configuration, and say from which record on it matters')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  keel replay .local/journal/run-1.sqlite')
    .action((journal: string, options: { config?: string; json?: boolean }) => {
      const result = around.starts.replay({ ...options, journal });
      if (!result.ok) return refuse(around, result.error);
      const { records, withEffects, snapshots, differences } = result.value;
      if (differences.length > 0) around.exit(1);
      if (options.json === true) return around.streams.out(`${json(result.value)}\n`);
      for (const { seq, kind, detail } of differences) around.streams.out(`seq ${seq}: ${kind}: ${detail}\n`);
      const checked = `${records} records, ${withEffects} of them with effects, ${snapshots} snapshots`;
      around.streams.out(`${checked}: ${differences.length === 0 ? 'zero' : differences.length} differences\n`);
    });
}
