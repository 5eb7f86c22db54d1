import type { InstrumentId, Ms } from '../../../src/core/units.ts';
import { ms } from '../../../src/core/units.ts';
import type { OrderSide } from '../../../src/venue/emulator/order-view.ts';
import { D, charged, counted, zero } from './decimal.ts';
import { signed } from './state.ts';
import type { FundingOf, Position, State } from './state.ts';

const hourMs = 3_600_000;
const daysMs = 30 * 24 * hourMs;

/** Shares of the notional: defaults of the REST reference, section 6.7, and its tiers of 2026 by USD of 30 days. */
const tiers = [
  { from: 0, maker: '0.0002', taker: '0.0005' },
  { from: 5_000_000, maker: '0.000175', taker: '0.00045' },
  { from: 10_000_000, maker: '0.00015', taker: '0.0004' },
] as const;

export type Trade = Readonly<{ symbol: InstrumentId; side: OrderSide; qty: D; price: D; at: Ms }>;
/** What one execution did to the position and the money. */
export type Booking = Readonly<{ fee: D; realised: D; funding: D }>;

export function feeOf(state: State, trade: Trade, role: 'maker' | 'taker'): D {
  while ((state.traded[0]?.at ?? trade.at) <= trade.at - daysMs) forget(state);
  const volume = state.tradedUsd;
  const tier = tiers.findLast(({ from }) => volume.gte(from)) ?? tiers[0];
  return charged(trade.qty.mul(trade.price).mul(tier[role]));
}

function forget(state: State): void {
  const [oldest] = state.traded.splice(0, 1);
  if (oldest !== undefined) state.tradedUsd = state.tradedUsd.minus(oldest.usd);
}

export function pay(state: State, currency: string, amount: D): void {
  state.cash.set(currency, (state.cash.get(currency) ?? zero).plus(amount));
}

/** Settles the funding, realises what the trade closes, opens what is left, and charges the fee; all in USD. */
export function book(state: State, trade: Trade, { fee, rates }: Readonly<{ fee: D; rates: FundingOf }>): Booking {
  const held = state.positions.get(trade.symbol) ?? { size: zero, cost: zero, funding: zero, fundedTo: trade.at };
  const before = held.size;
  const funding = settle(state, trade.symbol, { to: trade.at, rates });
  const change = signed(trade.side, trade.qty);
  const isClosing = !before.isZero() && before.isPositive() !== change.isPositive();
  const closed = isClosing ? D.min(before.abs(), trade.qty) : zero;
  const share = closed.isZero() ? zero : counted(held.cost.mul(closed).div(before.abs()));
  const opened = trade.qty.minus(closed);
  const realised = signed(isClosing && before.isNegative() ? 'buy' : 'sell', closed.mul(trade.price))
    .neg()
    .minus(share);
  held.size = before.plus(change);
  held.cost = held.cost.minus(share).plus(signed(trade.side, opened.mul(trade.price)));
  held.fundedTo = trade.at;
  if (held.size.isZero()) state.positions.delete(trade.symbol);
  else state.positions.set(trade.symbol, held);
  pay(state, 'USD', realised.minus(fee));
  const usd = trade.qty.mul(trade.price);
  state.traded.push({ at: trade.at, usd });
  state.tradedUsd = state.tradedUsd.plus(usd);
  return { fee, realised, funding };
}

/** Funding accrues by the millisecond and is paid at the full hour, and whenever the position changes. */
export function accrue(state: State, to: Ms, rates: FundingOf): void {
  for (const [symbol, held] of state.positions) {
    for (let hour = nextHour(held.fundedTo); hour <= to; hour = nextHour(hour))
      settle(state, symbol, { to: hour, rates });
    accrueOne(symbol, held, { to, rates });
  }
}

type Span = Readonly<{ to: Ms; rates: FundingOf }>;

function settle(state: State, symbol: InstrumentId, span: Span): D {
  const held = state.positions.get(symbol);
  if (held === undefined) return zero;
  accrueOne(symbol, held, span);
  const paid = held.funding;
  held.funding = zero;
  pay(state, 'USD', paid);
  return paid;
}

function accrueOne(symbol: InstrumentId, held: Position, { to, rates }: Span): void {
  if (to <= held.fundedTo) return;
  const hour = ms(held.fundedTo - (held.fundedTo % hourMs));
  const perHour = rates(symbol, hour).mul(held.size).neg();
  held.funding = held.funding.plus(perHour.mul(to - held.fundedTo).div(hourMs));
  held.fundedTo = to;
}

const nextHour = (at: Ms): Ms => ms(at - (at % hourMs) + hourMs);
