import { abs, add, decimal, min, negate, noQty, noUsd, notional, priceOf, sub } from '../../core/units.ts';
import type { InstrumentId, Ms, Price, Qty, Usd } from '../../core/units.ts';
import { counted, proportion } from './exact.ts';
import type { OrderSide } from './order-view.ts';

/** The net position in one contract. */
export type Holding = {
  readonly symbol: InstrumentId;
  /** Negative is short. */
  size: Qty;
  /** What the open size was bought for; negative for a short, which was sold. Exact, so averages never drift. */
  cost: Usd;
  /** When it was opened, or turned round. */
  openedAt: Ms;
  /** From when funding has not been settled. */
  fundedTo: Ms;
  /** Of the position alone; kept up by margin.ts. */
  initial: Usd;
  maintenance: Usd;
  /** The same for a quick look: size, cost and maintenance. */
  quick: Readonly<{ size: number; cost: number; maintenance: number }>;
};

/** One execution, as far as a position is concerned. */
export type Deal = Readonly<{ side: OrderSide; qty: Qty; price: Price; at: Ms }>;

const nothing: Holding['quick'] = { size: 0, cost: 0, maintenance: 0 };

export function createHolding(symbol: InstrumentId, at: Ms): Holding {
  const none = { size: noQty, cost: noUsd, initial: noUsd, maintenance: noUsd };
  return { symbol, ...none, openedAt: at, fundedTo: at, quick: nothing };
}

/** Average price, toward zero at 1e-10; zero when flat. */
export function entryPriceOf({ size, cost }: Pick<Holding, 'size' | 'cost'>): Price {
  return size === 0n ? counted(0n) : priceOf(abs(cost), abs(size));
}

/** What a holding would gain or lose if it were closed at `price`, before fees. */
export function unrealised({ size, cost }: Pick<Holding, 'size' | 'cost'>, price: Price): Usd {
  return sub(notional(price, size), cost);
}

/** How much of a holding an order of this side could close. */
export function reducible(size: Qty, side: OrderSide): Qty {
  const reduces = side === 'sell' ? size > 0n : size < 0n;
  return reduces ? abs(size) : noQty;
}

/**
 * Books one execution: what it closes is realised against its share of the cost, what is left over opens. Money is
 * conserved exactly: whatever rounding the share of the cost needs stays in the cost that remains.
 *
 * @returns What was realised, before fees.
 */
export function book(holding: Holding, deal: Deal): Usd {
  const closing = min(deal.qty, reducible(holding.size, deal.side));
  const gain = closing > 0n ? close(holding, { ...deal, qty: closing }) : noUsd;
  const opening = sub(deal.qty, closing);
  if (opening > 0n) {
    if (holding.size === 0n) holding.openedAt = deal.at;
    const size = deal.side === 'buy' ? opening : negate(opening);
    holding.size = add(holding.size, size);
    holding.cost = add(holding.cost, notional(deal.price, size));
  }
  return gain;
}

function close(holding: Holding, { side, qty, price }: Deal): Usd {
  const released = proportion(holding.cost, qty, abs(holding.size));
  const size = side === 'sell' ? qty : negate(qty);
  holding.size = sub(holding.size, size);
  holding.cost = sub(holding.cost, released);
  return sub(notional(price, size), released);
}

/** Notes the margin of a holding, and the numbers for a quick look at it. */
export function keepMargin(holding: Holding, margin: Readonly<{ initial: Usd; maintenance: Usd }>): void {
  holding.initial = margin.initial;
  holding.maintenance = margin.maintenance;
  const { size, cost, maintenance } = holding;
  holding.quick =
    size === 0n ? nothing : { size: decimal(size), cost: decimal(cost), maintenance: decimal(maintenance) };
}
