import type { Config } from '../config/config.ts';
import { universeOf } from '../core/discover.ts';
import type { Event } from '../core/events.ts';
import type { State } from '../core/state.ts';
import { later, ms } from '../core/units.ts';
import type { InstrumentId, Ms } from '../core/units.ts';
import { feedCandles } from '../runtime/hydration-feed.ts';
import { askListing } from '../runtime/hydration-listing.ts';
import { createRests } from '../runtime/hydration-rests.ts';
import type { CandleStore } from '../runtime/hydration-store.ts';
import type { Mailbox } from '../runtime/mailbox.ts';
import type { Clock, LiveVenue, LiveVenueLinks } from '../runtime/ports.ts';

export type Upkeep = Readonly<{
  config: Config;
  clock: Clock;
  state: State;
  mailbox: Mailbox<Event>;
  store: CandleStore;
  venue: LiveVenue;
  /** Contracts that had a leverage preference when the venue was opened. */
  isolated: readonly InstrumentId[];
  notify: LiveVenueLinks['notify'];
  /** Everybody in here is called after every turn of the loop. */
  turns: Set<() => void>;
  signal: AbortSignal;
}>;

/** Asks the venue for its listing; what it says comes through the mailbox. */
export function listInto({ state, venue, store, clock, mailbox }: Compared): void {
  void askListing(state, { market: venue, store, clock }).then((event) => mailbox.put(event));
}

/** What a run on a venue does besides its loop, until its signal is aborted: candles, marks of the universe, comparison. */
export async function keepUp(upkeep: Upkeep): Promise<void> {
  const { config, clock, state, mailbox, store, venue, notify, turns, signal } = upkeep;
  const watch = createWatchList(state, venue);
  turns.add(watch);
  listInto(upkeep);
  const taken = createTaken(turns);
  const feeding = feedCandles({
    market: venue,
    store,
    rests: createRests(config.hydration),
    clock,
    settings: config.hydration,
    notify,
    signal,
    state: () => state,
    put: (events) => {
      for (const event of events) mailbox.put(event);
      return taken();
    },
  });
  await Promise.all([feeding, compareEvery(upkeep)]);
  turns.delete(watch);
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

type Compared = Omit<Upkeep, 'notify' | 'turns'>;

/** What we hold is compared with what the venue says, again and again; a contract that somebody has isolated is listed anew. */
export async function compareEvery(upkeep: Compared): Promise<void> {
  const { config, clock, venue, state, signal } = upkeep;
  let isolated = namesOf(upkeep.isolated);
  for (;;) {
    await clock.wake(later(clock.now(), config.wire.reconcileMs), signal);
    if (signal.aborted) return;
    const now = clock.now();
    const since = oldestOf(state, now, config.settings.execution.syncOverlapMs);
    venue.perform({ type: 'venue.ask', about: 'account', since }, now);
    // Nobody waits for the answer: the run may be stopped before it comes.
    void venue.account().then((facts) => {
      const names = facts.ok ? namesOf(facts.value.isolated) : isolated;
      if (names !== isolated && !signal.aborted) listInto(upkeep);
      isolated = names;
    });
  }
}

function namesOf(instruments: readonly InstrumentId[]): string {
  return [...instruments].sort().join(' ');
}

/** From when fills are asked for: a little before the oldest position that is open. */
function oldestOf({ positions }: State, now: Ms, overlapMs: number): Ms {
  const opened = [...positions.values()].flatMap(({ phase, openedAt }) => (phase === 'closed' ? [] : [openedAt]));
  return ms(Math.max(0, Math.min(now, ...opened) - overlapMs));
}
