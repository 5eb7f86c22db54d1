import type { Command } from 'commander';
import { gateHead, gateRow } from '../../view/explain.ts';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';

export function addExplain(program: Command, around: Surroundings): void {
  program
    .command('explain')
    .argument('<instrument>', 'BTC, XBT, BTC/USD or PF_XBTUSD')
    .description('Why there was, or was not, a signal: every gate with its value, threshold and verdict.')
    .option(
      '--at <time>',
      'ISO-8601; the last 15m candle closed by then is explained (default: the last of the journal)',
    )
    .option('--journal <file>', 'journal of the run (default: the newest)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  keel explain BTC --at 2024-03-05T12:00:00Z')
    .action((instrument: string, options: { at?: string; journal?: string; json?: boolean }) => {
      const result = around.starts.explain({ ...options, instrument });
      if (!result.ok) return refuse(around, result.error);
      if (options.json === true) return around.streams.out(`${json(result.value)}\n`);
      const { instrument: id, at, price, verdict, gates, lastSignal } = result.value;
      const signal = lastSignal === undefined ? '' : `\nnewest signal: ${lastSignal.at}, ${lastSignal.outcome}`;
      around.streams.out(
        `${id} at ${at}, price ${price}: ${verdict}\n\n${table(gateHead, gates.map(gateRow))}${signal}\n`,
      );
    });
}

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
