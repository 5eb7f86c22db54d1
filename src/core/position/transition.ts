import { assertNever } from '../assert.ts';
import type { Verdict } from '../order/transition.ts';
import type { ExitSettings } from '../settings.ts';
import { noQty, sub } from '../units.ts';
import type { Qty } from '../units.ts';
import { breakEven, firstTargetTaken, targets, tighter } from './exit-plan.ts';
import type { Closed, Entering, Exiting, Position, PositionEvent, Protected, Unprotected } from './position.ts';
import { overfilled, remaining, withEntry, withExit } from './tally.ts';
import { trailed } from './trail.ts';

export type PositionStep = Readonly<{ next: Position; verdict: Verdict }>;

/**
 * The whole life of a position. Total: every phase answers every event, and never throws on the venue's account.
 * It orders nothing: what a position wants at the venue follows from what it is (see converge.ts).
 */
export function transition(position: Position, event: PositionEvent, settings: ExitSettings): PositionStep {
  switch (position.phase) {
    case 'entering':
      return whileEntering(position, event, settings);
    case 'unprotected':
    case 'protected':
      return whileOpen(position, event, settings);
    case 'exiting':
      return whileExiting(position, event, settings);
    case 'closed':
      return onceClosed(position, event);
    default:
      return assertNever(position);
  }
}

function whileEntering(position: Entering, event: PositionEvent, settings: ExitSettings): PositionStep {
  switch (event.type) {
    case 'entry.filled':
      return grow(position, event, settings);
    case 'entry.ended':
      return advance({ ...position, phase: 'closed', working: noQty, at: event.at });
    case 'exit.requested':
      // Nothing to leave yet: converge cancels the entry, and what still fills is left at once.
      return advance({ ...position, phase: 'exiting', reason: event.reason });
    case 'stop.lost':
    case 'price.moved':
      return ignore(position);
    case 'stop.confirmed':
    case 'exit.filled':
      return surprise(position);
    default:
      return assertNever(event);
  }
}

function whileOpen(position: Unprotected | Protected, event: PositionEvent, settings: ExitSettings): PositionStep {
  switch (event.type) {
    case 'entry.filled':
      return grow(position, event, settings);
    case 'entry.ended':
      return advance(closeIfFlat(complete({ ...position, working: noQty }, settings), event.at));
    case 'stop.confirmed':
      return confirm(position, event);
    case 'stop.lost':
      return lose(position, event);
    case 'exit.requested':
      return advance({ ...common(position), phase: 'exiting', reason: event.reason });
    case 'exit.filled':
      return reduce(position, event, settings);
    case 'price.moved': {
      const next = trailed(position, event, settings);
      return next === position ? ignore(position) : advance(next);
    }
    default:
      return assertNever(event);
  }
}

function whileExiting(position: Exiting, event: PositionEvent, settings: ExitSettings): PositionStep {
  switch (event.type) {
    case 'entry.filled':
      return advance({
        ...position,
        tally: withEntry(position.tally, event),
        working: less(position.working, event.qty),
      });
    case 'entry.ended':
      return advance(closeIfFlat({ ...position, working: noQty }, event.at));
    case 'exit.filled':
      return reduce(position, event, settings);
    case 'stop.lost':
      return advance(event.refused ? { ...position, stopRefusals: position.stopRefusals + 1 } : position);
    case 'stop.confirmed':
    case 'exit.requested':
    case 'price.moved':
      return ignore(position);
    default:
      return assertNever(event);
  }
}

function onceClosed(position: Closed, event: PositionEvent): PositionStep {
  switch (event.type) {
    case 'entry.filled': {
      // A fill that comes after the end is exposure all the same: it lives again, and is protected.
      const tally = withEntry(position.tally, event);
      return { next: { ...common(position), phase: 'unprotected', since: event.at, tally }, verdict: 'surprised' };
    }
    case 'exit.filled':
      return { next: { ...position, tally: withExit(position.tally, event) }, verdict: 'surprised' };
    case 'stop.confirmed':
    case 'entry.ended':
    case 'stop.lost':
    case 'exit.requested':
    case 'price.moved':
      return ignore(position);
    default:
      return assertNever(event);
  }
}

type Fed<T extends PositionEvent['type']> = PositionEvent & { type: T };

/** More exposure. Whatever stop was confirmed, it must now cover the new quantity too, or we are unprotected again. */
function grow(
  position: Entering | Unprotected | Protected,
  event: Fed<'entry.filled'>,
  settings: ExitSettings,
): PositionStep {
  const grown = { ...position, tally: withEntry(position.tally, event), working: less(position.working, event.qty) };
  if (grown.phase === 'protected' && grown.covers >= remaining(grown)) return advance(complete(grown, settings));
  const since = position.phase === 'unprotected' ? position.since : event.at;
  return advance(complete({ ...common(grown), phase: 'unprotected', since }, settings));
}

/** The one place where `protected` is set: by a venue's report of a stop that covers the whole quantity. */
function confirm(position: Unprotected | Protected, event: Fed<'stop.confirmed'>): PositionStep {
  if (event.covers < remaining(position)) return ignore(position);
  return advance({ ...common(position), phase: 'protected', stop: event.stop, covers: event.covers, stopRefusals: 0 });
}

function lose(position: Unprotected | Protected, event: Fed<'stop.lost'>): PositionStep {
  const stopRefusals = event.refused ? position.stopRefusals + 1 : position.stopRefusals;
  if (position.phase === 'protected' && position.stop !== event.stop) return advance({ ...position, stopRefusals });
  const since = position.phase === 'unprotected' ? position.since : event.at;
  return advance({ ...common(position), phase: 'unprotected', since, stopRefusals });
}

function reduce(
  position: Unprotected | Protected | Exiting,
  event: Fed<'exit.filled'>,
  settings: ExitSettings,
): PositionStep {
  const tally = withExit(position.tally, event);
  const covers =
    position.phase === 'protected' && event.role === 'stop' ? { covers: less(position.covers, event.qty) } : {};
  const left = settleStop({ ...position, ...covers, tally }, settings);
  return { next: closeIfFlat(left, event.at), verdict: overfilled(left) ? 'surprised' : 'advanced' };
}

/** After the first target the stop goes to break-even, where the configuration says so. It can only tighten. */
function settleStop<P extends Unprotected | Protected | Exiting>(position: P, settings: ExitSettings): P {
  if (!settings.breakEvenAfterTp1 || !firstTargetTaken(position)) return position;
  const level = breakEven(position, settings);
  return level === undefined ? position : { ...position, stopPrice: tighter(position.side, position.stopPrice, level) };
}

/** The entry is complete: the targets are computed once, from what was really bought. */
function complete<P extends Unprotected | Protected>(position: P, settings: ExitSettings): P {
  return position.working > 0n || position.targets.length > 0
    ? position
    : { ...position, targets: targets(position, settings) };
}

function closeIfFlat(position: Unprotected | Protected | Exiting, at: Closed['at']): Position {
  if (remaining(position) > 0n || position.working > 0n) return position;
  return { ...common(position), phase: 'closed', at };
}

/** What every phase shares; the rest belongs to the phase that is left behind. */
function common(position: Position): Omit<Entering, 'phase'> {
  const { number, instrument, base, side, tick, lot, minQty, initialStop, stopPrice, working, trailAtrMult } = position;
  const { targets: plan, tally, openedAt, stopRefusals, origin, regime, entryReason } = position;
  const kept = { number, instrument, base, side, tick, lot, minQty, initialStop, stopPrice, working, targets: plan };
  const trail = trailAtrMult === undefined ? {} : { trailAtrMult };
  return { ...kept, tally, openedAt, stopRefusals, origin, regime, entryReason, ...trail };
}

function less(from: Qty, qty: Qty): Qty {
  return from > qty ? sub(from, qty) : noQty;
}

function advance(next: Position): PositionStep {
  return { next, verdict: 'advanced' };
}

function ignore(next: Position): PositionStep {
  return { next, verdict: 'ignored' };
}

function surprise(next: Position): PositionStep {
  return { next, verdict: 'surprised' };
}
