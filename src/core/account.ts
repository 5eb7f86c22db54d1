import type { Desk } from './desk.ts';
import { balance } from './ledger/ledger.ts';
import { timeframeMs } from './market/candle.ts';
import { markOf } from './market/market.ts';
import type { Position } from './position/position.ts';
import { entryPrice, remaining } from './position/tally.ts';
import type { Book, Exposure } from './risk/book.ts';
import { leverageOf } from './risk/sizing.ts';
import type { State } from './state.ts';
import { add, max, negate, notional, portion } from './units.ts';
import type { InstrumentId, Ms, Price, Usd } from './units.ts';

/** All that lies at the venue, and every open position at its mark: what would be left if all were closed now, before costs. */
export function equityOf(state: State): Usd {
  let equity = add(balance(state.ledger, 'cash'), balance(state.ledger, 'collateral'));
  for (const position of state.positions.values()) {
    const mark = priceOfPosition(state, position);
    const held = remaining(position);
    if (held === 0n || mark === undefined) continue;
    const value = notional(mark, held);
    equity = add(equity, position.side === 'long' ? value : negate(value));
  }
  return equity;
}

/** Dollars as the venue counts them: what open positions have cost is still there, and their profit not yet. */
export function cashOf(state: State): Usd {
  let cash = balance(state.ledger, 'cash');
  for (const position of state.positions.values()) {
    const { entryQty, entryValue } = position.tally;
    const held = remaining(position);
    if (held === 0n) continue;
    const cost = portion(entryValue, held, entryQty);
    cash = add(cash, position.side === 'long' ? cost : negate(cost));
  }
  return cash;
}

/** The book by which more risk is taken: while the venue says that there is less, there is less. */
export function cautiousBookOf(desk: Desk): Book {
  const book = bookOf(desk);
  const { gap } = desk.state.account;
  return gap !== undefined && gap.amount < 0n ? { ...book, equity: add(book.equity, gap.amount) } : book;
}

/** The book of now, with everything that may still fill counted as filled. */
export function bookOf({ state, settings, at }: Desk): Book {
  const exposures = [...state.positions.values()].flatMap((position): readonly Exposure[] => {
    const mark = priceOfPosition(state, position);
    const qty = add(remaining(position), position.working);
    const market = state.markets.get(position.instrument);
    if (position.phase === 'closed' || qty === 0n || mark === undefined || market === undefined) return [];
    const { instrument, base, side, stopPrice: stop } = position;
    const leverage = leverageOf(market.tier, settings.risk);
    return [{ instrument, base, side, qty, mark, entry: entryPrice(position) ?? mark, stop, leverage }];
  });
  return {
    at,
    exposures,
    equity: equityOf(state),
    peakEquity: state.account.peakEquity,
    dayEquity: state.account.dayEquity,
  };
}

/** Money that came or went is neither profit nor loss: what both are measured from moves with it. */
export function moveCapital({ state: { account } }: Desk, amount: Usd): void {
  account.peakEquity = add(account.peakEquity, amount);
  account.dayEquity = add(account.dayEquity, amount);
}

/** The highest equity so far: drawdown is measured from it. */
export function keepPeak({ state }: Desk, equity: Usd): void {
  state.account.peakEquity = max(state.account.peakEquity, equity);
}

/** The equity of a UTC day's first moment, before anything of that day has happened: its loss is measured from it. */
export function keepDay({ state, at }: Desk): void {
  const day = dayOf(at);
  if (day === state.account.day || state.run.config === '') return;
  state.account.day = day;
  state.account.dayEquity = equityOf(state);
}

export function dayOf(at: Ms): number {
  return Math.floor(at / timeframeMs['1d']);
}

function priceOfPosition(state: State, { instrument }: Position): Price | undefined {
  const market = state.markets.get(instrument);
  return market === undefined ? undefined : markOf(market);
}

/** A position that is held, being entered or being left. */
export function isExposed({ positions }: State, instrument: InstrumentId): boolean {
  const phase = positions.get(instrument)?.phase;
  return phase !== undefined && phase !== 'closed';
}
