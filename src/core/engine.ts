import { assertNever } from './assert.ts';
import { dayOf, isExposed, keepDay } from './account.ts';
import { holdAuction, onCandle } from './decide.ts';
import { examineAbsent } from './examine.ts';
import { onHistory } from './history.ts';
import { due } from './desk.ts';
import type { Desk } from './desk.ts';
import { onGivenListing, onMarketListed, onMarketUnlisted } from './discover.ts';
import type { Effect } from './effects.ts';
import type { Event, EventOf, Timer } from './events.ts';
import { beginBooks } from './ledger/ledger.ts';
import { hearMark } from './market/market.ts';
import { inquire, sendCancel } from './order/gateway.ts';
import { isLive } from './order/order.ts';
import { onReport } from './order/reports.ts';
import { onPosted } from './posted.ts';
import { onResume, onSnapshot, onSyncOverdue } from './order/sync.ts';
import { forgotten } from './order/transition.ts';
import { follow, settle } from './position/manage.ts';
import { onCommand } from './safety/command.ts';
import { reconsider, watch } from './safety/watch.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';
import { ms, noUsd } from './units.ts';
import type { ClientOrderId } from './units.ts';

/**
 * The whole program, one event at a time: same state, event and settings, same effects. It reads no clock, draws no
 * luck and waits for nobody; it changes `state` and asks the world for what it returns.
 *
 * A candle's way to an order: onCandle (market, series, gates) fires a signal; its timer holds the auction (sizing,
 * limits, approval); the gateway enters the order in the table and sends it. A fill's way back: onReport (order table,
 * ledger, position), and settle brings the position's stops and targets to what it now needs. The monitor has the last word.
 */
export function step(state: State, event: Event, settings: Settings): readonly Effect[] {
  state.seq += 1;
  state.at = ms(Math.max(state.at, event.at));
  const desk: Desk = { state, settings, at: state.at, effects: [] };
  keepDay(desk);
  examineAbsent(desk);
  take(desk, event);
  if (touchesBook(state, event)) watch(desk);
  return desk.effects;
}

function take(desk: Desk, event: Event): void {
  switch (event.type) {
    case 'run.started':
      return onStart(desk, event);
    case 'run.resumed':
      return onResume(desk, event);
    case 'instruments.listed':
      return onGivenListing(desk, event);
    case 'market.listed':
      return onMarketListed(desk, event);
    case 'market.unlisted':
      return onMarketUnlisted(desk, event);
    case 'candle.closed':
      return onCandle(desk, event.candle);
    case 'history.begun':
    case 'history.failed':
      return onHistory(desk, event);
    case 'mark.observed':
      return onMark(desk, event);
    case 'order.accepted':
    case 'order.rejected':
    case 'order.denied':
    case 'order.unresolved':
    case 'order.filled':
    case 'order.ended':
    case 'order.absent':
      return onReport(desk, event);
    case 'venue.snapshot':
      return onSnapshot(desk, event);
    case 'account.posted':
      return onPosted(desk, event.posting);
    case 'timer.fired':
      return onTimer(desk, event.timer);
    case 'command.received':
      return onCommand(desk, event);
    default:
      return assertNever(event);
  }
}

/** The first event of a run: its name, and the money that it begins with. */
function onStart({ state }: Desk, event: EventOf<'run.started'>): void {
  const { run, equity, config, collateral = noUsd, asOf = ms(0) } = event;
  state.run.id = run;
  state.run.config = config;
  beginBooks(state.ledger, { equity, collateral, asOf });
  state.account = { peakEquity: equity, dayEquity: equity, day: dayOf(state.at) };
}

function onMark(desk: Desk, { instrument, price }: EventOf<'mark.observed'>): void {
  const market = desk.state.markets.get(instrument);
  if (market === undefined) return;
  hearMark(market, price, desk.at);
  follow(desk, market, price);
}

function onTimer(desk: Desk, timer: Timer): void {
  if (!due(desk, timer)) return;
  switch (timer.type) {
    case 'auction':
      return holdAuction(desk);
    case 'entry-timeout':
      return onEntryTimeout(desk, timer.order);
    case 'resolve':
      return onUnresolved(desk, timer.order);
    case 'protect':
      return settle(desk, timer.instrument);
    case 'sync':
      return onSyncOverdue(desk);
    case 'mode':
      return reconsider(desk);
    case 'discovery':
      return void desk.effects.push({ type: 'listing.ask' });
    default:
      return assertNever(timer);
  }
}

/** An entry that has not filled by now is not wanted any more; one that nobody has confirmed is asked after. */
function onEntryTimeout(desk: Desk, id: ClientOrderId): void {
  const order = desk.state.orders.get(id);
  if (order === undefined || !isLive(order)) return;
  if (order.status === 'open') sendCancel(desk, order);
  else inquire(desk, order);
}

/** What is in doubt is asked after again; a cancel that has changed nothing is given up, and whoever still wants it says so. */
function onUnresolved(desk: Desk, id: ClientOrderId): void {
  const order = desk.state.orders.get(id);
  if (order === undefined || !isLive(order)) return;
  if (order.status === 'unresolved' || order.end !== undefined) return inquire(desk, order);
  if (order.cancelSentAt === undefined) return;
  // An entry is never wanted again; every other order is what its position makes of it now.
  if (order.role === 'entry') return sendCancel(desk, order);
  desk.state.orders.set(id, forgotten(order));
  settle(desk, order.ticket.instrument);
}

const booked: ReadonlySet<Event['type']> = new Set(['order.filled', 'venue.snapshot', 'account.posted', 'run.resumed']);

/** Only what can change an exposure or its price is worth a look at all the limits. */
function touchesBook(state: State, event: Event): boolean {
  if (event.type === 'mark.observed') return isExposed(state, event.instrument);
  if (event.type === 'candle.closed') return isExposed(state, event.candle.instrument);
  return booked.has(event.type);
}
