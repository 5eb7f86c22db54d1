import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { funnelTotal } from '../../view/funnel.ts';
import { summaryLine, tradeHead, tradeJson, tradeRow } from '../../view/trades.ts';
import { json, table } from './print.ts';
import { refuse } from './refuse.ts';
import type { Surroundings } from './refuse.ts';
import type { Listener, Rested, RunOptions, SessionOptions, SessionResult } from './starts.ts';

type Printed = Readonly<{ json?: boolean; funnel?: boolean }>;

/** The flags that choose candles, spelled the same on every command. */
export function withData(command: Command): Command {
  return command
    .option('--data <dir>', 'folder of gzip CSV candles, EXCHANGE_MARKET_BASE-QUOTE_15m.csv.gz')
    .option('--source <name>', 'which of the sources in the folder (default: the one with the most instruments)')
    .option('--from <time>', 'first candle, ISO-8601')
    .option('--to <time>', 'candles before this time, ISO-8601')
    .option('--instruments <list>', 'only these, separated by commas: BTC, XBT, BTC/USD and PF_XBTUSD mean the same')
    .option('--config <file>', 'configuration (default: keel.yaml where there is one)')
    .option('--seed <n>', 'seed of everything that is drawn', '2')
    .option('--json', 'one JSON document on stdout');
}

export function addRun(program: Command, around: Surroundings): void {
  withFunnel(withData(program.command('run')))
    .description('Trade: on paper, in a synthetic market or over candles, or on a venue over the wire.')
    .option('--mode <mode>', 'paper or live', 'paper')
    .option('--market <market>', 'where prices come from: synthetic, replay, or kraken (live, public)', 'synthetic')
    .option('--speed <n>', 'times the pace of the wall clock, or max', '3600')
    .option('--venue <file>', 'live: the line that keel emulator --json printed (default: Kraken, real money)')
    .option('--days <n>', 'end after so many days of trading')
    .option('--fresh', 'set the paper run that is going on aside, and begin a new one')
    .addHelpText(
      'after',
      '\nExamples:\n  keel run\n  keel run --market replay --data candles --speed max\n  keel run --speed max --days 30 --seed 2\n  keel run --mode live --venue venue.json',
    )
    .action(async (options: RunOptions & Printed) => {
      const say = options.json === true ? around.streams.err : around.streams.out;
      const listener = listen(around, (line) => say(`${line}\n`));
      const result = await around.starts.run(options, listener);
      if (!result.ok) return refuse(around, result.error);
      if ('resumed' in result.value) return rested(around, result.value);
      finish(around, options, ok(result.value));
    });
}

export function addBacktest(program: Command, around: Surroundings): void {
  withFunnel(withData(program.command('backtest')))
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

function withFunnel(command: Command): Command {
  return command.option('--funnel', 'also print how often each gate was the first to say no, per instrument');
}

/** A progress bar where a person watches, and nothing where nobody does. */
export function listen({ streams }: Surroundings, log: Listener['log']): Listener {
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

/** A run was stopped: what stays where it is, in words. */
function rested({ streams }: Surroundings, { open }: Rested): void {
  const stays = open.length === 0 ? 'Nothing is open at the venue.' : 'At the venue stay, with their stops:';
  streams.err(`Stopped. ${[stays, ...open.map((line) => `  ${line}`)].join('\n')}\nkeel run goes on from here.\n`);
}

function finish(around: Surroundings, options: Printed, result: Result<SessionResult, string>): void {
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
