import { sub, toNumber } from '../../../core/units.ts';
import type { CurrencyView, WalletView } from '../account-view.ts';
import type { Desk } from './desk.ts';
import { num } from './envelope.ts';
import type { Counter } from './private-frames.ts';

/** Everything at first, then only the section that changed: that is always the multi-collateral wallet here. */
export function balancesFrame({ exchange, account }: Desk, count: Counter, which: 'all' | 'changed'): string {
  const wallet = exchange.wallet();
  const end = { timestamp: exchange.now(), seq: count('balances') };
  if (which === 'changed') return JSON.stringify({ feed: 'balances', account, flex_futures: flexJson(wallet), ...end });
  return JSON.stringify({
    feed: 'balances_snapshot',
    account,
    holding: {},
    futures: {},
    flex_futures: { ...flexJson(wallet), isolated: {}, cross: crossJson(wallet) },
    ...end,
  });
}

function flexJson(wallet: WalletView): Readonly<Record<string, unknown>> {
  return {
    currencies: Object.fromEntries(wallet.currencies.map((one) => [one.currency, currencyJson(one)])),
    ...sumsJson(wallet),
  };
}

function currencyJson({ quantity, value, collateral, available, haircut }: CurrencyView): unknown {
  return {
    quantity: num(quantity),
    value: num(value),
    collateral_value: num(collateral),
    available: num(available),
    haircut: toNumber(haircut),
    conversion_spread: 0,
  };
}

/** `initial_margin` counts orders here; REST's does not. Gotcha 63. */
function sumsJson(wallet: WalletView): Readonly<Record<string, number>> {
  const unrealised = num(sub(wallet.marginEquity, wallet.collateralValue));
  return {
    balance_value: num(wallet.balanceValue),
    portfolio_value: num(wallet.portfolioValue),
    collateral_value: num(wallet.collateralValue),
    initial_margin: num(wallet.initialMarginWithOrders),
    initial_margin_without_orders: num(wallet.initialMargin),
    maintenance_margin: num(wallet.maintenanceMargin),
    pnl: num(wallet.unrealised),
    unrealized_funding: num(wallet.unrealisedFunding),
    total_unrealized: unrealised,
    total_unrealized_as_margin: unrealised,
    margin_equity: num(wallet.marginEquity),
    available_margin: num(wallet.availableMargin),
  };
}

function crossJson(wallet: WalletView): Readonly<Record<string, number>> {
  const equity = num(wallet.marginEquity);
  return { ...sumsJson(wallet), effective_leverage: equity > 0 ? num(wallet.initialMargin) / equity : 0 };
}
