import { cashOf, moveCapital } from './account.ts';
import { alert } from './desk.ts';
import type { Desk } from './desk.ts';
import type { VenueMoney } from './events.ts';
import { balance } from './ledger/ledger.ts';
import { correct, isDollars, postOnce, revalue } from './ledger/posting.ts';
import type { AccountPosting } from './ledger/posting.ts';
import { fund } from './position/manage.ts';
import type { Position } from './position/position.ts';
import { abs, formatFixed, sub } from './units.ts';
import type { Ms, Usd } from './units.ts';

/** The venue tells of money that moved without a fill of ours: it is posted once, and what it means is done. */
export function onPosted(desk: Desk, posting: AccountPosting): void {
  const { state, settings } = desk;
  if (postOnce(state.ledger, posting, settings.ledger.postingsKept) === 'again') return;
  const { kind, word, amount, currency, instrument } = posting;
  const isMoved = kind === 'deposit' || kind === 'withdrawal';
  if (kind === 'unknown' && state.ledger.told.unknown.get(word) === 1) {
    alert(desk, 'warning', 'POSTING_UNKNOWN', { word, amount: formatFixed(amount), currency });
  }
  if (isMoved) alert(desk, 'info', 'BALANCE_CHANGED', { kind, amount: formatFixed(amount), currency });
  if (!isDollars(amount, currency)) {
    if (isMoved) state.account.moved = true;
    // Only the venue knows what it is worth as collateral.
    return void desk.effects.push({ type: 'venue.ask', about: 'account', since: desk.at });
  }
  if (isMoved) moveCapital(desk, amount);
  const position = instrument === undefined ? undefined : state.positions.get(instrument);
  if (kind === 'funding' && position !== undefined && isOf(desk, posting, position)) fund(desk, position, amount);
}

/** Paid while it was held: the clocks may differ by as long as a request lives, and at its end it is paid with the last fill. */
function isOf({ settings }: Desk, { venueAt }: AccountPosting, { phase, openedAt, tally }: Position): boolean {
  if (venueAt < openedAt - settings.execution.requestLifeMs) return false;
  return phase !== 'closed' || venueAt <= (tally.newestFillAt ?? openedAt);
}

/**
 * The venue says what lies there. What is no dollars is worth what the venue says. A difference in dollars that it shows
 * twice, while no order is in doubt, is told and corrected by a posting of its own; until then more risk is sized by the smaller.
 */
export function compareMoney(desk: Desk, told: VenueMoney, venueAt: Ms): void {
  const { state, settings } = desk;
  const { account } = state;
  follow(desk, sub(told.collateral, balance(state.ledger, 'collateral')));
  const ours = cashOf(state);
  const amount = sub(told.cash, ours);
  const before = account.gap;
  if (abs(amount) <= settings.ledger.toleranceUsd) {
    delete account.gap;
    return;
  }
  if (before !== undefined && venueAt <= before.venueAt) return;
  account.gap = { amount, venueAt };
  if (before === undefined) desk.effects.push({ type: 'venue.ask', about: 'account', since: desk.at });
  else if (isSame(desk, before.amount, amount) && !isInDoubt(desk)) heal(desk, { ours, venue: told.cash, amount });
}

function follow(desk: Desk, amount: Usd): void {
  const { ledger, account } = desk.state;
  if (amount !== 0n) revalue(ledger, amount);
  if (account.moved === true) moveCapital(desk, amount);
  delete account.moved;
}

function heal(desk: Desk, { ours, venue, amount }: Readonly<{ ours: Usd; venue: Usd; amount: Usd }>): void {
  alert(desk, 'critical', 'EQUITY_DIFFERS', {
    ours: formatFixed(ours),
    venue: formatFixed(venue),
    corrected: formatFixed(amount),
  });
  correct(desk.state.ledger, amount);
  delete desk.state.account.gap;
}

function isSame({ settings }: Desk, a: Usd, b: Usd): boolean {
  return abs(sub(a, b)) <= settings.ledger.toleranceUsd;
}

/** An order whose fills we may not have heard of: its fees and profit are at the venue already. */
function isInDoubt({ state }: Desk): boolean {
  return [...state.orders.values()].some(
    ({ status, end }) => status === 'unresolved' || (end !== undefined && status !== 'done'),
  );
}
