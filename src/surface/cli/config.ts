import type { Command } from 'commander';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';

export function addConfig(program: Command, around: Surroundings): void {
  const config = program.command('config').description('Look at the configuration, or check it.');
  config
    .command('check')
    .description('Checks every key, and every relation between keys.')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  keel config check')
    .action((options: { config?: string; json?: boolean }) => {
      const result = around.starts.checkConfig(options);
      if (!result.ok) return refuse(around, result.error);
      const { hash, file, notes } = result.value;
      if (options.json === true) return around.streams.out(`${json({ ok: true, ...result.value })}\n`);
      for (const note of notes) around.streams.out(`note: ${note}\n`);
      around.streams.out(`${file}: good, hash ${hash}\n`);
    });
  config
    .command('show')
    .description('Every key with its value, where it comes from, its range and what it means.')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  keel config show --json')
    .action((options: { config?: string; json?: boolean }) => {
      const result = around.starts.showConfig(options);
      if (!result.ok) return refuse(around, result.error);
      if (options.json === true) return around.streams.out(`${json(result.value)}\n`);
      const rows = result.value.map(({ key, value, source, range, status, meaning }) => [
        key,
        value,
        source,
        range,
        status,
        meaning,
      ]);
      around.streams.out(`${table(['key', 'value', 'from', 'range', 'status', 'meaning'], rows)}\n`);
    });
}
