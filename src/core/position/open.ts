import type { Award } from '../auction/auction.ts';
import type { Desk } from '../desk.ts';
import type { VenuePosition } from '../events.ts';
import { contracts, post } from '../ledger/ledger.ts';
import type { Instrument } from '../market/instrument.ts';
import { sendEntry } from '../order/gateway.ts';
import { add, ceilTo, floorTo, max, min, noQty, noUsd, notional, share, sub } from '../units.ts';
import type { Price, Qty, Usd } from '../units.ts';
import { move } from './manage.ts';
import type { Position } from './position.ts';
import { emptyTally, replaced } from './tally.ts';

type Won = Extract<Award, { won: true }>;

/** An award becomes a position that is being entered, and its entry order. */
export function open(desk: Desk, { candidate, intent, binding }: Won): void {
  const { state, at } = desk;
  state.run.positions += 1;
  const position: Position = {
    ...blank(candidate.instrument, state.run.positions),
    phase: 'entering',
    side: intent.side,
    initialStop: intent.stop,
    stopPrice: intent.stop,
    working: intent.qty,
    openedAt: at,
    origin: 'signal',
    regime: candidate.signal.regime,
    entryReason: `${candidate.signal.reason}; size by ${binding}`,
  };
  forget(desk, candidate.instrument);
  state.positions.set(candidate.instrument.id, position);
  sendEntry(desk, intent, position.number);
}

type Foundling = Readonly<{ found: VenuePosition; instrument: Instrument; mark: Price; number: number }>;

/**
 * A position that the venue has and we did not know. It is kept and protected: the stop goes beyond the worse of its
 * entry and the mark, by the takeover distance. `number` is that of its own orders where they are recognised.
 */
export function adopt(desk: Desk, { found, instrument, mark, number }: Foundling): void {
  const { state, at, settings } = desk;
  const reference = found.side === 'long' ? min(found.entryPrice, mark) : max(found.entryPrice, mark);
  const distance = share(reference, settings.execution.takeoverStop);
  const stop =
    found.side === 'long'
      ? floorTo(sub(reference, distance), instrument.tick)
      : ceilTo(add(reference, distance), instrument.tick);
  const value = notional(found.entryPrice, found.qty);
  state.positions.set(instrument.id, {
    ...blank(instrument, number),
    phase: 'unprotected',
    since: at,
    side: found.side,
    initialStop: stop,
    stopPrice: stop,
    working: noQty,
    openedAt: at,
    tally: {
      ...emptyTally,
      entryQty: found.qty,
      entryValue: value,
      assumed: { qty: found.qty, value },
      firstFillAt: at,
    },
    origin: 'adopted',
    regime: 'unknown',
    entryReason: 'found at the venue and adopted',
  });
  book(desk, { instrument: instrument.id, side: found.side }, value);
}

/** The venue has more of a position than we know of: the excess is adopted into it, at the venue's price. */
export function adoptExcess(
  desk: Desk,
  held: Position,
  { found, excess }: Readonly<{ found: VenuePosition; excess: Qty }>,
): void {
  const value = notional(found.entryPrice, excess);
  book(desk, held, value);
  move(desk, held, { type: 'entry.filled', at: desk.at, qty: excess, value, fee: noUsd, assumed: true });
}

/** A fill is about to take the place of what was assumed: its cost is taken back out of the ledger. */
export function unassume(desk: Desk, { instrument, side, tally }: Position, qty: Qty): void {
  const { value } = replaced(tally, qty);
  if (value > 0n) book(desk, { instrument, side: side === 'long' ? 'short' : 'long' }, value);
}

/** Contracts for cash, as a fill would have posted it. */
function book({ state }: Desk, { instrument, side }: Pick<VenuePosition, 'instrument' | 'side'>, amount: Usd): void {
  const account = contracts(instrument);
  post(state.ledger, side === 'long' ? { from: 'cash', to: account, amount } : { from: account, to: 'cash', amount });
}

function blank(
  { id, base, tick, lot, minQty }: Instrument,
  number: number,
): Pick<Position, 'number' | 'instrument' | 'base' | 'tick' | 'lot' | 'minQty' | 'targets' | 'tally' | 'stopRefusals'> {
  return { number, instrument: id, base, tick, lot, minQty, targets: [], tally: emptyTally, stopRefusals: 0 };
}

/** The last position of this instrument is history now, and so are its orders. */
function forget({ state }: Desk, { id }: Instrument): void {
  for (const [key, order] of state.orders) {
    if (order.ticket.instrument === id && order.status === 'done') state.orders.delete(key);
  }
}
