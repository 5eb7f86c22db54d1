import { alert, arm, modeNow } from '../desk.ts';
import type { Desk } from '../desk.ts';
import { realise } from '../ledger/ledger.ts';
import { roundTrip } from '../ledger/round-trip.ts';
import type { Trade } from '../ledger/trade.ts';
import type { Market } from '../market/market.ts';
import type { Order } from '../order/order.ts';
import { sendCancel, sendReduction } from '../order/gateway.ts';
import { unfilled } from '../order/transition.ts';
import { noteTrade } from '../signal/setbacks.ts';
import { add, formatFixed, toNumber } from '../units.ts';
import type { InstrumentId, Price, Usd } from '../units.ts';
import { converge } from './converge.ts';
import type { Closed, Position, PositionEvent } from './position.ts';
import { entryPrice, remaining } from './tally.ts';
import { transition } from './transition.ts';

/** Moves a position on, tells what changed, and brings its orders to what it now needs. */
export function move(desk: Desk, position: Position, event: PositionEvent): void {
  const { state, settings } = desk;
  const { next, verdict } = transition(position, event, settings.exit);
  state.positions.set(position.instrument, next);
  if (verdict === 'surprised') surprise(desk, next.instrument, `${event.type} while ${position.phase}`);
  if (position.phase === 'entering' && next.phase === 'unprotected') announce(desk, next);
  if (next.phase === 'closed' && position.phase !== 'closed') close(desk, next);
  settle(desk, next.instrument);
}

/** Brings the orders of a position to what it needs now: places what is missing, cancels what nobody wants. */
export function settle(desk: Desk, instrument: InstrumentId): void {
  const { state, settings, at } = desk;
  const position = state.positions.get(instrument);
  if (position === undefined) return;
  const { protectEveryMs } = settings.execution;
  const now = {
    at,
    halted: modeNow(desk) === 'HALTED',
    syncing: state.syncing !== undefined,
    moreToCome: desk.moreToCome === true,
    protectEveryMs,
  };
  for (const wish of converge(position, ordersOf(desk, position), now)) {
    switch (wish.type) {
      case 'place':
        sendReduction(desk, position, wish);
        break;
      case 'cancel':
        sendCancel(desk, wish.order);
        break;
      case 'wait':
        arm(desk, { type: 'protect', instrument }, wish.until);
        break;
    }
  }
}

/** The price has moved: an open position's stop may follow it. */
export function follow(desk: Desk, { instrument, reading }: Market, mark: Price): void {
  const { state, settings, at } = desk;
  const position = state.positions.get(instrument.id);
  const { atr } = reading.decision;
  if (position === undefined || atr === undefined || settings.exit.trail === undefined) return;
  const { next } = transition(position, { type: 'price.moved', at, mark: toNumber(mark), atr }, settings.exit);
  if (next === position) return;
  state.positions.set(instrument.id, next);
  if (next.stopPrice !== position.stopPrice) settle(desk, instrument.id);
}

export function settleAll(desk: Desk): void {
  for (const instrument of desk.state.positions.keys()) settle(desk, instrument);
}

/** The orders of one position, in the order in which they were sent. */
export function ordersOf({ state }: Desk, { number }: Position): readonly Order[] {
  return [...state.orders.values()].filter((order) => order.position === number);
}

/** A stop that the venue has confirmed already may be all the protection that is needed: another one that covers was lost. */
export function reconfirm(desk: Desk, instrument: InstrumentId): void {
  const position = desk.state.positions.get(instrument);
  if (position?.phase !== 'unprotected') return;
  const stop = ordersOf(desk, position).find((order) => isResting(order) && unfilled(order) >= remaining(position));
  if (stop === undefined) return;
  move(desk, position, { type: 'stop.confirmed', at: desk.at, stop: stop.ticket.id, covers: unfilled(stop) });
}

/** The venue has said that it has this stop, and nothing else since. */
function isResting({ role, status, end, cancelSentAt, venueOrderId }: Order): boolean {
  const working = status === 'open' && end === undefined && cancelSentAt === undefined;
  return role === 'stop' && working && venueOrderId !== undefined;
}

/** Something that we did not think possible: it is accounted for, reported, and the venue is asked for its side. */
export function surprise(desk: Desk, instrument: InstrumentId, what: string): void {
  desk.state.safety.surprises += 1;
  alert(desk, 'warning', 'SURPRISE', { instrument, what });
  const since = desk.state.positions.get(instrument)?.openedAt ?? desk.at;
  desk.effects.push({ type: 'venue.ask', about: 'account', since });
}

function announce(desk: Desk, position: Position): void {
  const { instrument, side, stopPrice } = position;
  const price = entryPrice(position);
  const size = formatFixed(remaining(position));
  alert(desk, 'info', 'NEW_POSITION', {
    instrument,
    side,
    size,
    price: price === undefined ? '' : formatFixed(price),
    stop: formatFixed(stopPrice),
  });
}

/** Funding belongs to the position that was held for it; told after the end, it amends the trade that was recorded. */
export function fund(desk: Desk, position: Position, amount: Usd): void {
  const next = { ...position, tally: { ...position.tally, funding: add(position.tally.funding, amount) } };
  desk.state.positions.set(next.instrument, next);
  if (next.phase === 'closed') record(desk, next);
}

function record(desk: Desk, position: Closed): Trade | undefined {
  const trade = roundTrip(position);
  if (trade !== undefined) desk.effects.push({ type: 'trade.recorded', trade });
  return trade;
}

function close(desk: Desk, position: Closed): void {
  const { instrument } = position;
  realise(desk.state.ledger, instrument);
  const trade = record(desk, position);
  if (trade === undefined) return;
  const market = desk.state.markets.get(instrument);
  if (market !== undefined) noteTrade(market, trade, desk.settings.signal);
  const { side, netPnl, exitReason } = trade;
  alert(desk, 'info', 'POSITION_CLOSED', {
    instrument,
    side,
    reason: exitReason,
    net: formatFixed(netPnl),
    r: trade.r.toFixed(2),
  });
}
