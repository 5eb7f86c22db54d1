import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Effect } from '../../src/core/effects.ts';
import { step } from '../../src/core/engine.ts';
import type { Command, Event } from '../../src/core/events.ts';
import type { Trade } from '../../src/core/ledger/trade.ts';
import type { Instrument } from '../../src/core/market/instrument.ts';
import { isLive } from '../../src/core/order/order.ts';
import type { OrderRole } from '../../src/core/order/order.ts';
import type { State } from '../../src/core/state.ts';
import { asBase, instrumentId, later, noQty } from '../../src/core/units.ts';
import type { ClientOrderId } from '../../src/core/units.ts';
import type { ControlDesk } from '../../src/surface/control/desk.ts';
import type { RunFacts } from '../../src/view/status.ts';
import { begun, enter, instrument, price, qty, settings, t0, usd } from '../support/keel.ts';

export const btc: Instrument = instrument('BTC');
export const eth: Instrument = instrument('ETH');

export const facts: RunFacts = {
  mode: 'paper',
  market: 'synthetic',
  seed: 1,
  speed: 60,
  startedAt: new Date(t0).toISOString(),
  journal: '/somewhere/run-1.sqlite',
  cycle: 5,
};

/** A desk around a state that turns when it is told to: `turn` handles the commands that wait, then the events. */
export type HandMade = ControlDesk &
  Readonly<{
    turn: (...events: readonly Event[]) => readonly Effect[];
    /** Resolves when the next command is in the mailbox. */
    commanded: () => Promise<Command>;
    listeners: Set<() => void>;
  }>;

export function deskOf(state: State, { trades = [] }: Readonly<{ trades?: readonly Trade[] }> = {}): HandMade {
  const listeners = new Set<() => void>();
  let waiting: Command[] = [];
  let heard: ((command: Command) => void) | undefined;
  return {
    state: () => state,
    settings,
    facts: () => facts,
    trades: () => trades,
    flush: () => undefined,
    command: (command) => {
      waiting.push(command);
      heard?.(command);
    },
    afterTurn: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listeners,
    commanded: () => new Promise((resolve) => void (heard = resolve)),
    turn: (...events) => {
      const commands = waiting.map((command): Event => {
        return { type: 'command.received', at: state.at, command, from: 'second terminal' };
      });
      waiting = [];
      const effects = [...commands, ...events].flatMap((event) => step(state, event, settings));
      for (const listener of listeners) listener();
      return effects;
    },
  };
}

/** The same, with a loop that takes its turn as soon as a command waits. */
export function turningDesk(state: State, options: Readonly<{ trades?: readonly Trade[] }> = {}): HandMade {
  const desk = deskOf(state, options);
  const command = (given: Command): void => {
    desk.command(given);
    setImmediate(desk.turn);
  };
  return { ...desk, command };
}

/** A run with 10 of BTC held long from 100, its stop at 98 confirmed and both targets resting. */
export function holding(): State {
  const state = begun('10000', [btc, eth], price('100'));
  const entered = enter(state, {
    instrument: btc,
    side: 'long',
    qty: qty('10'),
    mark: price('100'),
    stop: price('98'),
  });
  if (entered === undefined) throw new Error('the gate said no');
  for (let round = 0; round < 5; round += 1) for (const event of reports(state)) step(state, event, settings);
  return state;
}

/** What the venue says of everything in flight: accepted, and an entry is filled at 100. */
function reports(state: State): readonly Event[] {
  return [...state.orders.values()].filter(isLive).flatMap(({ ticket, role, venueOrderId }): readonly Event[] => {
    const { id, instrument: on, side, qty: size } = ticket;
    if (venueOrderId !== undefined) return [];
    const accepted: Event = { type: 'order.accepted', at: state.at, order: id, venueOrderId: `v-${id}` };
    if (role !== 'entry') return [accepted];
    const money = { price: price('100'), fee: usd('0.5'), liquidity: 'taker', venueAt: state.at } as const;
    return [
      accepted,
      {
        type: 'order.filled',
        at: state.at,
        fill: { id: `f-${id}`, order: id, instrument: on, side, qty: size, ...money },
      },
      { type: 'order.ended', at: state.at, order: id, how: 'filled', filled: size },
    ];
  });
}

/** The id of the live order in this role. */
export function liveOrder(state: State, role: OrderRole): ClientOrderId {
  const order = [...state.orders.values()].find((candidate) => candidate.role === role && isLive(candidate));
  if (order === undefined) throw new Error(`no live ${role}`);
  return order.ticket.id;
}

/** The venue has cancelled it, `afterMs` later. */
export function cancelled(state: State, order: ClientOrderId, afterMs: number): Event {
  return { type: 'order.ended', at: later(state.at, afterMs), order, how: 'canceled', filled: noQty };
}

/** A trade that was closed `n` hours after the beginning. */
export function tradeNumber(n: number): Trade {
  return {
    id: `trade-${n}`,
    instrument: instrumentId('PF_XBTUSD'),
    base: asBase('BTC'),
    side: 'long',
    qty: qty('1'),
    entryAt: t0,
    entryPrice: price('100'),
    exitAt: later(t0, n * 3_600_000),
    exitPrice: price('102.5'),
    grossPnl: usd('2.5'),
    fees: usd('0.1'),
    funding: usd('0'),
    netPnl: usd('2.4'),
    r: 1.2,
    exitReason: 'take_profit_1',
    entryReason: 'test',
  };
}

/** An empty state directory, gone after the test. */
export function stateDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'keel-control-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, '.local');
}

/** Lets everything that is ready on this machine happen, without waiting for time. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => void setImmediate(resolve));
}
