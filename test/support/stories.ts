import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { Event, VenuePosition } from '../../src/core/events.ts';
import type { OrderTicket } from '../../src/core/order/order.ts';
import type { Command } from '../../src/core/events.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import { remaining } from '../../src/core/position/tally.ts';
import type { State } from '../../src/core/state.ts';
import { later } from '../../src/core/units.ts';
import type { Ms, Price, Qty, Side } from '../../src/core/units.ts';
import { begun, enter, feed, instrument, positionOf, price, qty, settings, t0 } from './keel.ts';
import { accepted, ended, fills, placed } from './venue-reports.ts';

export const btc: Instrument = instrument('BTC');
export const eth: Instrument = instrument('ETH');
export const mark: Price = price('100');
/** So many milliseconds into the story. */
export const at = (span: number): Ms => later(t0, span);

const only =
  (type: OrderTicket['form']['type']) =>
  (effects: readonly Effect[]): readonly OrderTicket[] =>
    placed(effects).filter((ticket) => ticket.reduceOnly && ticket.form.type === type);
export const stopsIn: (effects: readonly Effect[]) => readonly OrderTicket[] = only('stop');
export const targetsIn: (effects: readonly Effect[]) => readonly OrderTicket[] = only('limit');
export const exitsIn: (effects: readonly Effect[]) => readonly OrderTicket[] = only('market');
export const entriesIn = (effects: readonly Effect[]): readonly OrderTicket[] =>
  placed(effects).filter((ticket) => !ticket.reduceOnly);
export const alertsIn = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'alert.send' ? [effect.name] : []));

/** The one that must be there. */
export function first<T>(all: readonly T[]): T {
  const [found] = all;
  if (found === undefined) throw new Error('the story needs one');
  return found;
}

/** A run with some thousand dollars, and both instruments at 100. */
export function beginning(equity = '10000'): State {
  return begun(equity, [btc, eth], mark);
}

/** An entry, sent and not yet answered. */
export function entering(state: State, on: Instrument, size: string, side: Side = 'long'): OrderTicket {
  const stop = price(side === 'long' ? '99' : '101');
  return first(placed(enter(state, { instrument: on, side, qty: qty(size), mark, stop }) ?? []));
}

export type Held = Readonly<{ entry: OrderTicket; stop: OrderTicket; targets: readonly OrderTicket[] }>;

/** Bought, and its stop and targets confirmed by the venue. */
export function holding(state: State, on: Instrument, size: string): Held {
  const { entry, stop } = bought(state, on, size);
  const targets = targetsIn(feed(state, [accepted(stop, later(state.at, 1))]));
  for (const target of targets) step(state, accepted(target, later(state.at, 1)), settings);
  return { entry, stop, targets };
}

/** Bought, and its stop sent. */
export function bought(state: State, on: Instrument, size: string): Omit<Held, 'targets'> {
  const entry = entering(state, on, size);
  const effects = feed(state, [
    accepted(entry, later(state.at, 1)),
    ...fills(entry, [{ qty: qty(size), price: mark }], later(state.at, 2)),
    ended(entry, 'filled', qty(size), later(state.at, 3)),
  ]);
  return { entry, stop: first(stopsIn(effects)) };
}

/** Time passes and every timer rings; the venue says nothing. */
export function wait(state: State, until: Ms): readonly Effect[] {
  const effects: Effect[] = [];
  for (;;) {
    const [next] = [...state.timers.values()].sort((a, b) => a.at - b.at);
    if (next === undefined || next.at > until) return effects;
    effects.push(...step(state, { type: 'timer.fired', at: next.at, timer: next.timer }, settings));
  }
}

/** The venue's word on its positions, taken a moment ago, in `feed`'s order: nothing else is open there. */
export function snapshot(state: State, positions: readonly VenuePosition[]): Event {
  const now = later(state.at, 1_000);
  return { type: 'venue.snapshot', at: now, venueAt: now, orders: [], positions };
}

export function atVenue(on: Instrument, size: string, side: Side = 'long'): VenuePosition {
  return { instrument: on.id, side, qty: qty(size), entryPrice: mark };
}

export function says(state: State, command: Command): readonly Effect[] {
  return step(state, { type: 'command.received', at: later(state.at, 1), command, from: 'operator' }, settings);
}

export function left(state: State, on: Instrument): Qty {
  return remaining(positionOf(state, on));
}
