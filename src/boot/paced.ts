import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Event } from '../core/events.ts';
import type { Trade } from '../core/ledger/trade.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import { later, ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { canonicalText } from '../config/config.ts';
import { decodeEffects } from '../runtime/codec.ts';
import { run } from '../runtime/loop.ts';
import type { World } from '../runtime/loop.ts';
import { createMailbox } from '../runtime/mailbox.ts';
import type { Journal } from '../runtime/ports.ts';
import { createRecorder } from '../runtime/recorder.ts';
import { recover } from '../runtime/recover.ts';
import { createHostedWorld } from '../runtime/virtual-world.ts';
import { openJournal } from '../store/sqlite/journal.ts';
import type { Rested, RunOptions } from '../surface/cli/starts.ts';
import type { RemoteHost } from '../venue/emulator/remote.ts';
import { sealJournal } from './journal-file.ts';
import { takeLock } from '../store/sqlite/process-lock.ts';
import { settingsOf } from './look-back.ts';
import { journalTrouble, snapshotEvery } from './paper.ts';
import type { Start } from './paper.ts';
import { openMarket } from './market.ts';
import { paperFolder } from './paper-folder.ts';
import { paperDir, stateDir } from './place.ts';
import type { Place } from './place.ts';
import { firstEvents, stillOpen } from './session.ts';
import type { Told } from './session.ts';
import { onStopSignal } from './stop-signal.ts';
import { attachVenue, restVenue } from './venue-process.ts';

/** A run that others may look at and speak to while it goes on: the screen, the log, a second terminal. */
export type LiveRun = Readonly<{
  state: () => State;
  trades: () => readonly Trade[];
  command: (command: Command, from: string) => void;
  /** Called after every turn of the loop; returns how to stop that. */
  afterTurn: (listener: () => void) => () => void;
  /** Called with every alert and trade, and the emulated time. */
  onTold: (listener: (effect: Told, at: Ms) => void) => void;
  journal: string;
  /** Wall time spent in turns of the loop since the last time that this was asked. */
  busyMs: () => number;
  /** Ends the run at its next moment, as Ctrl-C does. */
  stop: () => void;
}>;

/** What watches a run: called once before it begins, and gives back how to end the watching. */
export type Watcher = (live: LiveRun) => Promise<Result<() => Promise<void>, string>>;

/**
 * Paper trading at a pace, beside an emulated venue that lives in a process of its own. Killed at any moment and started
 * again, it wakes up from its journal, asks the venue, and goes on.
 */
export async function paperAtPace(start: Start<RunOptions>, watcher: Watcher): Promise<Result<Rested, string>> {
  const { place, config, options, listener } = start;
  // All of the input is looked at before anything is written.
  const market = openMarket(place, options);
  if (!market.ok) return market;
  listener.opened(market.value.said.join('\n'));
  const base = stateDir(place);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(base, 'keel.lock'));
  if (!lock.ok) return lock;
  try {
    // A venue that still waits for the Keel of the old run is told to rest before its folder is set aside.
    if (options.fresh === true) await restVenue(paperDir(place));
    const folder = paperFolder(place, config, options);
    if (!folder.ok) return folder;
    const journal = openJournal(folder.value.journal);
    if (!journal.ok) return err(journal.error.message);
    const venue = await attachVenue(folder.value.dir);
    if (!venue.ok) return venue;
    return await live(start, { journal: journal.value, path: folder.value.journal, venue: venue.value, watcher });
  } finally {
    lock.value.release();
  }
}

type Parts = Readonly<{ journal: Journal; path: string; venue: RemoteHost; watcher: Watcher }>;

async function live(
  { place, config, options, listener }: Start<RunOptions>,
  { journal, path, venue, watcher }: Parts,
): Promise<Result<Rested, string>> {
  const resumed = journal.lastSeq() > 0;
  const { state, head } = recover(journal, settingsOf, Number.MAX_SAFE_INTEGER);
  const mailbox = createMailbox<Event>();
  const trades = [...recordedTrades(journal)];
  const turns = createTurns();
  const ears = new Set<(effect: Told, at: Ms) => void>();
  const stop = onStopSignal(venue.interrupt);
  const begin = (at: Ms): readonly Event[] =>
    resumed
      ? [{ type: 'run.resumed', at, config: canonicalText(config) }]
      : firstEvents(config, Number(options.seed), at);
  const startAt = await venue.hello(lastHeard(state), Number(options.speed));
  const world = createHostedWorld(
    {
      recorder: createRecorder({
        journal,
        head,
        snapshotEvery,
        onTrouble: (trouble) => listener.log(journalTrouble(trouble)),
      }),
      first: begin,
      inbox: mailbox.take,
      // A stop that is on its way is waited for, as long as the venue ever has to answer: Ctrl-C leaves no position naked.
      stopped: () => stop.asked() && (!isNaked(state) || stop.sinceMs() > config.settings.execution.syncWithinMs),
      progress: () => undefined,
      tell: (effect, at) => {
        if (effect.type === 'trade.recorded') trades.push(effect.trade);
        for (const ear of ears) ear(effect, at);
      },
    },
    venue,
    startAt,
  );
  const limit = setTimeout(stop.ask, secondsToRun(place) * 1_000);
  const watching = await watcher({
    state: () => state,
    trades: () => trades,
    journal: path,
    busyMs: turns.busyMs,
    stop: stop.ask,
    command: (command, from) => {
      mailbox.put({ type: 'command.received', at: state.at, command, from });
      venue.interrupt();
    },
    afterTurn: (heard) => {
      turns.listeners.add(heard);
      return () => void turns.listeners.delete(heard);
    },
    onTold: (ear) => void ears.add(ear),
  });
  try {
    if (!watching.ok) return watching;
    await run(turns.around(world), state, config.settings);
    venue.rest();
    return ok({ open: stillOpen(state), resumed });
  } finally {
    clearTimeout(limit);
    if (watching.ok) await watching.value();
    stop.release();
    venue.close();
    sealJournal(journal);
  }
}

/** RUN_SECONDS ends a run by itself, as Ctrl-C would: for a smoke test. Timers count to 2^31 - 1 ms. */
function secondsToRun({ env }: Place): number {
  const seconds = Number(env['RUN_SECONDS'] ?? '');
  return seconds > 0 ? seconds : 2_147_483;
}

type Turns = Readonly<{ listeners: Set<() => void>; around: (world: World) => World; busyMs: () => number }>;

/** Stands between the loop and its world: between two turns everybody who wants to look may look, and turns are timed. */
function createTurns(): Turns {
  const listeners = new Set<() => void>();
  let busy = 0;
  let begun = performance.now();
  return {
    listeners,
    busyMs: () => {
      const spent = busy;
      busy = 0;
      return spent;
    },
    around: (world) => ({
      ...world,
      next: async () => {
        busy += performance.now() - begun;
        for (const heard of listeners) heard();
        const batch = await world.next();
        begun = performance.now();
        return batch;
      },
    }),
  };
}

/** Exposed, and no stop confirmed that covers it. */
function isNaked({ positions }: State): boolean {
  return [...positions.values()].some(({ phase }) => phase === 'unprotected');
}

/** When candles were last heard of by everybody: what closed later is asked for. */
function lastHeard({ markets }: State): Ms {
  let at = ms(0);
  for (const { last } of markets.values())
    if (last !== undefined) at = ms(Math.max(at, later(last.openAt, timeframeMs['15m'])));
  return at;
}

/** The trades of the lives before this one; a trade that was closed again counts as it was last. */
function recordedTrades(journal: Journal): readonly Trade[] {
  const trades = new Map<string, Trade>();
  for (const { effects } of journal.mentioning('"trade.recorded"')) {
    for (const effect of decodeEffects(effects)) {
      if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    }
  }
  return [...trades.values()];
}
