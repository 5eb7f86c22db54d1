import type { Effect } from '../core/effects.ts';
import { increasesRisk } from '../core/effects.ts';
import { step } from '../core/engine.ts';
import type { Event, EventOf } from '../core/events.ts';
import type { Settings } from '../core/settings.ts';
import type { State } from '../core/state.ts';
import type { Recorder } from './recorder.ts';

/** The things that differ between live, paper, backtest and simulation. */
export type World = Readonly<{
  /** The events that wait, in order; undefined when there will be no more. Waits in live, never in a backtest. */
  next: () => readonly Event[] | undefined | Promise<readonly Event[] | undefined>;
  /** Makes a batch durable before anything acts on it; false when the journal cannot be written. */
  recorder: Recorder;
  /** Starts an effect and returns; its outcome arrives later through `next`. */
  perform: (effect: Effect) => void;
  /** An entry that was not sent: its outcome, to be handed out by `next`. */
  deny: (event: EventOf<'order.denied'>) => void;
}>;

/** The only loop. Step a batch, record it with the hashes of its effects, perform: in that order, in every mode. */
export async function run(world: World, state: State, settings: Settings): Promise<State> {
  for (;;) {
    const batch = await world.next();
    if (batch === undefined) break;
    turn(world, batch, { state, settings });
  }
  world.recorder.flush();
  return state;
}

type Engine = Readonly<{ state: State; settings: Settings }>;

/** One batch, from event to effect; synchronous, so nothing can come between. */
export function turn(world: World, batch: readonly Event[], { state, settings }: Engine): void {
  const effects: Effect[] = [];
  for (const event of together(batch)) {
    const caused = step(state, event, settings);
    world.recorder.record(state.seq, event, caused);
    for (const effect of caused) effects.push(effect);
  }
  // A timer is ours alone, and so is the record of a decision: what they came of can be lost with them. Everything else is
  // an act, and waits for the disk.
  const acts = effects.some(({ type }) => type !== 'timer.set' && type !== 'decision.made');
  const durable = world.recorder.commit(state, acts);
  for (const effect of effects) dispatch(world, effect, { state, durable });
}

type Moment = Readonly<{ state: State; durable: boolean }>;

/**
 * Protection goes out whatever the journal says. An entry goes out only when it is on disk, and only in the safety epoch
 * in which it was approved: a kill switch in the same batch stops it here.
 */
function dispatch(world: World, effect: Effect, { state, durable }: Moment): void {
  if (!increasesRisk(effect)) return world.perform(effect);
  const reason = !durable ? 'journal' : effect.epoch !== state.safety.epoch ? 'safety epoch' : undefined;
  if (reason === undefined) return world.perform(effect);
  world.deny({ type: 'order.denied', at: state.at, order: effect.ticket.id, reason });
}

/** Fills of one order that came together say so, all but the last: what they mean for the stop is seen to once. */
function together(batch: readonly Event[]): readonly Event[] {
  return batch.map((event, i) => {
    const next = batch[i + 1];
    const goesOn =
      event.type === 'order.filled' && next?.type === 'order.filled' && next.fill.order === event.fill.order;
    return goesOn ? { ...event, more: true } : event;
  });
}
