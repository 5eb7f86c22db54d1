import type { Command } from 'commander';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { AnalyzeOptions } from './starts.ts';

const examples = [
  'keel analyze candles.csv',
  'keel analyze candles.csv --json',
  'keel analyze candles.csv --events structure --params smc.json --csv',
  'keel analyze candles.csv --indicator adx --period 14 --csv',
  'keel analyze candles.csv --compat smclib --primitive bos_choch --param swing_length=5 --param close_break=True --csv',
  'keel analyze candles.csv --compat smclib --primitive sessions --param session=London --csv',
  'keel analyze candles.csv --compat luxalgo --primitive events --param swings_length=20 --csv',
];

export function addAnalyze(program: Command, around: Surroundings): void {
  program
    .command('analyze')
    .argument('<file>', 'candles as CSV or .csv.gz, with time (ms or ISO-8601), open, high, low, close and volume')
    .description('Reads a file of candles as Keel, or as a foreign program does, and prints what is in it.')
    .option('--json', 'every event as one JSON line on stdout, at the candle whose close made it known')
    .option(
      '--events <kind>',
      'one kind as a table: pivot, structure, mss, ob, breaker, fvg, pool, ote, displacement, idm, range_state, session or previous',
    )
    .option('--params <file>', 'parameters of our own analysis as JSON, such as {"atr":14,"breakOn":"wick"}')
    .option('--indicator <name>', 'an indicator as Pine computes it: ema, atr, adx or rsi')
    .option('--period <n>', 'over how many candles')
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
    .addHelpText(
      'after',
      `\nParameters of --compat, with the values that they have when nothing is said:\n${around.starts.foreignParams.map((line) => `  ${line}`).join('\n')}`,
    )
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)
    .action(async (file: string, options: Omit<AnalyzeOptions, 'file'>) => {
      const { out: print, drained = async (): Promise<void> => undefined } = around.streams;
      const result = await around.starts.analyze({ ...options, file }, { print, drained });
      if (!result.ok) refuse(around, result.error);
    });
}
