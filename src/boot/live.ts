import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '../config/config.ts';
import { universeOf } from '../core/discover.ts';
import type { Severity } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import { later, ms } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { feedCandles } from '../runtime/hydration-feed.ts';
import { askListing } from '../runtime/hydration-listing.ts';
import { createRests } from '../runtime/hydration-rests.ts';
import type { CandleStore } from '../runtime/hydration-store.ts';
import { createLiveWorld, hearInto } from '../runtime/live-world.ts';
import { run } from '../runtime/loop.ts';
import { createMailbox } from '../runtime/mailbox.ts';
import type { AccountFacts, Journal, LiveVenue } from '../runtime/ports.ts';
import { createRecorder } from '../runtime/recorder.ts';
import { recover } from '../runtime/recover.ts';
import { openCandleStore } from '../store/sqlite/candles.ts';
import { openJournal } from '../store/sqlite/journal.ts';
import { takeLock } from '../store/sqlite/process-lock.ts';
import type { Rested, RunOptions } from '../surface/cli/starts.ts';
import { logLine } from '../view/log-line.ts';
import { sealJournal } from './journal-file.ts';
import { chooseVenue, connectVenue } from './kraken.ts';
import type { Chosen } from './kraken.ts';
import { createTurns, isNaked, recordedTrades, secondsToRun } from './live-run.ts';
import type { Watcher } from './live-run.ts';
import { settingsOf } from './look-back.ts';
import { journalTrouble, snapshotEvery } from './paper.ts';
import type { Start } from './paper.ts';
import { liveDir, stateDir } from './place.ts';
import { stillOpen } from './session.ts';
import type { Told } from './session.ts';
import { onStopSignal } from './stop-signal.ts';

type Begin = Start<RunOptions> & Readonly<{ watcher: Watcher }>;

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

async function live(begin: Begin, { chosen, store, journal, path }: Parts): Promise<Result<Rested, string>> {
  const { config, listener, watcher, place } = begin;
  const { clock } = chosen;
  const resumed = journal.lastSeq() > 0;
  const { state, head } = recover(journal, settingsOf, Number.MAX_SAFE_INTEGER);
  const mailbox = createMailbox<Event>();
  const trades = [...recordedTrades(journal)];
  const turns = createTurns();
  const ears = new Set<(effect: Told, at: Ms) => void>();
  const ending = new AbortController();
  const tell = (effect: Told, at: Ms): void => {
    if (effect.type === 'trade.recorded') trades.push(effect.trade);
    for (const ear of ears) ear(effect, at);
  };
  const notify = (severity: Severity, name: string, details: Readonly<Record<string, string | number>>): void => {
    if (ears.size === 0) listener.log(logLine({ type: 'alert.send', severity, name, details }, clock.now()));
    tell({ type: 'alert.send', severity, name, details }, clock.now());
  };
  const venue = connectVenue(chosen, config, { hear: hearInto(mailbox, clock), notify, clock });
  const stop = onStopSignal(() => world.wake());
  const facts = await openVenue({ venue, state, resumed, clock, notify, stopped: stop.asked });
  if (!facts.ok) {
    stop.release();
    await venue.close();
    sealJournal(journal);
    return facts;
  }
  const market = guarded(venue, facts.value.isolated, notify);
  const listing = (): void => void askListing(state, { market, store, clock }).then((event) => mailbox.put(event));
  const first = (at: Ms): readonly Event[] => {
    const text = canonicalText(config);
    // A run on a real account is named by the second in which it began: its order ids are never minted again.
    return resumed
      ? [{ type: 'run.resumed', at, config: text }]
      : [{ type: 'run.started', at, run: Math.floor(Date.now() / 1000), equity: facts.value.equity, config: text }];
  };
  const world = createLiveWorld({
    clock,
    mailbox,
    recorder: createRecorder({
      journal,
      head,
      snapshotEvery,
      onTrouble: (trouble) => listener.log(journalTrouble(trouble)),
    }),
    first,
    venue: venue.perform,
    askListing: listing,
    tell,
    // A stop that is on its way is waited for, as long as the venue ever has to answer: Ctrl-C leaves no position naked.
    stopped: () => stop.asked() && (!isNaked(state) || stop.sinceMs() > config.settings.execution.syncWithinMs),
  });
  const limit = setTimeout(stop.ask, secondsToRun(place) * 1_000);
  const watching = await watcher({
    state: () => state,
    trades: () => trades,
    journal: path,
    busyMs: turns.busyMs,
    stop: stop.ask,
    command: (command, from) => mailbox.put({ type: 'command.received', at: clock.now(), command, from }),
    afterTurn: (heard) => {
      turns.listeners.add(heard);
      return () => void turns.listeners.delete(heard);
    },
    onTold: (ear) => void ears.add(ear),
  });
  turns.listeners.add(createWatchList(state, venue));
  try {
    if (!watching.ok) return watching;
    listing();
    const taken = createTaken(turns.listeners);
    const feeding = feedCandles({
      market,
      store,
      rests: createRests(config.hydration),
      clock,
      settings: config.hydration,
      notify,
      signal: ending.signal,
      state: () => state,
      put: (events) => {
        for (const event of events) mailbox.put(event);
        return taken();
      },
    });
    const comparing = compareEvery(config.wire.reconcileMs, {
      clock,
      signal: ending.signal,
      act: () =>
        venue.perform({ type: 'venue.ask', about: 'account', since: sinceOf(state, clock.now()) }, clock.now()),
    });
    await run(turns.around(world), state, config.settings);
    ending.abort();
    await Promise.all([feeding, comparing]);
    return ok({ open: stillOpen(state), resumed });
  } finally {
    ending.abort();
    clearTimeout(limit);
    if (watching.ok) await watching.value();
    stop.release();
    await venue.close();
    sealJournal(journal);
  }

  function sinceOf({ positions }: State, now: Ms): Ms {
    const opened = [...positions.values()].flatMap(({ phase, openedAt }) => (phase === 'closed' ? [] : [openedAt]));
    return ms(Math.max(0, Math.min(now, ...opened) - config.settings.execution.syncOverlapMs));
  }
}

type Opening = Readonly<{
  venue: LiveVenue;
  state: State;
  resumed: boolean;
  clock: Chosen['clock'];
  notify: (severity: Severity, name: string, details: Readonly<Record<string, string>>) => void;
  stopped: () => boolean;
}>;

/** Pauses between two tries to reach the venue of a run that goes on. */
const retry = { every: 5_000 } as const;

/** A new run that cannot reach its venue says so; one that goes on may hold something, and tries until it is stopped. */
async function openVenue({
  venue,
  state,
  resumed,
  clock,
  notify,
  stopped,
}: Opening): Promise<Result<AccountFacts, string>> {
  for (;;) {
    const facts = await venue.open([...universeOf(state)]);
    if (facts.ok || !resumed || stopped())
      return facts.ok ? facts : err(`The venue cannot be reached: ${facts.error}.`);
    notify('critical', 'VENUE_UNREACHABLE', { cause: facts.error });
    await clock.wake(later(clock.now(), retry.every), new AbortController().signal);
  }
}

/** A leverage preference isolates a contract's margin: nothing is entered there, as on a market that is not tradeable. */
function guarded(venue: LiveVenue, isolated: readonly InstrumentId[], notify: Opening['notify']): LiveVenue {
  if (isolated.length > 0) notify('critical', 'ISOLATED_LEVERAGE', { instruments: isolated.join(' ') });
  const listing: LiveVenue['listing'] = async () => {
    const told = await venue.listing();
    if (!told.ok) return told;
    return ok(told.value.map((row) => (isolated.includes(row.instrument.id) ? { ...row, tradeable: false } : row)));
  };
  return { ...venue, listing };
}

/** Marks are heard of what may be traded and of what is held; looked at after every turn, changed where it changed. */
function createWatchList(state: State, venue: LiveVenue): () => void {
  let watched = '';
  return () => {
    const wanted = [...universeOf(state)].sort();
    const now = wanted.join();
    if (now === watched) return;
    watched = now;
    venue.watch(wanted);
  };
}

/** Resolves after the next turn of the loop: what was put before it has been taken. */
function createTaken(listeners: Set<() => void>): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      let turnsLeft = 2;
      const heard = (): void => {
        turnsLeft -= 1;
        if (turnsLeft > 0) return;
        listeners.delete(heard);
        resolve();
      };
      listeners.add(heard);
    });
}

type Comparing = Readonly<{ clock: Chosen['clock']; signal: AbortSignal; act: () => void }>;

/** What we hold is compared with what the venue says, again and again. */
async function compareEvery(everyMs: number, { clock, signal, act }: Comparing): Promise<void> {
  for (;;) {
    await clock.wake(later(clock.now(), everyMs), signal);
    if (signal.aborted) return;
    act();
  }
}
