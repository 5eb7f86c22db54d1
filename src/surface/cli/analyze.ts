import type { Command } from 'commander';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { AnalyzeOptions } from './starts.ts';

const examples = [
  'keel analyze candles.csv --compat smclib --primitive bos_choch --param swing_length=5 --param close_break=True --csv',
  'keel analyze candles.csv --compat smclib --primitive prevhl --param time_frame=4h --csv',
  'keel analyze candles.csv --compat luxalgo --primitive events --param swings_length=20 --csv',
];

export function addAnalyze(program: Command, around: Surroundings): void {
  program
    .command('analyze')
    .argument('<file>', 'candles as CSV or .csv.gz, with time (ms or ISO-8601), open, high, low, close and volume')
    .description('Reads a file of candles as Keel, or as a foreign program does, and prints what is in it.')
    .option('--compat <program>', 'as another program prints it: smclib or luxalgo')
    .option(
      '--primitive <name>',
      'of smclib: fvg, swings, bos_choch, ob, liquidity, retracements, prevhl or sessions; of luxalgo: events, state or dense',
    )
    .option(
      '--param <key=value>',
      'a parameter of that program in its own spelling, such as swing_length=5, repeatable',
      (text: string, given: readonly string[]) => [...given, text],
      [],
    )
    .option('--csv', 'a table on stdout, its first column the number of the candle')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)
    .action(async (file: string, options: Omit<AnalyzeOptions, 'file'>) => {
      const result = await around.starts.analyze({ ...options, file }, around.streams.out);
      if (!result.ok) refuse(around, result.error);
    });
}
