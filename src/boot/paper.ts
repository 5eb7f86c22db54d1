import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Event } from '../core/events.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import { ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { openCandles } from '../feed/replay/candles.ts';
import type { CandleSet } from '../feed/replay/candles.ts';
import { createMailbox } from '../runtime/mailbox.ts';
import { createRecorder, noRecorder } from '../runtime/recorder.ts';
import type { Journal } from '../runtime/ports.ts';
import type { Recorder } from '../runtime/recorder.ts';
import type { DataOptions, Listener, SessionOptions, SessionResult } from '../surface/cli/starts.ts';
import { listedInstruments } from '../venue/emulator/listing.ts';
import { createJournalFile } from './journal-file.ts';
import type { Place } from './place.ts';
import { trade } from './session.ts';

export type Start<O> = Readonly<{ place: Place; config: Config; options: O; listener: Listener }>;

type RunOptions = SessionOptions & Readonly<{ mode: string; market: string; speed: string }>;

/** What is asked for and does not exist yet is refused, never quietly replaced. */
function refusal({ mode, market, speed }: RunOptions, config: Config): string | undefined {
  if (mode !== 'paper' && mode !== 'live') return `--mode ${mode} is not a mode; it is paper or live.`;
  if (mode === 'live' || config.mode === 'live')
    return 'Live trading is not built yet; run --mode paper, which is the default.';
  if (market !== 'replay') return `--market ${market} is not built yet; use --market replay with --data DIR.`;
  return speed === 'max' ? undefined : `--speed ${speed} is not built yet; use --speed max.`;
}

/** Paper trading on a replay of candles, with a journal. */
export async function paper(start: Start<RunOptions>): Promise<Result<SessionResult, string>> {
  const { place, config, options, listener } = start;
  const refused = refusal(options, config);
  if (refused !== undefined) return err(refused);
  const opened = open(start);
  if (!opened.ok) return opened;
  const journal = createJournalFile(place);
  if (!journal.ok) return journal;
  const { path, recorder, close } = journalled(journal.value, listener);
  const stop = interruptible();
  try {
    const session = { ...opened.value, config, recorder, listener, inbox: stop.inbox, stopped: stop.stopped };
    return ok({ ...(await trade(session)), journal: path });
  } finally {
    stop.release();
    close();
  }
}

/** The same over the same candles, without a journal. */
export async function backtest(start: Start<SessionOptions>): Promise<Result<SessionResult, string>> {
  const { config, listener } = start;
  const opened = open(start);
  if (!opened.ok) return opened;
  const session = { ...opened.value, config, recorder: noRecorder, listener, inbox: () => [], stopped: () => false };
  return ok(await trade(session));
}

type Opened = Readonly<{
  seed: number;
  candles: Readonly<{ source: CandleSet['candles']; count: number; firstAt: Ms; lastAt: Ms }>;
}>;

function open({ place, options, listener }: Start<SessionOptions>): Result<Opened, string> {
  const seed = Number(options.seed);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 40)
    return err(`--seed ${options.seed} is not a whole number below 2^40.`);
  const set = candleSet(place, options);
  if (!set.ok) return set;
  const { source, instruments, count, firstAt, lastAt, skipped, candles } = set.value;
  for (const { file, why } of skipped) listener.opened(`Left out ${file}: ${why}.`);
  listener.opened(`${source}: ${instruments.length} instruments, ${count} candles of 15m.`);
  return ok({ seed, candles: { source: candles, count, firstAt, lastAt } });
}

function candleSet({ cwd }: Place, options: DataOptions): Result<CandleSet, string> {
  if (options.data === undefined) return err('--data DIR is missing: the folder with the candles to trade on.');
  const [from, to] = [timeOf('--from', options.from), timeOf('--to', options.to)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  const byBase = new Map(listedInstruments().map((instrument) => [instrument.base, instrument]));
  const set = openCandles({
    dir: resolve(cwd, options.data),
    timeframe: '15m',
    listed: (base) => byBase.get(base),
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.instruments === undefined ? {} : { instruments: options.instruments.split(',') }),
    ...(from.value === undefined ? {} : { from: from.value }),
    ...(to.value === undefined ? {} : { to: to.value }),
  });
  return set.ok ? set : err(set.error.message);
}

/** An instant in ISO-8601; without a zone it is UTC. */
export function timeOf(flag: string, text: string | undefined): Result<Ms | undefined, string> {
  if (text === undefined) return ok(undefined);
  const zoned = /[zZ]$|[+-]\d\d:?\d\d$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? err(`${flag} ${text} is not a time; write it like 2024-03-05T12:00:00Z.`) : ok(ms(at));
}

type Journalled = Readonly<{ path: string; recorder: Recorder; close: () => void }>;

function journalled({ path, journal }: Readonly<{ path: string; journal: Journal }>, { log }: Listener): Journalled {
  const onTrouble = (trouble: string | undefined): void =>
    log(trouble === undefined ? 'JOURNAL_WRITABLE' : `JOURNAL_NOT_WRITABLE cause=${JSON.stringify(trouble)}`);
  return {
    path,
    recorder: createRecorder({ journal, head: '', snapshotEvery: 25_000, onTrouble }),
    close: journal.close,
  };
}

type Interruptible = Readonly<{ inbox: () => readonly Event[]; stopped: () => boolean; release: () => void }>;

/** Ctrl-C ends the run at the next moment, with everything written. */
function interruptible(): Interruptible {
  const mailbox = createMailbox<Event>();
  let asked = false;
  const onSignal = (): void => void (asked = true);
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return {
    inbox: mailbox.take,
    stopped: () => asked,
    release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
