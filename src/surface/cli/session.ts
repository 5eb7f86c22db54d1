import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { funnelTotal } from '../../view/funnel.ts';
import { summaryLine, tradeHead, tradeJson, tradeRow } from '../../view/trades.ts';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { Listener, SessionOptions, SessionResult } from './starts.ts';

type Printed = Readonly<{ json?: boolean; funnel?: boolean }>;

function withData(command: Command): Command {
  return command
    .option('--data <dir>', 'folder of gzip CSV candles, EXCHANGE_MARKET_BASE-QUOTE_15m.csv.gz')
    .option('--source <name>', 'which of the sources in the folder (default: the one with the most instruments)')
    .option('--from <time>', 'first candle, ISO-8601')
    .option('--to <time>', 'candles before this time, ISO-8601')
    .option('--instruments <list>', 'only these, separated by commas: BTC, XBT, BTC/USD and PF_XBTUSD mean the same')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--seed <n>', 'seed of everything that is drawn', '1')
    .option('--funnel', 'also print how often each gate was the first to say no, per instrument')
    .option('--json', 'one JSON document on stdout');
}

export function addRun(program: Command, around: Surroundings): void {
  withData(program.command('run'))
    .description('Trade. Paper on a replay of candles is what there is now: no key, no network, no database server.')
    .option('--mode <mode>', 'paper or live', 'paper')
    .option('--market <market>', 'where prices come from: replay', 'replay')
    .option('--speed <n>', 'max: as fast as it goes', 'max')
    .addHelpText('after', '\nExample:\n  keel run --market replay --data candles --speed max')
    .action(async (options: SessionOptions & Printed & { mode: string; market: string; speed: string }) => {
      const say = options.json === true ? around.streams.err : around.streams.out;
      const listener = listen(around, (line) => say(`${line}\n`));
      finish(around, options, await around.starts.run(options, listener));
    });
}

export function addBacktest(program: Command, around: Surroundings): void {
  withData(program.command('backtest'))
    .description('What live would have done on these candles: the same engine, the same order path, no journal.')
    .addHelpText('after', '\nExample:\n  keel backtest --data candles --instruments BTC,ETH --from 2024-01-01')
    .action(async (options: SessionOptions & Printed) => {
      finish(
        around,
        options,
        await around.starts.backtest(
          options,
          listen(around, () => undefined),
        ),
      );
    });
}

/** A progress bar where a person watches, and nothing where nobody does. */
function listen({ streams }: Surroundings, log: Listener['log']): Listener {
  const bar = streams.isWatched
    ? new SingleBar({ format: '{bar} {percentage} %  eta {eta_formatted}', hideCursor: true })
    : undefined;
  return {
    opened: (what) => {
      streams.err(`${what}\n`);
      bar?.start(100, 0);
    },
    progress: (done) => {
      bar?.update(Math.floor(done * 100));
      if (done >= 1) bar?.stop();
    },
    log,
  };
}

function finish(
  around: Surroundings,
  options: Printed,
  result: Awaited<ReturnType<Surroundings['starts']['backtest']>>,
): void {
  if (!result.ok) return refuse(around, result.error);
  const { streams } = around;
  if (options.json === true) return streams.out(`${json(document(result.value, options))}\n`);
  print(around, options, result.value);
}

function document(result: SessionResult, { funnel }: Printed): unknown {
  const { summary, trades, open, equity, candles, journal } = result;
  return {
    summary: { ...summary, equity, candles, open: open.length },
    trades: trades.map(tradeJson),
    ...(funnel === true ? { funnel: result.funnel } : {}),
    ...(journal === undefined ? {} : { journal }),
  };
}

function print({ streams }: Surroundings, { funnel }: Printed, result: SessionResult): void {
  streams.out(`${table(tradeHead, result.trades.map(tradeRow))}\n`);
  for (const line of result.open) streams.out(`still open: ${line}\n`);
  if (funnel === true) streams.out(`\n${table(['instrument', ...result.funnel.codes], funnelRows(result))}\n`);
  streams.out(
    `\n${summaryLine(result.summary)}; equity ${Number(result.equity).toFixed(2)} USD over ${result.candles} candles.\n`,
  );
  if (result.journal !== undefined)
    streams.err(`Journal: ${result.journal} (keel replay proves it, keel explain asks it)\n`);
}

function funnelRows({ funnel }: SessionResult): readonly (readonly string[])[] {
  const rows = funnel.rows.map(({ instrument, counts }) => [instrument, ...counts.map(String)]);
  return [...rows, ['all', ...funnelTotal(funnel).map(({ count }) => String(count))]];
}
