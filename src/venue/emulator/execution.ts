import { add, negate, notional, sub } from '../../core/units.ts';
import type { InstrumentId, Price, Qty, Usd } from '../../core/units.ts';
import type { Execution } from './account-view.ts';
import type { Core, Market, Order } from './core.ts';
import { counted, shareUp } from './exact.ts';
import { facts } from './facts.ts';
import { countVolume, feeOf } from './fees.ts';
import { scheduleHour, settleFunding } from './funding.ts';
import { book, entryPriceOf } from './holding.ts';
import { refreshMargin } from './margin.ts';
import { remaining } from './order.ts';
import { surplus } from './remembering.ts';
import { markOf } from './prices.ts';
import { recordTrade } from './tape.ts';
import { changeCash, coverDollars, quantityOf } from './wallet.ts';

/** What is executed of an order, at what price, and in which part. */
export type Deal = Readonly<{ price: Price; qty: Qty; type: Execution['type'] }>;

/** One execution: the order, the position, the wallet and the world hear of it, in this order. */
export function execute(core: Core, market: Market, order: Order, deal: Deal): Execution {
  const { holding, contract } = market;
  const funding = settleFunding(core, market);
  const [before, entryBefore] = [holding.size, entryPriceOf(holding)];
  const value = notional(deal.price, deal.qty);
  const fee = feeOf(core, deal.type === 'maker' ? 'maker' : 'taker', value);
  order.filled = add(order.filled, deal.qty);
  order.updatedAt = core.now;
  const realised = book(holding, { side: order.side, qty: deal.qty, price: deal.price, at: core.now });
  if (before === 0n) scheduleHour(core, market);
  refreshMargin(core, market);
  countVolume(core, value);
  const execution = executionOf(core, market, order, { ...deal, fee });
  core.executed = execution.seq;
  core.executions.push(execution);
  core.forgotten.executions += surplus(core.executions, core.remembers).length;
  recordTrade(core, market, execution);
  core.news.tell({ type: 'execution', execution });
  core.news.record({ type: 'execution', execution });
  const after = { before, after: holding.size, entryBefore, entryAfter: entryPriceOf(holding) };
  const money = { realised, fee, funding, execution, cause: 'trade' } as const;
  core.news.record({ type: 'position', symbol: contract.symbol, ...after, ...money });
  pay(core, contract.symbol, sub(realised, fee));
  if (deal.type === 'liquidation' || deal.type === 'partialLiquidation') payLiquidation(core, contract.symbol, value);
  core.news.tell({ type: 'position', symbol: contract.symbol, at: core.now });
  core.news.tell({ type: 'wallet', at: core.now });
  return execution;
}

function executionOf(core: Core, market: Market, order: Order, deal: Deal & Readonly<{ fee: Usd }>): Execution {
  const { orderId, symbol, side, kind } = order;
  return {
    id: core.nextId('execution'),
    seq: core.executed + 1,
    orderId,
    ...(order.cliOrdId === undefined ? {} : { cliOrdId: order.cliOrdId }),
    symbol,
    side,
    qty: deal.qty,
    price: deal.price,
    fee: deal.fee,
    type: deal.type,
    orderKind: kind,
    remaining: remaining(order),
    at: core.now,
    mark: markOf(core, market, market.price ?? deal.price),
  };
}

function pay(core: Core, symbol: InstrumentId, amount: Usd): void {
  changeCash(core, { currency: 'USD', amount, cause: 'trade', symbol });
  coverDollars(core);
}

/** The fee of a liquidation; it takes no more than there is. */
function payLiquidation(core: Core, symbol: InstrumentId, value: Usd): void {
  const left = quantityOf(core, 'USD');
  const wanted: bigint = shareUp(value, facts.liquidationFee);
  const fee = wanted < left ? wanted : left;
  const amount: Usd = negate(counted(fee));
  if (fee > 0n) changeCash(core, { currency: 'USD', amount, cause: 'liquidation fee', symbol });
}
