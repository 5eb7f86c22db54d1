import type { Fill } from '../../core/order/order.ts';
import { abs, add, min, negate, noQty, noUsd, notional, priceOf, sub } from '../../core/units.ts';
import type { InstrumentId, Price, Qty, Side, Usd } from '../../core/units.ts';
import { proportion } from './exact.ts';

/** The net position in one instrument; the account is its owner, others read. */
export type Holding = {
  readonly instrument: InstrumentId;
  /** Negative is short. */
  size: Qty;
  /** What the open size was bought for; negative for a short, which was sold. Exact, so averages never drift. */
  cost: Usd;
  /** Of all that was ever closed here, before fees. */
  realised: Usd;
};

/** A position as people read it; `entryPrice` is the average, toward zero at 1e-10. */
export type BookPosition = Readonly<{
  instrument: InstrumentId;
  side: Side;
  qty: Qty;
  entryPrice: Price;
  /** Signed: positive for what was bought, negative for what was sold. */
  cost: Usd;
}>;

/** Money in and out since the start; `balance` = start + realised - fees - funding. */
export type Account = {
  readonly start: Usd;
  realised: Usd;
  fees: Usd;
  /** Positive is paid. */
  funding: Usd;
};

export function createAccount(start: Usd): Account {
  return { start, realised: noUsd, fees: noUsd, funding: noUsd };
}

export function createHolding(instrument: InstrumentId): Holding {
  return { instrument, size: noQty, cost: noUsd, realised: noUsd };
}

/** Cash, without what open positions have won or lost. */
export function balanceOf({ start, realised, fees, funding }: Account): Usd {
  return sub(sub(add(start, realised), fees), funding);
}

/** Undefined when flat. */
export function positionOf({ instrument, size, cost }: Holding): BookPosition | undefined {
  if (size === 0n) return undefined;
  const qty = abs(size);
  return { instrument, side: size > 0n ? 'long' : 'short', qty, entryPrice: priceOf(abs(cost), qty), cost };
}

/** What a holding would gain or lose if it were closed at `price`, before fees. */
export function unrealised({ size, cost }: Holding, price: Price): Usd {
  return sub(notional(price, size), cost);
}

/** How much of a holding an order of this side could close. */
export function reducible(size: Qty, side: Fill['side']): Qty {
  const reduces = side === 'sell' ? size > 0n : size < 0n;
  return reduces ? abs(size) : noQty;
}

/**
 * Books one fill: what it closes is realised against its share of the cost, what is left over opens.
 * Cash is conserved exactly: whatever rounding the share of the cost needs stays in the cost that remains.
 */
export function book(account: Account, holding: Holding, fill: Fill): void {
  account.fees = add(account.fees, fill.fee);
  const closing = min(fill.qty, reducible(holding.size, fill.side));
  if (closing > 0n) close(account, holding, { ...fill, qty: closing });
  const opening = sub(fill.qty, closing);
  if (opening === 0n) return;
  const size = fill.side === 'buy' ? opening : negate(opening);
  holding.size = add(holding.size, size);
  holding.cost = add(holding.cost, notional(fill.price, size));
}

function close(account: Account, holding: Holding, { side, qty, price }: Pick<Fill, 'side' | 'qty' | 'price'>): void {
  const released = proportion(holding.cost, qty, abs(holding.size));
  const size = side === 'sell' ? qty : negate(qty);
  const gain = sub(notional(price, size), released);
  holding.size = sub(holding.size, size);
  holding.cost = sub(holding.cost, released);
  holding.realised = add(holding.realised, gain);
  account.realised = add(account.realised, gain);
}
