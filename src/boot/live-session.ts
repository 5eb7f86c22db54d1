import type { Config } from '../config/config.ts';
import { canonicalText } from '../config/config.ts';
import type { Told } from '../core/effects.ts';
import type { Event } from '../core/events.ts';
import type { Trade } from '../core/ledger/trade.ts';
import { ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import { add } from '../core/units.ts';
import type { InstrumentId, Ms, Usd } from '../core/units.ts';
import type { CandleStore } from '../runtime/hydration-store.ts';
import { createLiveWorld } from '../runtime/live-world.ts';
import { run } from '../runtime/loop.ts';
import type { Mailbox } from '../runtime/mailbox.ts';
import type { AccountFacts, Clock, Journal, LiveVenue, LiveVenueLinks } from '../runtime/ports.ts';
import { createRecorder } from '../runtime/recorder.ts';
import type { Listener, Rested } from '../surface/cli/starts.ts';
import { logLine } from '../view/log-line.ts';
import { createTurns, isNaked, keepTrade, recordedTrades, secondsToRun } from './live-run.ts';
import type { LiveRun, Turns, Watcher } from './live-run.ts';
import { keepUp, listInto } from './live-upkeep.ts';
import { journalTrouble, snapshotEvery } from './paper.ts';
import type { Place } from './place.ts';
import { stillOpen } from './session.ts';
import type { StopSignal } from './stop-signal.ts';

type Ear = (effect: Told, at: Ms) => void;
/** Whoever listens to what a run tells, and how the connection tells it something itself. */
export type Ears = Readonly<{ tell: Ear; add: (ear: Ear) => void; notify: LiveVenueLinks['notify'] }>;

export function createEars({ log }: Listener, { now }: Clock): Ears {
  const ears = new Set<Ear>();
  const tell: Ear = (effect, at) => {
    for (const ear of ears) ear(effect, at);
  };
  const notify: Ears['notify'] = (severity, name, details) => {
    const alert = { type: 'alert.send', severity, name, details } as const;
    // Before anybody watches, the terminal hears it.
    if (ears.size === 0) log(logLine(alert, now()));
    tell(alert, now());
  };
  return { tell, notify, add: (ear) => void ears.add(ear) };
}

/** A run whose venue has spoken: everything that it takes to trade there. */
export type LiveSession = Readonly<{
  place: Place;
  config: Config;
  listener: Listener;
  watcher: Watcher;
  clock: Clock;
  store: CandleStore;
  journal: Journal;
  path: string;
  /** Hash of the journal's last record. */
  head: string;
  state: State;
  resumed: boolean;
  mailbox: Mailbox<Event>;
  ears: Ears;
  stop: StopSignal;
  /** What a stop rings. */
  alarm: { ring: () => void };
  venue: LiveVenue;
  /** Contracts that had a leverage preference when the venue was opened. */
  isolated: readonly InstrumentId[];
  /** What the account is worth, by the venue; `money` where it tells what of it is what. */
  facts: Pick<AccountFacts, 'equity' | 'money' | 'asOf'>;
}>;

/** Trades until somebody stops it. Nothing is closed by that: positions and their stops stay at the venue. */
export async function trade(session: LiveSession): Promise<Result<Rested, string>> {
  const { config, clock, state, resumed, mailbox, store, venue, isolated, ears, stop } = session;
  const turns = createTurns();
  const ending = new AbortController();
  const { notify } = ears;
  const turned = { turns: turns.listeners, signal: ending.signal };
  const upkeep = { config, clock, state, mailbox, store, venue, isolated, notify, ...turned };
  const world = createLiveWorld({
    clock,
    mailbox,
    recorder: recorderOf(session),
    first: (at) => [firstEvent(session, at)],
    venue: venue.perform,
    askListing: () => listInto(upkeep),
    tell: ears.tell,
    // A stop that is on its way is waited for, as long as the venue ever has to answer: Ctrl-C leaves no position naked.
    stopped: () => stop.asked() && (!isNaked(state) || stop.sinceMs() > config.settings.execution.syncWithinMs),
  });
  session.alarm.ring = world.wake;
  const watching = await session.watcher(watched(session, turns));
  if (!watching.ok) return watching;
  const limit = setTimeout(stop.ask, secondsToRun(session.place) * 1_000);
  try {
    const keeping = keepUp(upkeep);
    await run(turns.around(world), state, config.settings);
    ending.abort();
    await keeping;
    return ok({ open: stillOpen(state), resumed });
  } finally {
    ending.abort();
    clearTimeout(limit);
    await watching.value();
  }
}

/** A run on an account is named by the second in which it began: its order ids are never minted again. */
function firstEvent({ config, resumed, facts }: LiveSession, at: Ms): Event {
  const text = canonicalText(config);
  if (resumed) return { type: 'run.resumed', at, config: text };
  const run = Math.floor(Date.now() / 1_000);
  return { type: 'run.started', at, run, config: text, ...openingOf(facts) };
}

/** Open profit is not there yet: it comes into the books with the positions, at their marks. */
function openingOf({
  equity,
  money,
  asOf,
}: LiveSession['facts']): Readonly<{ equity: Usd; collateral?: Usd; asOf?: Ms }> {
  const when = asOf === undefined ? {} : { asOf };
  if (money === undefined) return { equity, ...when };
  return { equity: add(money.cash, money.collateral), collateral: money.collateral, ...when };
}

function recorderOf({ journal, head, listener, config }: LiveSession): ReturnType<typeof createRecorder> {
  const onTrouble = (trouble: string | undefined): void => listener.log(journalTrouble(trouble));
  return createRecorder({ journal, head, snapshotEvery, decisionsKeptMs: config.decisions.keptMs, onTrouble });
}

/** The run as the screen, the log and the second terminal see it. */
function watched({ state, journal, path, clock, mailbox, ears, stop }: LiveSession, turns: Turns): LiveRun {
  const trades: Trade[] = [...recordedTrades(journal)];
  ears.add((effect) => {
    if (effect.type === 'trade.recorded') keepTrade(trades, effect.trade);
  });
  return {
    state: () => state,
    trades: () => trades,
    journal: path,
    flush: journal.flush,
    busyMs: turns.busyMs,
    stop: stop.ask,
    command: (command, from) => mailbox.put({ type: 'command.received', at: clock.now(), command, from }),
    afterTurn: (heard) => {
      turns.listeners.add(heard);
      return () => void turns.listeners.delete(heard);
    },
    onTold: ears.add,
  };
}
