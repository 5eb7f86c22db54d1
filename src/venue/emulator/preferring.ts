import { abs } from '../../core/units.ts';
import type { InstrumentId } from '../../core/units.ts';
import type { Core, Market } from './core.ts';
import { isBreached } from './liquidation.ts';
import { inverse, levelAt, marginTotals, refreshMargin } from './margin.ts';
import type { PreferAnswer } from './order-view.ts';
import { catchUp, expect } from './walking.ts';
import { marginEquity } from './wallet.ts';

/** A number isolates a contract at that leverage, undefined makes it cross again; refused where the account could not bear it. */
export function prefer(core: Core, symbol: InstrumentId, maxLeverage: number | undefined): PreferAnswer {
  const market = core.markets.get(symbol);
  if (market === undefined) return 'contract-missing';
  if (maxLeverage !== undefined && !isOffered(market, maxLeverage)) return 'out-of-range';
  const before = core.preferences.get(symbol);
  if (before === maxLeverage) return 'done';
  catchUp(core, market);
  set(core, market, maxLeverage);
  const answer = bears(core, market) ? 'done' : 'would-liquidate';
  if (answer !== 'done') set(core, market, before);
  expect(core, market);
  return answer;
}

/** The free margin is enough for all, and an isolated position is not under water with its own. */
function bears(core: Core, market: Market): boolean {
  if (market.holding.size === 0n) return true;
  return marginEquity(core) >= marginTotals(core).withOrders && !isBreached(core, market, market.price);
}

/** From once up to what the level of the position allows. */
function isOffered({ contract, holding }: Market, leverage: number): boolean {
  return (
    leverage >= 1 && Number.isFinite(leverage) && inverse(leverage) >= levelAt(contract, abs(holding.cost)).initial
  );
}

function set(core: Core, market: Market, leverage: number | undefined): void {
  if (leverage === undefined) core.preferences.delete(market.contract.symbol);
  else core.preferences.set(market.contract.symbol, leverage);
  refreshMargin(core, market);
}
