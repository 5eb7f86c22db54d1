import type { Command } from 'commander';
import { json } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { EmulatorOptions, Listening } from './starts.ts';

export function addEmulator(program: Command, around: Surroundings): void {
  program
    .command('emulator')
    .description(
      'Kraken Futures on a loopback port: REST, charts, history and WebSocket, for any client to practise on.',
    )
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', '8080')
    .option('--market <market>', 'where prices come from: synthetic or replay', 'synthetic')
    .option('--speed <n>', 'times the pace of the wall clock', '1')
    .option('--lockstep', 'time passes in turns only, as POST /control/turn asks for them')
    .option('--seed <n>', 'seed of everything that is drawn, the practice keys among it', '2')
    .option('--data <dir>', 'folder of gzip CSV candles, EXCHANGE_MARKET_BASE-QUOTE_15m.csv.gz')
    .option('--source <name>', 'which of the sources in the folder (default: the one with the most instruments)')
    .option('--from <time>', 'first candle, ISO-8601; trading begins 230 days later')
    .option('--to <time>', 'candles before this time, ISO-8601')
    .option('--instruments <list>', 'only these, separated by commas: BTC, XBT, BTC/USD and PF_XBTUSD mean the same')
    .option('--days <n>', 'the market ends after so many days of trading')
    .option(
      '--fault <name>',
      'what goes wrong, repeatable: NAME, NAME:0.01 (of all occasions), NAME:sendorder@1,3 (the first and third with that in it)',
      (text: string, given: readonly string[]) => [...given, text],
      [],
    )
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--json', 'one JSON line on stdout, with all addresses and a practice key')
    .addHelpText(
      'after',
      '\nExamples:\n  keel emulator\n  keel emulator --port 0 --speed 60 --json\n  keel emulator --fault accepted-but-no-reply:sendorder@1 --fault drop:0.01',
    )
    .action(async (options: EmulatorOptions & Readonly<{ json?: boolean }>) => {
      const tell = (what: Listening): void =>
        options.json === true ? printJson(around, what) : printWords(around, what);
      const result = await around.starts.emulator(options, tell);
      if (!result.ok) return refuse(around, result.error);
      around.streams.err('Stopped.\n');
    });
}

function printJson({ streams }: Surroundings, what: Listening): void {
  const { futures, unified, spot, control, apiKey, apiSecret, keys } = what;
  streams.out(`${json({ futures, unified, spot, control, apiKey, apiSecret, keys })}\n`);
}

function printWords(
  { streams }: Surroundings,
  { futures, unified, spot, control, market, apiKey, apiSecret }: Listening,
): void {
  const lines = [
    ...market,
    `futures  ${futures.rest}  ${futures.charts}  ${futures.history}  ${futures.ws}`,
    `unified  ${unified.public}  ${unified.private}`,
    `spot     ${spot.rest}  ${spot.ws}`,
    `control  ${control}`,
    `practice key     ${apiKey}`,
    `practice secret  ${apiSecret}`,
    'Ctrl-C stops it.',
  ];
  streams.out(`${lines.join('\n')}\n`);
}
