import { alert, arm } from '../desk.ts';
import type { Desk } from '../desk.ts';
import type { EventOf, VenueOrder, VenuePosition } from '../events.ts';
import { markOf } from '../market/market.ts';
import { compareMoney } from '../posted.ts';
import { move, reconfirm, settleAll } from '../position/manage.ts';
import { adopt, adoptExcess } from '../position/open.ts';
import type { Position } from '../position/position.ts';
import { remaining } from '../position/tally.ts';
import { engageHalt } from '../safety/watch.ts';
import { formatFixed, later, ms } from '../units.ts';
import type { InstrumentId, Ms } from '../units.ts';
import { identityOf } from './client-order-id.ts';
import { inquire } from './gateway.ts';
import { isLive } from './order.ts';
import type { Order } from './order.ts';
import { reconcile } from './reconcile.ts';
import type { Finding } from './reconcile.ts';
import { onReport } from './reports.ts';
import { forgotten } from './transition.ts';

type Found<T extends Finding['type']> = Extract<Finding, { type: T }>;

/**
 * Start-up after a stop of whatever kind: nobody knows what became of requests in flight, so each is asked after,
 * and then the venue's whole side. Until it has spoken, nothing is placed twice; after `syncWithinMs` protection goes first.
 */
export function onResume(desk: Desk, { config }: EventOf<'run.resumed'>): void {
  const { state, at, settings } = desk;
  state.run.config = config;
  state.run.incarnation += 1;
  state.syncing = { since: at };
  for (const [id, order] of state.orders) state.orders.set(id, forgotten(order));
  for (const { timer, at: ringsAt } of state.timers.values()) {
    desk.effects.push({ type: 'timer.set', timer, at: ms(Math.max(ringsAt, at)) });
  }
  for (const order of [...state.orders.values()].filter(isLive)) inquire(desk, order);
  const postedSince = ms(Math.max(0, state.ledger.told.newestAt - settings.execution.syncOverlapMs));
  desk.effects.push({ type: 'venue.ask', about: 'account', since: oldest(desk), postedSince });
  arm(desk, { type: 'sync' }, later(at, settings.execution.syncWithinMs));
}

/** The venue did not answer in time: what we know must do, and protection does not wait. */
export function onSyncOverdue(desk: Desk): void {
  if (desk.state.syncing === undefined) return;
  delete desk.state.syncing;
  alert(desk, 'critical', 'SYNC_OVERDUE', { since: desk.at });
  settleAll(desk);
}

/** The venue's side of everything. Differences are adopted, asked after or reported; never destroyed. */
export function onSnapshot(desk: Desk, event: EventOf<'venue.snapshot'>): void {
  const { state } = desk;
  delete state.syncing;
  const findings = reconcile(event, state);
  const differing = new Set<InstrumentId>();
  for (const finding of findings) {
    if (finding.type === 'phantom') differing.add(finding.found.instrument);
    if (finding.type === 'mismatch') differing.add(finding.position.instrument);
    apply(desk, finding, event.venueAt);
  }
  for (const instrument of state.sightings.keys()) if (!differing.has(instrument)) state.sightings.delete(instrument);
  for (const instrument of state.positions.keys()) reconfirm(desk, instrument);
  settleAll(desk);
  if (event.money !== undefined) compareMoney(desk, event.money, event.venueAt);
}

function apply(desk: Desk, finding: Finding, venueAt: Ms): void {
  switch (finding.type) {
    case 'open': {
      const { order, venueOrder } = finding;
      return onReport(desk, {
        type: 'order.accepted',
        at: desk.at,
        order: order.ticket.id,
        venueOrderId: venueOrder.venueOrderId,
      });
    }
    case 'missing':
      return inquire(desk, finding.order);
    case 'unknown':
      return meet(desk, finding.venueOrder);
    case 'agreed':
      return unprotectable(desk, finding.position);
    case 'phantom':
      return onPhantom(desk, finding, venueAt);
    case 'mismatch':
      return onMismatch(desk, finding, venueAt);
  }
}

/** An open order that the table does not have. One of this run is entered again; any other is left alone and reported once. */
function meet(desk: Desk, { ticket, venueOrderId, filled, placedAt }: VenueOrder): void {
  const { state } = desk;
  const identity = identityOf(ticket.id);
  if (identity !== undefined && identity.run === state.run.id && identity.position <= state.run.positions) {
    const { role, position } = identity;
    const order: Order = {
      ticket,
      role,
      position,
      sentAt: placedAt,
      venueOrderId,
      filled,
      fillIds: [],
      status: 'open',
      absentFrom: [],
    };
    state.orders.set(ticket.id, order);
    return;
  }
  if (state.strangers.includes(ticket.id)) return;
  state.strangers.push(ticket.id);
  alert(desk, 'warning', 'ORPHAN', { order: ticket.id, instrument: ticket.instrument });
}

/** Two sources agree on a position whose stop the venue refuses: it, and only it, is closed, and the mode is HALTED. */
function unprotectable(desk: Desk, position: Position): void {
  if (position.phase !== 'unprotected' || position.stopRefusals < desk.settings.execution.stopRefusalsMax) return;
  move(desk, position, { type: 'exit.requested', at: desk.at, reason: 'unprotectable' });
  engageHalt(desk, `the venue refuses a stop for ${position.instrument}`);
}

/** One sighting is not news: it is asked again. The second time the excess is adopted and protected. */
function onPhantom(desk: Desk, { found, excess }: Found<'phantom'>, venueAt: Ms): void {
  const { state } = desk;
  const { instrument } = found;
  const market = state.markets.get(instrument);
  const mark = market === undefined ? undefined : markOf(market);
  alert(desk, 'warning', 'PHANTOM', { instrument, side: found.side, qty: formatFixed(excess) });
  if (!isSecond(desk, instrument, { found, venueAt })) return;
  if (market === undefined) return alert(desk, 'critical', 'PHANTOM_UNLISTED', { instrument });
  const held = state.positions.get(instrument);
  if (held !== undefined && held.phase !== 'closed') adoptExcess(desk, held, { found, excess });
  else
    adopt(desk, {
      found,
      instrument: market.instrument,
      mark: mark ?? found.entryPrice,
      number: numberFor(desk, instrument),
    });
  alert(desk, 'warning', 'PENDING_ADOPTED', { instrument, qty: formatFixed(excess) });
}

/** We hold more than the venue says. Its word alone does not make a position smaller: we keep the stop, and keep asking. */
function onMismatch(desk: Desk, { position, found }: Found<'mismatch'>, venueAt: Ms): void {
  const { instrument } = position;
  const qty = { ours: formatFixed(remaining(position)), venue: found === undefined ? '0' : formatFixed(found.qty) };
  if (isSecond(desk, instrument, { found: found ?? 'none', venueAt }))
    alert(desk, 'critical', 'QTY_MISMATCH', { instrument, ...qty });
}

type Sighting = Readonly<{ found: VenuePosition | 'none'; venueAt: Ms }>;

/** Notes a difference; true when a later look of the venue's shows the same. Otherwise the venue is asked for its side again. */
function isSecond(desk: Desk, instrument: InstrumentId, now: Sighting): boolean {
  const before = desk.state.sightings.get(instrument);
  if (before !== undefined && now.venueAt <= before.venueAt) return false;
  desk.state.sightings.set(instrument, now);
  if (before !== undefined && isSame(before.found, now.found)) return true;
  desk.effects.push({ type: 'venue.ask', about: 'account', since: oldest(desk) });
  return false;
}

function isSame(a: VenuePosition | 'none', b: VenuePosition | 'none'): boolean {
  return a === 'none' || b === 'none' ? a === b : a.qty === b.qty && a.side === b.side;
}

/** The number that the venue's open orders of ours give to this position; else a new one. */
function numberFor({ state }: Desk, instrument: InstrumentId): number {
  const own = [...state.orders.values()].find((order) => order.ticket.instrument === instrument && isLive(order));
  if (own !== undefined) return own.position;
  state.run.positions += 1;
  return state.run.positions;
}

/** Fills are asked for from a little before the oldest thing that may have gone on without us: the clocks may differ. */
function oldest({ state, at, settings }: Desk): Ms {
  let from = at;
  for (const position of state.positions.values())
    if (position.phase !== 'closed') from = minMs(from, position.openedAt);
  return ms(Math.max(0, from - settings.execution.syncOverlapMs));
}

function minMs(a: Ms, b: Ms): Ms {
  return a < b ? a : b;
}
