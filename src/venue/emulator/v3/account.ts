import type { CurrencyView, Execution, PositionView } from '../account-view.ts';
import type { VenueOrder } from '../order-view.ts';
import type { Reply } from '../standing/service.ts';
import type { Call, Desk, Routes } from './desk.ts';
import { iso, num, success } from './envelope.ts';
import { readTime } from './params.ts';
import { statusRows } from './order-status.ts';
import { ms, sub } from '../../../core/units.ts';
import { signalWord } from './words.ts';

/** What the account has and does. @see https://docs.kraken.com/api/docs/futures-api/trading/account-information */
export const accountRoutes: Routes = {
  'GET /derivatives/api/v3/accounts': { access: 'read', answer: accounts },
  'GET /derivatives/api/v3/openpositions': { access: 'read', answer: openPositions },
  'GET /derivatives/api/v3/openorders': { access: 'read', answer: openOrders },
  'GET /derivatives/api/v3/fills': { access: 'read', answer: fills },
  'GET /derivatives/api/v3/orders/status': { access: 'read', answer: ordersStatus },
  'POST /derivatives/api/v3/orders/status': { access: 'read', answer: ordersStatus },
};

function accounts(desk: Desk, { at }: Call): Reply {
  const wallet = desk.exchange.wallet();
  const unrealised = num(wallet.unrealised);
  const funding = num(wallet.unrealisedFunding);
  const flex = {
    type: 'multiCollateralMarginAccount',
    currencies: Object.fromEntries(wallet.currencies.map((one) => [one.currency, currencyJson(desk, one)])),
    // Of positions here; the WebSocket's initial_margin counts orders too. Gotcha 63.
    initialMargin: num(wallet.initialMargin),
    initialMarginWithOrders: num(wallet.initialMarginWithOrders),
    maintenanceMargin: num(wallet.maintenanceMargin),
    balanceValue: num(wallet.balanceValue),
    portfolioValue: num(wallet.portfolioValue),
    collateralValue: num(wallet.collateralValue),
    pnl: unrealised,
    unrealizedFunding: funding,
    totalUnrealized: num(sub(wallet.marginEquity, wallet.collateralValue)),
    totalUnrealizedAsMargin: num(sub(wallet.marginEquity, wallet.collateralValue)),
    marginEquity: num(wallet.marginEquity),
    availableMargin: num(wallet.availableMargin),
    upnlInterestRate: 0,
    portfolioMarginBreakdown: null,
  };
  return success(at, { accounts: { cash: { type: 'cashAccount', balances: {} }, flex } });
}

function currencyJson({ shapes }: Desk, { quantity, value, collateral, available }: CurrencyView): unknown {
  return {
    quantity: num(quantity),
    value: num(value),
    [shapes.isCollateralValue ? 'collateralValue' : 'collateral']: num(collateral),
    available: num(available),
  };
}

/** Flat is an empty list; the key is never left out. Gotchas 59 to 62. */
function openPositions(desk: Desk, { at }: Call): Reply {
  return success(at, { openPositions: desk.exchange.positions().map((position) => positionJson(desk, position)) });
}

function positionJson({ spell }: Desk, position: PositionView): unknown {
  return {
    side: position.side,
    symbol: spell(position.symbol),
    price: num(position.entryPrice),
    fillTime: iso(position.openedAt),
    size: num(position.qty),
    unrealizedPnl: num(position.unrealised),
    unrealizedFunding: num(position.unrealisedFunding),
    pnlCurrency: 'USD',
    // Present: isolated. Gotcha 65.
    maxFixedLeverage: position.maxLeverage,
  };
}

function openOrders(desk: Desk, { at }: Call): Reply {
  const newest = desk.exchange.openOrders().toSorted((a, b) => b.receivedAt - a.receivedAt);
  return success(at, { openOrders: newest.map((order) => openOrderJson(desk, order)) });
}

/** A stop is called `stop` here and `stp` when it is sent; a stop-market has no limitPrice. Gotchas 24, 25. */
function openOrderJson({ spell }: Desk, order: VenueOrder): unknown {
  const { kind, isTrigger, signal } = order;
  return {
    order_id: order.orderId,
    cliOrdId: order.cliOrdId,
    symbol: spell(order.symbol),
    side: order.side,
    orderType: isTrigger ? (kind === 'stp' ? 'stop' : kind) : 'lmt',
    limitPrice: order.limitPrice === undefined ? undefined : num(order.limitPrice),
    stopPrice: isTrigger && order.stopPrice !== undefined ? num(order.stopPrice) : undefined,
    unfilledSize: num(sub(order.quantity, order.filled)),
    receivedTime: iso(order.receivedAt),
    status: order.filled > 0n ? 'partiallyFilled' : 'untouched',
    filledSize: num(order.filled),
    reduceOnly: order.reduceOnly,
    triggerSignal: isTrigger ? signalWord(signal).plain : undefined,
    lastUpdateTime: iso(order.updatedAt),
  };
}

/** A hundred, newest first, without fees. Gotcha 52. */
function fills(desk: Desk, { at, params }: Call): Reply {
  const before = readTime(params.get('lastFillTime'));
  const rows = desk.exchange.executions(100, before === undefined ? undefined : ms(before));
  return success(at, { fills: rows.map((execution) => fillJson(desk, execution)) });
}

function fillJson({ spell }: Desk, execution: Execution): unknown {
  return {
    fill_id: execution.id,
    symbol: spell(execution.symbol),
    side: execution.side,
    order_id: execution.orderId,
    cliOrdId: execution.cliOrdId,
    size: num(execution.qty),
    price: num(execution.price),
    fillTime: iso(execution.at),
    fillType: execution.type,
  };
}

/** Documented as POST; ccxt sends GET. Unknown ids are silently missing. Gotcha 48. */
function ordersStatus(desk: Desk, { at, params }: Call): Reply {
  const names = [
    ...params.all('orderIds').map((orderId) => ({ orderId })),
    ...params.all('cliOrdIds').map((cliOrdId) => ({ cliOrdId })),
  ];
  return success(at, { orders: statusRows(desk, names) });
}
