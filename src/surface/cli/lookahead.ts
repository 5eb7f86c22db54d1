import type { Command } from 'commander';
import { causalityHead, causalityJson, causalityRow, causalityWords, differencesOf } from '../../view/causality.ts';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import { listen, withData } from './session.ts';
import type { LookaheadOptions } from './starts.ts';

export function addLookahead(program: Command, around: Surroundings): void {
  withData(program.command('lookahead'))
    .description('Proves that no decision knows the future: changes it, starts from scratch, and compares.')
    .option('--cuts <n>', 'random moments of each instrument after which the future is changed', '200')
    .addHelpText('after', '\nExample:\n  keel lookahead --data candles --instruments BTC --cuts 20')
    .action(async (options: LookaheadOptions & Readonly<{ json?: boolean }>) => {
      const result = await around.starts.lookahead(
        options,
        listen(around, () => undefined),
      );
      if (!result.ok) return refuse(around, result.error);
      if (differencesOf(result.value.instruments) > 0) around.exit(1);
      if (options.json === true) return around.streams.out(`${json(causalityJson(result.value))}\n`);
      around.streams.out(`${table(causalityHead, result.value.instruments.map(causalityRow))}\n`);
      around.streams.out(`\n${causalityWords(result.value).join('\n')}\n`);
    });
}
