import { isTold } from '../../src/core/effects.ts';
import type { Effect } from '../../src/core/effects.ts';
import type { Event, Timer } from '../../src/core/events.ts';
import type { Candle } from '../../src/core/market/candle.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import { isLive } from '../../src/core/order/order.ts';
import type { State } from '../../src/core/state.ts';
import { later, ms } from '../../src/core/units.ts';
import type { Ms } from '../../src/core/units.ts';
import { configFromValues } from '../../src/config/config.ts';
import { turn } from '../../src/runtime/loop.ts';
import type { World } from '../../src/runtime/loop.ts';
import type { Journal, JournalRecord } from '../../src/runtime/ports.ts';
import { createRecorder, snapshotOf } from '../../src/runtime/recorder.ts';
import { recover } from '../../src/runtime/recover.ts';
import { Schedule } from '../../src/runtime/schedule.ts';
import { memoryJournal } from '../../src/store/memory/journal.ts';
import type { Emulator } from '../../src/venue/emulator/emulator.ts';
import { configText, settings } from './keel.ts';

/** The process dies here. */
export class Killed extends Error {}

/** A journal whose records are lost with the process unless they were asked to be durable. */
function forgetful(): Readonly<{ journal: Journal; forget: () => void }> {
  const disk = memoryJournal();
  let memory: JournalRecord[] = [];
  const journal: Journal = {
    ...disk,
    snapshot: (snapshot) => {
      disk.append(memory, true);
      memory = [];
      disk.snapshot(snapshot);
    },
    append: (records, durable) => {
      memory.push(...records);
      if (!durable) return;
      disk.append(memory, true);
      memory = [];
    },
    lastSeq: () => disk.lastSeq(),
  };
  return { journal, forget: () => void (memory = []) };
}

export type Life = Readonly<{
  /** Every order that was handed to the venue, over all lives. */
  sent: readonly string[];
  trades: ReadonlyMap<string, Trade>;
  state: () => State;
  /** Points at which the process could have died. */
  points: number;
  /** Longest time that the venue held a position without a stop covering it, while Keel was alive. */
  nakedMs: number;
}>;

export type Script = Readonly<{
  /** What Keel knows when the story begins: it is on disk as a snapshot. */
  begin: State;
  candles: readonly Candle[];
  venue: Emulator;
  /** Dies at this point, counted over its first life; never when undefined. */
  killAt?: number;
  /** How long it stays dead. */
  deadMs: number;
  until: Ms;
}>;

/** Plays a script: Keel may die once, between any two of journal write, effect and outcome; the venue lives on. */
export function play({ begin, candles, venue, killAt, deadMs, until }: Script): Life {
  const { journal, forget } = forgetful();
  journal.snapshot(snapshotOf(begin));
  const sent: string[] = [];
  const trades = new Map<string, Trade>();
  const watchman = createWatchman(venue);
  let points = 0;
  let end = until;
  let alive = true;
  let now = begin.at;
  const acts = candles.flatMap((candle) => [
    { at: candle.openAt, candle, type: 'open' as const },
    { at: later(candle.openAt, 900_000), candle, type: 'close' as const },
  ]);
  acts.sort((a, b) => a.at - b.at || (a.type === b.type ? 0 : a.type === 'close' ? -1 : 1));
  let next = 0;

  const die = (): void => {
    points += 1;
    if (points === killAt) throw new Killed();
  };
  /** What reaches Keel at the next moment; everything that the venue does by itself happens on the way. */
  const moment = (timers: Schedule<Timer>): readonly Event[] | undefined => {
    const at = Math.min(venue.nextAt() ?? Infinity, timers.nextAt() ?? Infinity, acts[next]?.at ?? Infinity);
    if (at > end) return undefined;
    if (alive) watchman.look(now, ms(at));
    now = ms(Math.max(now, at));
    if (venue.nextAt() === at) return venue.advance();
    const timer = timers.nextAt() === at ? timers.take() : undefined;
    if (timer !== undefined) return [{ type: 'timer.fired', at: now, timer }];
    const act = acts[next];
    next += 1;
    if (act === undefined) return [];
    return act.type === 'open' ? venue.open(act.candle) : [{ type: 'candle.closed', at: now, candle: act.candle }];
  };

  const live = (first: readonly Event[]): State => {
    const { state, head } = recover(journal, settingsIn, Number.MAX_SAFE_INTEGER);
    const timers = new Schedule<Timer>();
    if (first.length === 0) for (const { at, timer } of state.timers.values()) timers.add(at, timer);
    const recorder = createRecorder({
      decisionsKeptMs: Infinity,
      journal,
      head,
      snapshotEvery: 40,
      onTrouble: () => undefined,
    });
    let ready: Event[] = [...first];
    const world: World = {
      next: () => undefined,
      recorder: {
        ...recorder,
        commit: (current, durable) => {
          die();
          const written = recorder.commit(current, durable);
          die();
          return written;
        },
      },
      deny: (event) => void ready.push(event),
      perform: (effect) => {
        carryOut(effect, timers);
        die();
      },
    };
    for (;;) {
      const batch = ready.length > 0 ? ready : moment(timers);
      ready = [];
      if (batch === undefined) return state;
      if (batch.length > 0) turn(world, batch, { state, settings });
    }
  };
  const carryOut = (effect: Effect, timers: Schedule<Timer>): void => {
    if (effect.type === 'timer.set') timers.add(effect.at, effect.timer);
    else if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    else if (!isTold(effect) && effect.type !== 'listing.ask') {
      if (effect.type === 'order.place') sent.push(effect.ticket.id);
      venue.perform(effect, now);
    }
  };

  let last = begin;
  try {
    last = live([]);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    forget();
    alive = false;
    // Dead: whatever the venue says in the meantime reaches nobody.
    const wakes = later(now, deadMs);
    const silence = new Schedule<Timer>();
    while (Math.min(venue.nextAt() ?? Infinity, acts[next]?.at ?? Infinity) <= wakes) moment(silence);
    now = wakes;
    // However late it wakes, it has a minute to put things right.
    end = ms(Math.max(until, later(wakes, 60_000)));
    watchman.rest();
    alive = true;
    killAt = undefined;
    last = live([{ type: 'run.resumed', at: now, config: configText }]);
  }
  return { sent, trades, state: () => last, points, nakedMs: watchman.worst() };
}

function settingsIn(text: string): typeof settings {
  const config = configFromValues(text);
  if (!config.ok) throw new Error(config.error.problems.join('\n'));
  return config.value.settings;
}

type Watchman = Readonly<{ look: (from: Ms, to: Ms) => void; rest: () => void; worst: () => number }>;

/** Sits at the venue and shares nothing with Keel: how long was a position open without a stop for all of it? */
function createWatchman(venue: Emulator): Watchman {
  let naked = 0;
  let worst = 0;
  return {
    look: (from, to) => {
      const { positions, orders } = venue.books();
      const bare = positions.some((position) => {
        const stops = orders.filter(
          ({ ticket }) => ticket.instrument === position.instrument && ticket.form.type === 'stop' && ticket.reduceOnly,
        );
        return !stops.some(({ ticket, filled }) => ticket.qty - filled >= position.qty);
      });
      naked = bare ? naked + (to - from) : 0;
      worst = Math.max(worst, naked);
    },
    rest: () => void (naked = 0),
    worst: () => worst,
  };
}

/** Orders that Keel still believes in. */
export function believed(state: State): readonly string[] {
  return [...state.orders.values()].filter(isLive).map(({ ticket }) => ticket.id);
}
