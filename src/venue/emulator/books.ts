import type { VenueMoney, VenueOrder } from '../../core/events.ts';
import type { Fill } from '../../core/order/order.ts';
import { negate, noUsd, notional, sub } from '../../core/units.ts';
import type { InstrumentId, Price, Qty, Side, Usd } from '../../core/units.ts';
import type { Exchange } from './api.ts';
import type { Traces } from './traces.ts';

/** A position as people read it; `entryPrice` is the average, toward zero at 1e-10. */
export type BookPosition = Readonly<{
  instrument: InstrumentId;
  side: Side;
  qty: Qty;
  entryPrice: Price;
  /** Signed and exact: positive for what was bought, negative for what was sold. */
  cost: Usd;
}>;

/** The books as an auditor reads them; `equity` is the balance and the open positions at the mark now. */
export type Books = Readonly<{
  /** Collateral in USD: what was put in, and won and lost since. */
  balance: Usd;
  equity: Usd;
  realised: Usd;
  fees: Usd;
  /** Positive is paid. */
  funding: Usd;
  positions: readonly BookPosition[];
  orders: readonly VenueOrder[];
  fills: readonly Fill[];
}>;

export function readBooks(exchange: Exchange, traces: Traces): Books {
  const { balanceValue: balance, portfolioValue: equity } = exchange.wallet();
  const { realised, fees, funding } = traces.money();
  return {
    balance,
    equity,
    realised,
    fees,
    funding,
    positions: positionsOf(exchange),
    orders: traces.open(),
    fills: traces.fills(),
  };
}

/** Dollars, and what everything else is worth as collateral. */
export function moneyOf(exchange: Exchange): VenueMoney {
  const { currencies, collateralValue } = exchange.wallet();
  const dollars = currencies.find(({ currency }) => currency === 'USD')?.value ?? noUsd;
  return { cash: dollars, collateral: sub(collateralValue, dollars) };
}

export function positionsOf(exchange: Exchange): readonly BookPosition[] {
  return exchange.positions().map(({ symbol, side, qty, entryPrice, mark, unrealised }) => {
    const value = notional(mark, side === 'long' ? qty : negate(qty));
    return { instrument: symbol, side, qty, entryPrice, cost: sub(value, unrealised) };
  });
}
