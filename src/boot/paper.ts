import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { createRecorder, noRecorder } from '../runtime/recorder.ts';
import type { Listener, RunOptions, SessionOptions, SessionResult } from '../surface/cli/starts.ts';
import { createJournalFile, sealJournal } from './journal-file.ts';
import { openMarket } from './market.ts';
import type { OpenMarket } from './market.ts';
import type { Place } from './place.ts';
import { trade } from './session.ts';
import { onStopSignal } from './stop-signal.ts';

export type Start<O> = Readonly<{ place: Place; config: Config; options: O; listener: Listener }>;

/** Records between two snapshots: what a recovery has to step again, at most. */
export const snapshotEvery = 25_000;

/** Paper trading at full speed, with a journal: market and venue are in this process, and time is theirs. */
export async function paperAtFullSpeed(start: Start<RunOptions>): Promise<Result<SessionResult, string>> {
  const { place, config, options, listener } = start;
  const market = open(start);
  if (!market.ok) return market;
  const file = createJournalFile(place);
  if (!file.ok) return file;
  const { path, journal } = file.value;
  const onTrouble = (trouble: string | undefined): void => listener.log(journalTrouble(trouble));
  const recorder = createRecorder({
    journal,
    head: '',
    snapshotEvery,
    decisionsKeptMs: config.decisions.keptMs,
    onTrouble,
  });
  const stop = onStopSignal(() => undefined);
  try {
    const session = {
      config,
      seed: Number(options.seed),
      market: market.value,
      recorder,
      listener,
      stopped: stop.asked,
    };
    return ok({ ...(await trade(session)), journal: path });
  } finally {
    stop.release();
    sealJournal(journal);
  }
}

/** The same over the same market, without a journal. */
export async function backtest(start: Start<SessionOptions>): Promise<Result<SessionResult, string>> {
  const { config, listener, options } = start;
  const market = open({ ...start, options: { ...options, market: 'replay' } });
  if (!market.ok) return market;
  const session = {
    config,
    seed: Number(options.seed),
    market: market.value,
    recorder: noRecorder,
    listener,
    stopped: () => false,
  };
  return ok(await trade(session));
}

function open({
  place,
  options,
  listener,
}: Start<SessionOptions & Readonly<{ market: string }>>): Result<OpenMarket, string> {
  const market = openMarket(place, options);
  if (market.ok) listener.opened(market.value.said.join('\n'));
  return market;
}

/** The journal's own trouble cannot go to the journal. */
export function journalTrouble(trouble: string | undefined): string {
  return trouble === undefined
    ? 'INFO JOURNAL_WRITABLE'
    : `CRITICAL JOURNAL_NOT_WRITABLE cause=${JSON.stringify(trouble)}`;
}

/** What contradicts itself or is no word that we know is refused, never quietly replaced. */
export function refusal({ mode, market, venue, data, speed }: RunOptions, config: Config): Result<undefined, string> {
  if (mode !== 'paper' && mode !== 'live') return err(`--mode ${mode} is not a mode; it is paper or live.`);
  const isTheirs = mode === 'live' || market === 'kraken';
  if (mode === 'live' && market === 'replay')
    return err('--mode live trades on the market of its venue, not on candles; leave --market out.');
  if (isTheirs && data !== undefined) return err('--data belongs to --market replay; this market is not on a disk.');
  if (isTheirs && speed === 'max')
    return err('--speed max is for a market in this process; this one has its own pace.');
  if (!isTheirs && venue !== undefined)
    return err('--venue belongs to --mode live and to --market kraken; paper has its own venue.');
  if (mode === 'paper' && config.mode === 'live')
    return err(
      'The configuration says mode: live and the command line paper; say --mode live, or leave it out of the file.',
    );
  return ok(undefined);
}
