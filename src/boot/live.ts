import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../core/events.ts';
import { err } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { CandleStore } from '../runtime/hydration-store.ts';
import { hearInto } from '../runtime/live-world.ts';
import { createMailbox } from '../runtime/mailbox.ts';
import type { Journal } from '../runtime/ports.ts';
import { recover } from '../runtime/recover.ts';
import { openCandleStore } from '../store/sqlite/candles.ts';
import { openJournal } from '../store/sqlite/journal.ts';
import { takeLock } from '../store/sqlite/process-lock.ts';
import type { Rested, RunOptions } from '../surface/cli/starts.ts';
import { sealJournal } from './journal-file.ts';
import { chooseVenue, connectVenue } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import { guarded, openVenue } from './live-opening.ts';
import type { Watcher } from './live-run.ts';
import { createEars, trade } from './live-session.ts';
import { settingsOf } from './look-back.ts';
import type { Start } from './paper.ts';
import { liveDir, stateDir } from './place.ts';
import { onStopSignal } from './stop-signal.ts';

export type Begin = Start<RunOptions> & Readonly<{ watcher: Watcher }>;

/** Trades on a venue over the wire: Kraken, or an emulator that stands in for it. What differs between them is the addresses and the clock. */
export async function tradeLive(begin: Begin): Promise<Result<Rested, string>> {
  const { place, config, options } = begin;
  const chosen = await chooseVenue(place, config, options.venue);
  if (!chosen.ok) return chosen;
  const base = stateDir(place);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(base, 'keel.lock'));
  if (!lock.ok) return lock;
  try {
    const dir = liveDir(place, chosen.value.isPractice);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const store = openCandleStore(join(dir, 'candles.sqlite'), { source: 'kraken_futures' });
    if (!store.ok) return store;
    const path = join(dir, 'journal.sqlite');
    const journal = openJournal(path);
    if (!journal.ok) return err(journal.error.message);
    return await live(begin, { chosen: chosen.value, store: store.value, journal: journal.value, path });
  } finally {
    chosen.value.close();
    lock.value.release();
  }
}

type Parts = Readonly<{ chosen: Chosen; store: CandleStore; journal: Journal; path: string }>;

async function live(begin: Begin, parts: Parts): Promise<Result<Rested, string>> {
  const { config, listener, watcher, place } = begin;
  const { chosen, journal, store, path } = parts;
  const { clock } = chosen;
  const resumed = journal.lastSeq() > 0;
  const { state, head } = recover(journal, settingsOf, Number.MAX_SAFE_INTEGER);
  const mailbox = createMailbox<Event>();
  const ears = createEars(listener, clock);
  const { notify } = ears;
  const venue = connectVenue(chosen, config, { hear: hearInto(mailbox, clock), notify, clock });
  // Until the loop turns there is nobody to wake.
  const alarm = { ring: (): void => undefined };
  const stop = onStopSignal(() => alarm.ring());
  try {
    const facts = await openVenue({ venue, state, resumed, clock, notify, stopped: stop.asked });
    if (!facts.ok) return facts;
    return await trade({
      place,
      config,
      listener,
      watcher,
      clock,
      store,
      journal,
      path,
      head,
      state,
      resumed,
      mailbox,
      ears,
      stop,
      alarm,
      venue: guarded(venue, facts.value.isolated, notify),
      isolated: facts.value.isolated,
      facts: facts.value,
    });
  } finally {
    stop.release();
    await venue.close();
    sealJournal(journal);
  }
}
