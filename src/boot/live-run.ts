import type { Told } from '../core/effects.ts';
import type { Command } from '../core/events.ts';
import type { Trade } from '../core/ledger/trade.ts';
import type { Result } from '../core/result.ts';
import type { State } from '../core/state.ts';
import type { Ms } from '../core/units.ts';
import { decodeEffects } from '../runtime/codec.ts';
import type { World } from '../runtime/loop.ts';
import type { Journal } from '../runtime/ports.ts';
import type { Place } from './place.ts';

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
  /** Writes to the journal what waits in memory. */
  flush: () => void;
  /** Wall time spent in turns of the loop since the last time that this was asked. */
  busyMs: () => number;
  /** Ends the run at its next moment, as Ctrl-C does. */
  stop: () => void;
}>;

/** What watches a run: called once before it begins, and gives back how to end the watching. */
export type Watcher = (live: LiveRun) => Promise<Result<() => Promise<void>, string>>;

/** RUN_SECONDS ends a run by itself, as Ctrl-C would: for a smoke test. Timers count to 2^31 - 1 ms. */
export function secondsToRun({ env }: Place): number {
  const seconds = Number(env['RUN_SECONDS'] ?? '');
  return seconds > 0 ? seconds : 2_147_483;
}

export type Turns = Readonly<{ listeners: Set<() => void>; around: (world: World) => World; busyMs: () => number }>;

/** Stands between the loop and its world: between two turns everybody who wants to look may look, and turns are timed. */
export function createTurns(): Turns {
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
export function isNaked({ positions }: State): boolean {
  return [...positions.values()].some(({ phase }) => phase === 'unprotected');
}

/** A trade that is told again counts as it was told last: funding may come after the last fill. */
export function keepTrade(trades: Trade[], trade: Trade): void {
  const at = trades.findIndex(({ id }) => id === trade.id);
  if (at === -1) trades.push(trade);
  else trades[at] = trade;
}

/** The trades of the lives before this one; a trade that was closed again counts as it was last. */
export function recordedTrades(journal: Journal): readonly Trade[] {
  const trades = new Map<string, Trade>();
  for (const { effects } of journal.mentioning('"trade.recorded"')) {
    for (const effect of decodeEffects(effects)) {
      if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    }
  }
  return [...trades.values()];
}
