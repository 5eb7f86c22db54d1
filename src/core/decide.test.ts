import { describe, expect, it } from 'vitest';
import { configText, feed, settings, signalOn } from '../../test/support/keel.ts';
import {
  alertsIn,
  at,
  atVenue,
  beginning,
  bought,
  btc,
  entering,
  entriesIn,
  eth,
  holding,
  says,
  snapshot,
} from '../../test/support/stories.ts';
import { ended, fills } from '../../test/support/venue-reports.ts';
import { holdAuction, questionOf } from './decide.ts';
import type { Desk } from './desk.ts';
import type { State } from './state.ts';
import { noQty } from './units.ts';

const deskOf = (state: State): Desk => ({ state, settings, at: state.at, effects: [] });

function asked(state: State): ReturnType<typeof questionOf> {
  const market = state.markets.get(btc.id);
  if (market === undefined) throw new Error('it is listed');
  return questionOf(deskOf(state), market, 100);
}

describe('a base is occupied', () => {
  it.each<readonly [string, (state: State) => unknown, boolean]>([
    ['by nothing', () => undefined, false],
    ['not by a position on another base', (state) => holding(state, eth, '2'), false],
    ['by an entry that has not answered', (state) => entering(state, btc, '2'), true],
    ['by a position whose stop is not confirmed', (state) => bought(state, btc, '2'), true],
    ['by a protected position', (state) => holding(state, btc, '2'), true],
    [
      'by one that is being left',
      (state) => [holding(state, btc, '2'), says(state, { type: 'positions.flatten' })],
      true,
    ],
    ['by what the venue has shown once', (state) => feed(state, [snapshot(state, [atVenue(btc, '2')])]), true],
    ['not any more by what a later look did not confirm', seenAndGone, false],
    ['by an order of a position that is closed', closedWithOrders, true],
    ['not by a position that is closed with all its orders', closed, false],
    ['by what the venue shows of one that is closed', closedAndSeen, true],
  ])('%s', (_, arrange, occupied) => {
    const state = beginning();
    arrange(state);
    expect(asked(state).occupied).toBe(occupied);
  });
});

function seenAndGone(state: State): void {
  feed(state, [snapshot(state, [atVenue(btc, '2')])]);
  feed(state, [snapshot(state, [])]);
}

/** The stop has executed; the targets still rest, and their cancels are not answered yet. */
function closedWithOrders(state: State): ReturnType<typeof holding> {
  const held = holding(state, btc, '2');
  const { stop } = held;
  feed(state, [...fills(stop, [{ qty: stop.qty, price: btc.tick }], at(50)), ended(stop, 'filled', stop.qty, at(51))]);
  return held;
}

function closed(state: State): void {
  const { targets } = closedWithOrders(state);
  feed(
    state,
    targets.map((ticket) => ended(ticket, 'canceled', noQty, at(60))),
  );
}

function closedAndSeen(state: State): void {
  closed(state);
  feed(state, [snapshot(state, [atVenue(btc, '2')])]);
}

describe('entries are blocked', () => {
  it('by the mode, in its own word, and by a start that has not heard the venue', () => {
    const blocked = (arrange: (state: State) => unknown): string | undefined => {
      const state = beginning();
      arrange(state);
      return asked(state).blocked;
    };
    expect(blocked(() => undefined)).toBeUndefined();
    expect(blocked((state) => says(state, { type: 'entries.pause' }))).toBe('DEGRADED');
    expect(blocked((state) => says(state, { type: 'kill-switch.engage', exit: false }))).toBe('HALTED');
    expect(blocked((state) => feed(state, [{ type: 'run.resumed', at: at(10), config: configText }]))).toBe('SYNCING');
  });
});

/** Both bid; what is entered when the auction is held? */
function auctioned(state: State): readonly string[] {
  for (const on of [btc, eth]) state.signals.set(on.id, { ...signalOn(on, 'long'), stop: 98 });
  const desk = deskOf(state);
  holdAuction(desk);
  return entriesIn(desk.effects).map(({ instrument }) => instrument);
}

describe('between a signal and its auction', () => {
  it('a base may be taken, a mode may change, and then nothing is entered there', () => {
    expect(auctioned(beginning())).toEqual([btc.id, eth.id].sort());
    const taken = beginning();
    closedWithOrders(taken);
    expect(auctioned(taken)).toEqual([eth.id]);
    const paused = beginning();
    says(paused, { type: 'entries.pause' });
    expect(auctioned(paused)).toEqual([]);
  });

  it('the process may have started anew: the round waits until the venue has spoken, and is then held', () => {
    const state = beginning();
    feed(state, [{ type: 'run.resumed', at: at(10), config: configText }]);
    expect(auctioned(state)).toEqual([]);
    expect([...state.signals.keys()]).toEqual([btc.id, eth.id]);
    feed(state, [snapshot(state, [])]);
    expect(auctioned(state).length).toBe(2);
  });

  it('what loses is told why, and its outcome is kept for explain', () => {
    const state = beginning('40');
    const desk = deskOf(state);
    state.signals.set(btc.id, { ...signalOn(btc, 'long'), stop: 98 });
    holdAuction(desk);
    expect(alertsIn(desk.effects)).toContain('AUCTION_OPEN_REJECTED');
    expect(state.markets.get(btc.id)?.outcome).toMatchObject({ code: 'MIN_NOTIONAL' });
  });
});

it('a structure that was entered is remembered, so that it is traded once', () => {
  const state = beginning();
  auctioned(state);
  expect(state.markets.get(btc.id)?.traded).toEqual([signalOn(btc, 'long').structureAt]);
});
