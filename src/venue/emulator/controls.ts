import { abs, decimal, noUsd } from '../../core/units.ts';
import type { InstrumentId, Price } from '../../core/units.ts';
import type { Controls, MarketPhase } from './api.ts';
import { fireDeadline } from './cancelling.ts';
import type { Core, Market } from './core.ts';
import { cancelOrder } from './ending.ts';
import { settleFunding } from './funding.ts';
import { book, entryPriceOf } from './holding.ts';
import { refreshMargin } from './margin.ts';
import { nearestTick } from './exact.ts';
import { isOpen, lastOf, markOf, pathIn } from './prices.ts';
import { changeCash, coverDollars } from './wallet.ts';
import { catchUp, expect, leapTo, update } from './walking.ts';

/** The practice controls, on one core. */
export function createControls(core: Core): Controls {
  return {
    deposit: (currency, amount) => {
      changeCash(core, { currency, amount, cause: 'transfer' });
      core.news.tell({ type: 'wallet', at: core.now });
    },
    movePrice: (symbol, price) => withMarket(core, symbol, (market) => movePrice(core, market, price)),
    phase: (phase) => changePhase(core, phase),
    delist: (symbol) => withMarket(core, symbol, (market) => delist(core, market)),
  };
}

function withMarket(core: Core, symbol: InstrumentId, then: (market: Market) => void): boolean {
  const market = core.markets.get(symbol);
  if (market === undefined) return false;
  catchUp(core, market);
  then(market);
  return true;
}

/** The price jumps, and what follows on the path is moved by as much. */
function movePrice(core: Core, market: Market, wanted: Price): void {
  const price = nearestTick(wanted, market.contract.tick);
  const before = lastOf(market, core.now);
  const jump = before === undefined ? 1 : decimal(price) / decimal(before);
  const at = core.now;
  market.moved *= jump;
  market.path = undefined;
  const path = pathIn(market);
  if (path !== undefined) market.path = { ...path, from: { at, price } };
  if (isOpen(market, core.now)) {
    market.walked = true;
    leapTo(core, market, price);
  } else market.price = price;
  core.news.tell({ type: 'ticker', symbol: market.contract.symbol, mark: markOf(core, market, price) });
  expect(core, market);
}

/** Executions wait for the market to be online; what fell due in the meantime happens then. */
function changePhase(core: Core, phase: MarketPhase): void {
  if (phase === core.phase) return;
  for (const market of core.busy) catchUp(core, market);
  core.phase = phase;
  core.news.tell({ type: 'phase', phase, at: core.now });
  fireDeadline(core);
  for (const market of Array.from(core.busy)) update(core, market);
}

/** The contract is gone: its orders vanish, and its position is settled at the mark. */
function delist(core: Core, market: Market): void {
  const { contract, holding } = market;
  for (const order of market.orders.slice()) cancelOrder(core, market, order, 'contract_expired');
  const last = lastOf(market, core.now);
  if (holding.size !== 0n && last !== undefined) settle(core, market, markOf(core, market, last));
  core.markets.delete(contract.symbol);
  core.delisted.add(contract.symbol);
  core.busy.delete(market);
  core.news.tell({ type: 'listing', at: core.now });
}

function settle(core: Core, market: Market, price: Price): void {
  const { contract, holding } = market;
  const funding = settleFunding(core, market);
  const [before, entryBefore] = [holding.size, entryPriceOf(holding)];
  const side = before > 0n ? 'sell' : 'buy';
  const realised = book(holding, { side, qty: abs(before), price, at: core.now });
  refreshMargin(core, market);
  const after = { before, after: holding.size, entryBefore, entryAfter: entryPriceOf(holding) };
  const money = { realised, fee: noUsd, funding, cause: 'settlement' } as const;
  core.news.record({ type: 'position', symbol: contract.symbol, ...after, ...money });
  changeCash(core, { currency: 'USD', amount: realised, cause: 'settlement', symbol: contract.symbol });
  coverDollars(core);
  core.news.tell({ type: 'position', symbol: contract.symbol, at: core.now });
  core.news.tell({ type: 'wallet', at: core.now });
}
