import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import { timeframeMs } from '../core/market/candle.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import { later, ms } from '../core/units.ts';
import type { Ms } from '../core/units.ts';
import { canonicalText } from '../config/config.ts';
import { run } from '../runtime/loop.ts';
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
import { createTurns, isNaked, keepTrade, recordedTrades, secondsToRun } from './live-run.ts';
import type { Watcher } from './live-run.ts';
import { settingsOf } from './look-back.ts';
import { journalTrouble, snapshotEvery } from './paper.ts';
import type { Start } from './paper.ts';
import { openMarket } from './market.ts';
import { paperFolder } from './paper-folder.ts';
import { paperDir, stateDir } from './place.ts';
import { firstEvents, stillOpen } from './session.ts';
import { onStopSignal } from './stop-signal.ts';
import { attachVenue, restVenue } from './venue-process.ts';

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
        decisionsKeptMs: config.decisions.keptMs,
        onTrouble: (trouble) => listener.log(journalTrouble(trouble)),
      }),
      first: begin,
      inbox: mailbox.take,
      // A stop that is on its way is waited for, as long as the venue ever has to answer: Ctrl-C leaves no position naked.
      stopped: () => stop.asked() && (!isNaked(state) || stop.sinceMs() > config.settings.execution.syncWithinMs),
      progress: () => undefined,
      tell: (effect, at) => {
        if (effect.type === 'trade.recorded') keepTrade(trades, effect.trade);
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
    flush: journal.flush,
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

/** When candles were last heard of by everybody: what closed later is asked for. */
function lastHeard({ markets }: State): Ms {
  let at = ms(0);
  for (const { last } of markets.values())
    if (last !== undefined) at = ms(Math.max(at, later(last.openAt, timeframeMs['15m'])));
  return at;
}
