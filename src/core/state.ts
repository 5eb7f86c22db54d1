import type { Timer, VenuePosition } from './events.ts';
import type { Ledger } from './ledger/ledger.ts';
import { emptyLedger } from './ledger/ledger.ts';
import type { Market } from './market/market.ts';
import type { Registry } from './market/registry.ts';
import { emptyRegistry } from './market/registry.ts';
import type { Universe } from './market/universe.ts';
import { emptyUniverse } from './market/universe.ts';
import type { Order } from './order/order.ts';
import type { Position } from './position/position.ts';
import type { Safety } from './safety/mode.ts';
import { initialSafety } from './safety/mode.ts';
import type { Signal } from './signal/signal.ts';
import { ms, noUsd } from './units.ts';
import type { ClientOrderId, InstrumentId, Ms, Usd } from './units.ts';

/** Rises whenever the shape below changes: a snapshot of another version is not read. */
export const stateVersion = 8;

/** Everything that the system remembers: plain data with one owner, the engine. What is not in here, it does not know. */
export type State = {
  /** Events stepped so far. */
  seq: number;
  /** Time of the newest event; never runs backwards. */
  at: Ms;
  /**
   * Which run this is, how often it was resumed, and what it has counted: order ids are made of these. And the
   * configuration that it runs under, so that a snapshot can be replayed on from by itself.
   */
  run: { id: number; incarnation: number; orders: number; positions: number; config: string };
  registry: Registry;
  universe: Universe;
  markets: Map<InstrumentId, Market>;
  /** Signals waiting for the next round of the auction. */
  signals: Map<InstrumentId, Signal>;
  /** The newest position of each instrument, closed ones included: a late fill must find its home. */
  positions: Map<InstrumentId, Position>;
  /** The orders of those positions. */
  orders: Map<ClientOrderId, Order>;
  ledger: Ledger;
  account: {
    peakEquity: Usd;
    dayEquity: Usd;
    day: number;
    /** By how much more the venue's cash is than ours: seen once, and waiting to be seen again. */
    gap?: Readonly<{ amount: Usd; venueAt: Ms }>;
    /** Something other than dollars was put in or taken out: the next valuation is no profit and no loss. */
    moved?: true;
  };
  safety: Safety;
  timers: Map<string, Readonly<{ at: Ms; timer: Timer }>>;
  /** Resumed, and the venue has not told its side yet. */
  syncing?: { since: Ms };
  /** Differences between the venue's positions and ours, seen once and waiting to be seen again. */
  sightings: Map<InstrumentId, Readonly<{ found: VenuePosition | 'none'; venueAt: Ms }>>;
  /** Foreign orders that were reported already. */
  strangers: string[];
};

export function initialState(): State {
  return {
    seq: 0,
    at: ms(0),
    run: { id: 0, incarnation: 0, orders: 0, positions: 0, config: '' },
    registry: emptyRegistry(),
    universe: emptyUniverse(),
    markets: new Map(),
    signals: new Map(),
    positions: new Map(),
    orders: new Map(),
    ledger: emptyLedger(),
    account: { peakEquity: noUsd, dayEquity: noUsd, day: -1 },
    safety: initialSafety(),
    timers: new Map(),
    sightings: new Map(),
    strangers: [],
  };
}
