import { add, instrumentId, max, min, negate, noUsd, scale, share, sub } from '../../core/units.ts';
import type { Fixed, InstrumentId, Ratio, Usd } from '../../core/units.ts';
import type { CurrencyView, WalletView } from './account-view.ts';
import { accrued } from './accrual.ts';
import type { Core } from './core.ts';
import { counted } from './exact.ts';
import { collaterals } from './facts.ts';
import type { Collateral } from './facts.ts';
import type { CashCause } from './happening.ts';
import { unrealised } from './holding.ts';
import { marginTotals } from './margin.ts';
import { indexOf, lastOf, markOf } from './prices.ts';

type Quantity = Fixed<string>;
const nothing: Quantity = counted(0n);

/** What is known of a currency as collateral; one that nobody knows is worth nothing. */
function collateralOf({ options }: Core, currency: string): Collateral {
  const unknown = { haircut: counted<Ratio>(scale), conversion: counted<Ratio>(0n), price: nothing };
  return options.collaterals?.[currency] ?? collaterals[currency] ?? unknown;
}

/** USD for one unit: the index of its contract, or what it is taken to be worth. */
function priceOfCurrency(core: Core, { contract, price }: Collateral): Quantity {
  const market = contract === undefined ? undefined : core.markets.get(instrumentId(contract));
  const last = market === undefined ? undefined : lastOf(market, core.now);
  return market === undefined || last === undefined ? price : indexOf(core, market, last);
}

export function quantityOf({ wallet }: Core, currency: string): Quantity {
  return wallet.get(currency) ?? nothing;
}

/** Positive is put in; `symbol` is the contract that it is for. */
export type CashChange = Readonly<{ currency: string; amount: Quantity; cause: CashCause; symbol?: InstrumentId }>;

/** Puts money in or takes it out, and writes it down. */
export function changeCash(core: Core, { currency, amount, ...why }: CashChange): void {
  const before = quantityOf(core, currency);
  const after = add(before, amount);
  core.wallet.set(currency, after);
  core.news.record({ type: 'cash', currency, before, after, ...why });
}

/** Missing dollars are bought with what has the lowest haircut, at its price and the cost of conversion. */
export function coverDollars(core: Core): void {
  if (core.wallet.size === 1) return;
  const others = [...core.wallet].filter(([currency, quantity]) => currency !== 'USD' && quantity > 0n);
  others.sort(([a], [b]) => Number(collateralOf(core, a).haircut - collateralOf(core, b).haircut));
  for (const [currency, quantity] of others) {
    const missing: Quantity = negate(quantityOf(core, 'USD'));
    if (missing <= 0n) return;
    const terms = collateralOf(core, currency);
    const price = sub(priceOfCurrency(core, terms), share(priceOfCurrency(core, terms), terms.conversion));
    if (price <= 0n) continue;
    // Rounded up: what is sold always covers what is missing.
    const needed = counted<Quantity>((missing * scale + price - 1n) / price);
    const sold = min(quantity, needed);
    changeCash(core, { currency, amount: negate(sold), cause: 'conversion' });
    changeCash(core, { currency: 'USD', amount: min(missing, counted((sold * price) / scale)), cause: 'conversion' });
  }
}

/** Value of all collateral: at the index, and after haircuts. */
export function collateralNow(core: Core): Readonly<{ value: Usd; collateral: Usd }> {
  let [value, collateral] = [noUsd, noUsd];
  for (const currency of core.wallet.keys()) {
    const worth = currencyWorth(core, currency);
    value = add(value, worth.value);
    collateral = add(collateral, worth.collateral);
  }
  return { value, collateral };
}

function currencyWorth(core: Core, currency: string): Readonly<{ value: Usd; collateral: Usd; haircut: Ratio }> {
  const quantity = quantityOf(core, currency);
  if (currency === 'USD') return { value: counted(quantity), collateral: counted(quantity), haircut: counted(0n) };
  const terms = collateralOf(core, currency);
  const value = counted<Usd>((quantity * priceOfCurrency(core, terms)) / scale);
  return { value, collateral: sub(value, share(value, terms.haircut)), haircut: terms.haircut };
}

/** Profit of all positions at the mark, and the funding that they have accrued. */
export function openProfit(core: Core): Readonly<{ unrealised: Usd; funding: Usd }> {
  let [profit, funding] = [noUsd, noUsd];
  for (const market of core.busy) {
    const last = lastOf(market, core.now);
    if (market.holding.size === 0n || last === undefined) continue;
    profit = add(profit, unrealised(market.holding, markOf(core, market, last)));
    funding = add(funding, accrued(core, market, core.now));
  }
  return { unrealised: profit, funding };
}

/** Collateral, profit and funding: what positions are measured against. */
export function marginEquity(core: Core): Usd {
  const { unrealised: profit, funding } = openProfit(core);
  return add(add(collateralNow(core).collateral, profit), funding);
}

export function walletView(core: Core): WalletView {
  const { value, collateral } = collateralNow(core);
  const { unrealised: profit, funding } = openProfit(core);
  const { initial, withOrders, maintenance } = marginTotals(core);
  const equity = add(add(collateral, profit), funding);
  const free = sub(equity, withOrders);
  return {
    currencies: [...core.wallet.keys()].map((currency) => currencyView(core, currency, free)),
    balanceValue: value,
    collateralValue: collateral,
    portfolioValue: add(add(value, profit), funding),
    unrealised: profit,
    unrealisedFunding: funding,
    initialMargin: initial,
    initialMarginWithOrders: withOrders,
    maintenanceMargin: maintenance,
    marginEquity: equity,
    availableMargin: free,
  };
}

/** Of a currency that much is available as the free margin is worth in it, and no more than there is. */
function currencyView(core: Core, currency: string, free: Usd): CurrencyView {
  const quantity = quantityOf(core, currency);
  const { value, collateral, haircut } = currencyWorth(core, currency);
  const most = collateral > 0n ? counted<Quantity>((quantity * max(free, noUsd)) / collateral) : nothing;
  return { currency, quantity, value, collateral, available: max(nothing, min(quantity, most)), haircut };
}
