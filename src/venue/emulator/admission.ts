import { abs, add, noQty, noUsd, notional, share, sub } from '../../core/units.ts';
import type { Qty, Usd } from '../../core/units.ts';
import type { Core, Market, Order } from './core.ts';
import { facts } from './facts.ts';
import { feeOf } from './fees.ts';
import { book, unrealised } from './holding.ts';
import { bestAgainst, meetsItself } from './ladder.ts';
import type { Plan } from './ladder.ts';
import { inverse, levelAt, marginOf, marginTotals, reservedWith } from './margin.ts';
import type { SendStatus } from './order-view.ts';
import { cheaper, remaining } from './order.ts';
import { markOf } from './prices.ts';
import { marginEquity } from './wallet.ts';

/**
 * Why an order that is well formed is refused as things stand, in Kraken's words; undefined where it is taken.
 *
 * @param order With its own quantity as it would be; it is not in the market yet, or is one of its orders that changes.
 * @see https://docs.kraken.com/api/docs/futures-api/trading/send-order
 */
export function objection(core: Core, market: Market, order: Order, plan: Plan): SendStatus | undefined {
  return (
    tooLarge(market, order) ??
    wrongInTheBook(core, market, order, plan) ??
    beyondCollar(core, market, order) ??
    unaffordable(core, market, order, plan)
  );
}

/** The position if this and everything else on its side were filled. */
function tooLarge({ contract, holding, orders }: Market, order: Order): SendStatus | undefined {
  if (order.reduceOnly) return undefined;
  const others = orders.reduce<Qty>(
    (sum, other) =>
      other !== order && other.side === order.side && !other.isTrigger && !other.reduceOnly
        ? add(sum, remaining(other))
        : sum,
    noQty,
  );
  const more = add(others, remaining(order));
  const after = order.side === 'buy' ? add(holding.size, more) : sub(holding.size, more);
  return abs(after) > contract.maxPosition && abs(after) > abs(holding.size) ? 'maxPositionViolation' : undefined;
}

function wrongInTheBook(core: Core, market: Market, order: Order, plan: Plan): SendStatus | undefined {
  const { kind, side, limitPrice } = order;
  const crosses = (): boolean => {
    const best = bestAgainst(core, market, side);
    return best !== undefined && limitPrice !== undefined && !cheaper(side, limitPrice, best);
  };
  if (kind === 'post') return crosses() ? 'postWouldExecute' : undefined;
  const rests = kind === 'lmt';
  if (core.phase === 'post_only' && (!rests || crosses())) return 'marketIsPostOnly';
  if (meetsItself(market, order, plan)) return 'selfFill';
  if (!rests && (plan.fills.length === 0 || (kind === 'fok' && plan.rest > 0n))) return 'iocWouldNotExecute';
  return undefined;
}

/** A limit that would take at a price far from the mark. */
function beyondCollar(core: Core, market: Market, { side, limitPrice, kind }: Order): SendStatus | undefined {
  const { price } = market;
  if (price === undefined || limitPrice === undefined || kind === 'post') return undefined;
  const mark = markOf(core, market, price);
  const reach = share(mark, facts.collar);
  const outside = side === 'buy' ? limitPrice > add(mark, reach) : limitPrice < sub(mark, reach);
  return outside ? 'outsidePriceCollar' : undefined;
}

/**
 * Whoever adds to what he binds must be able to, after fees and after what the execution costs at the mark; whoever does not
 * must not be liquidated by it. An order that can only reduce is always affordable.
 */
function unaffordable(core: Core, market: Market, order: Order, plan: Plan): SendStatus | undefined {
  if (order.reduceOnly) return undefined;
  const after = afterwards(core, market, order, plan);
  const wanted = core.preferences.get(order.symbol);
  if (wanted !== undefined && levelAt(market.contract, after.exposure).initial > inverse(wanted))
    return 'fixedLeverageTooHigh';
  const totals = marginTotals(core);
  const equity = add(marginEquity(core), after.gain);
  const bound = add(sub(totals.withOrders, market.reserved), after.reserved);
  if (after.reserved > market.reserved) return equity < bound ? 'insufficientAvailableFunds' : undefined;
  const least = add(sub(totals.maintenance, market.holding.maintenance), after.maintenance);
  return plan.fills.length > 0 && equity < least ? 'wouldCauseLiquidation' : undefined;
}

type Afterwards = Readonly<{ gain: Usd; reserved: Usd; maintenance: Usd; exposure: Usd }>;

/** The market as it would be: the same booking, on a copy. */
function afterwards(core: Core, market: Market, order: Order, plan: Plan): Afterwards {
  const holding = { ...market.holding };
  const mark = market.price === undefined ? undefined : markOf(core, market, market.price);
  const before = mark === undefined ? holding.cost : unrealised(holding, mark);
  let gain = noUsd;
  for (const { price, qty } of plan.fills) {
    gain = add(gain, book(holding, { side: order.side, qty, price, at: core.now }));
    gain = sub(gain, feeOf(core, 'taker', notional(price, qty)));
  }
  if (mark !== undefined) gain = add(gain, sub(unrealised(holding, mark), before));
  const margin = marginOf(core, market, abs(holding.cost));
  holding.initial = margin.initial;
  const rests = order.kind === 'lmt' || order.kind === 'post';
  const filled = sub(order.quantity, plan.rest);
  const others = market.orders.filter((other) => other !== order);
  const orders = rests && plan.rest > 0n ? [...others, { ...order, filled }] : others;
  const resting = rests && order.limitPrice !== undefined ? notional(order.limitPrice, plan.rest) : noUsd;
  const exposure = add(abs(holding.cost), resting);
  return {
    gain,
    reserved: reservedWith(core, { contract: market.contract, holding }, orders),
    maintenance: margin.maintenance,
    exposure,
  };
}
