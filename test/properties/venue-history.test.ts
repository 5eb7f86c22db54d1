import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdAuction } from '../../src/core/decide.ts';
import type { Desk } from '../../src/core/desk.ts';
import type { Effect } from '../../src/core/effects.ts';
import { increasesRisk } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { Command, Event } from '../../src/core/events.ts';
import { balance, total } from '../../src/core/ledger/ledger.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import { isLive } from '../../src/core/order/order.ts';
import { unfilled } from '../../src/core/order/transition.ts';
import type { Position } from '../../src/core/position/position.ts';
import { tighter } from '../../src/core/position/exit-plan.ts';
import { remaining } from '../../src/core/position/tally.ts';
import type { State } from '../../src/core/state.ts';
import { add, later, noUsd, sub, toNumber } from '../../src/core/units.ts';
import { begunWith, traded } from '../support/grids.ts';
import { settings, signalOn } from '../support/keel.ts';
import { createRandomVenue } from '../support/random-venue.ts';
import type { Dice, RandomVenue } from '../support/random-venue.ts';

const equities = ['10000', '350', '1000000'] as const;
const commands: readonly Command[] = [
  { type: 'entries.pause' },
  { type: 'entries.resume' },
  { type: 'positions.flatten' },
  { type: 'kill-switch.engage', exit: false },
  { type: 'kill-switch.engage', exit: true },
  { type: 'kill-switch.reset' },
];

type Run = {
  state: State;
  venue: RandomVenue;
  dice: Dice;
  ids: Set<string>;
  trades: Map<string, Trade>;
  counts: Counts;
};
type Counts = { entries: number; protected: number; closed: number };

/** One event, what it causes, and everything that must hold whatever it was. */
function feed(run: Run, event: Event): void {
  const { state } = run;
  const before = new Map(state.positions);
  const known = new Map(state.orders);
  const effects = step(state, { ...event, at: later(state.at, 1) }, settings);
  for (const effect of effects) {
    if (effect.type === 'order.cancel') expectNotLastStop(state, known, effect.order);
  }
  hand(run, effects);
  for (const [id, now] of state.positions) expectLawful({ position: before.get(id), known }, now, event);
  expect(total(state.ledger)).toBe(0n);
}

function hand({ venue, ids, trades, counts }: Run, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.type === 'trade.recorded') trades.set(effect.trade.id, effect.trade);
    if (effect.type !== 'order.place') continue;
    expect(ids.has(effect.ticket.id)).toBe(false);
    ids.add(effect.ticket.id);
    expect(effect.ticket.qty > 0n).toBe(true);
    expect(effect.ticket.reduceOnly).toBe(!increasesRisk(effect));
    if (increasesRisk(effect)) counts.entries += 1;
  }
  venue.take(effects);
}

function expectNotLastStop(state: State, known: State['orders'], id: string): void {
  const order = [...known.values()].find(({ ticket }) => ticket.id === id);
  if (order?.role !== 'stop') return;
  const position = state.positions.get(order.ticket.instrument);
  if (position === undefined || position.number !== order.position) return;
  const left = remaining(position);
  const others = [...state.orders.values()].filter(
    (o) => o.role === 'stop' && o.position === order.position && o.status === 'open' && o.cancelSentAt === undefined,
  );
  expect(left === 0n || others.some((other) => unfilled(other) >= left)).toBe(true);
}

type Before = Readonly<{ position: Position | undefined; known: State['orders'] }>;

function expectLawful({ position: before, known }: Before, now: Position, event: Event): void {
  expect(remaining(now) >= 0n && now.working >= 0n && now.stopPrice > 0n).toBe(true);
  if (now.phase === 'protected') expect(now.covers >= remaining(now)).toBe(true);
  if (now.phase === 'closed') expect([remaining(now), now.working]).toEqual([0n, 0n]);
  if (before === undefined || before.number !== now.number) return;
  expect(now.stopPrice).toBe(tighter(now.side, before.stopPrice, now.stopPrice));
  expect(now.initialStop).toBe(before.initialStop);
  if (before.targets.length > 0) expect(now.targets).toBe(before.targets);
  if (now.phase !== 'protected' || (before.phase === 'protected' && before.stop === now.stop)) return;
  // Only the venue's word about that very stop may have done it; or it had spoken before, and another stop has ended now.
  if (event.type === 'order.accepted' || event.type === 'venue.snapshot') {
    if (event.type === 'order.accepted') expect(event.order).toBe(now.stop);
    return;
  }
  expect(['order.ended', 'order.filled', 'order.rejected', 'order.absent']).toContain(event.type);
  expect(known.get(now.stop)).toMatchObject({ status: 'open', role: 'stop' });
  expect(known.get(now.stop)?.venueOrderId).toBeDefined();
}

function trade(run: Run): void {
  const { state, dice } = run;
  const desk: Desk = { state, settings, at: state.at, effects: [] };
  for (const { instrument, mark } of traded) {
    const side = dice(2) === 0 ? 'long' : 'short';
    const near = toNumber(mark) * (side === 'long' ? 0.95 : 1.05);
    if (dice(2) === 0) state.signals.set(instrument.id, { ...signalOn(instrument, side), stop: near });
  }
  holdAuction(desk);
  hand(run, desk.effects);
}

function ring(run: Run, withinMs: number): boolean {
  const { state } = run;
  const [next] = [...state.timers.values()].sort((a, b) => a.at - b.at);
  if (next === undefined || next.at > state.at + withinMs) return false;
  if (next.at > state.at) state.at = next.at;
  feed(run, { type: 'timer.fired', at: state.at, timer: next.timer });
  return true;
}

function act(run: Run): void {
  const { state, venue, dice } = run;
  state.at = later(state.at, dice(400));
  const what = dice(24);
  if (what < 2) return trade(run);
  if (what < 5) return void ring(run, 0);
  if (what === 5) {
    const { instrument, mark } = traded[dice(traded.length)] ?? traded[0] ?? fail();
    const moved = add(mark, ((instrument.tick as bigint) * BigInt(dice(3))) as typeof mark);
    return feed(run, { type: 'mark.observed', at: state.at, instrument: instrument.id, price: moved });
  }
  if (what === 6 && dice(6) === 0) {
    const command = commands[dice(commands.length)] ?? fail();
    return feed(run, { type: 'command.received', at: state.at, command, from: 'test' });
  }
  for (const event of venue.act(state.at)) feed(run, event);
}

/** Everything is answered, and a minute passes: what was under way has ended. */
function quiesce(run: Run): void {
  for (let round = 0; round < 600; round += 1) {
    const events = run.venue.obey(run.state.at);
    for (const event of events ?? []) feed(run, event);
    if (events === undefined && !ring(run, 10_000)) return;
  }
}

function fail(): never {
  throw new Error('no such choice');
}

function begin(throws: readonly number[]): Run {
  let n = 0;
  const dice: Dice = (sides) => (sides <= 0 ? 0 : (throws[n++ % throws.length] ?? 0) % sides);
  const state = begunWith(equities[dice(3)] ?? '350', traded);
  const counts = { entries: 0, protected: 0, closed: 0 };
  return { state, venue: createRandomVenue(dice, traded), dice, ids: new Set(), trades: new Map(), counts };
}

it('whatever the venue does, in whatever order it tells it: the laws of a position hold, and in the end both sides agree', () => {
  const seen: Counts = { entries: 0, protected: 0, closed: 0 };
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_003), { minLength: 40, maxLength: 400, size: 'max' }), (throws) => {
      const run = begin(throws);
      const { state, venue, counts, trades } = run;
      const deposited = balance(state.ledger, 'cash');
      trade(run);
      for (let turn = 0; turn < 120; turn += 1) act(run);
      quiesce(run);
      for (const position of state.positions.values()) {
        const there = venue.positionOf(position.instrument);
        expect(there?.qty ?? 0n).toBe(remaining(position));
        if (there === undefined) continue;
        expect(there.side).toBe(position.side);
        const stops = venue
          .working()
          .filter(({ ticket }) => ticket.instrument === position.instrument && ticket.form.type === 'stop');
        expect(stops.some(({ ticket, filled }) => sub(ticket.qty, filled) >= there.qty)).toBe(true);
        const acknowledged = stops.some(({ ticket }) => state.orders.get(ticket.id)?.venueOrderId !== undefined);
        if (acknowledged) expect(position.phase).toBe('protected');
        counts.protected += position.phase === 'protected' ? 1 : 0;
      }
      const idle = [...state.positions.values()].every(({ phase }) => phase === 'closed');
      if (idle) {
        let net = noUsd;
        for (const { netPnl } of trades.values()) net = add(net, netPnl);
        expect(sub(balance(state.ledger, 'cash'), deposited)).toBe(net);
        counts.closed += trades.size;
        expect([...state.orders.values()].filter(isLive)).toEqual([]);
        expect(venue.working()).toEqual([]);
      }
      seen.entries += counts.entries;
      seen.protected += counts.protected;
      seen.closed += counts.closed;
    }),
    { seed: 20_261_122, numRuns: 400, endOnFailure: true },
  );
  expect(seen.entries).toBeGreaterThan(400);
  expect(seen.protected).toBeGreaterThan(100);
  expect(seen.closed).toBeGreaterThan(100);
});
