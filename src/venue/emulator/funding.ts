import { later, noUsd } from '../../core/units.ts';
import type { Usd } from '../../core/units.ts';
import { accrued, hasFunding, hourMillis, hourOf } from './accrual.ts';
import type { Core, Market } from './core.ts';
import { entryPriceOf } from './holding.ts';
import { changeCash, coverDollars } from './wallet.ts';

/** Turns what has accrued into money: at the top of the hour, and before anything changes the position. What it was. */
export function settleFunding(core: Core, market: Market): Usd {
  const { holding } = market;
  const amount = accrued(core, market, core.now);
  holding.fundedTo = core.now;
  if (amount !== 0n) {
    changeCash(core, { currency: 'USD', amount, cause: 'funding', symbol: market.contract.symbol });
    coverDollars(core);
  }
  return amount;
}

/** At the top of the hour, while there is a position. */
export function fundAtTheHour(core: Core, market: Market): void {
  const { holding, contract } = market;
  if (holding.size === 0n) return;
  const funding = settleFunding(core, market);
  const entry = entryPriceOf(holding);
  const same = { before: holding.size, after: holding.size, entryBefore: entry, entryAfter: entry };
  if (funding !== 0n) {
    const money = { realised: noUsd, fee: noUsd, funding };
    core.news.record({ type: 'position', symbol: contract.symbol, ...same, ...money, cause: 'funding' });
    core.news.tell({ type: 'position', symbol: contract.symbol, at: core.now });
    core.news.tell({ type: 'wallet', at: core.now });
  }
  scheduleHour(core, market);
}

/** Sees to it that a position is settled at the next full hour. */
export function scheduleHour(core: Core, market: Market): void {
  if (!hasFunding(core)) return;
  const at = later(hourOf(core.now), hourMillis);
  if (market.hourAt === at) return;
  market.hourAt = at;
  core.agenda.add(at, () => fundAtTheHour(core, market));
}
