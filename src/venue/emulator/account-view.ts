import type { Fixed, InstrumentId, Ms, Price, Qty, Ratio, Usd } from '../../core/units.ts';
import type { OrderKind, OrderSide } from './order-view.ts';

/** One execution of an order of the account. `fee` is USD, positive is paid. */
export type Execution = Readonly<{
  id: string;
  /** Counts the account's executions, without holes. */
  seq: number;
  orderId: string;
  cliOrdId?: string;
  symbol: InstrumentId;
  side: OrderSide;
  qty: Qty;
  price: Price;
  fee: Usd;
  type: 'maker' | 'taker' | 'liquidation' | 'partialLiquidation';
  /** How the order stood in the book when it executed. */
  orderKind: OrderKind;
  /** What is left of the order after it. */
  remaining: Qty;
  at: Ms;
  mark: Price;
}>;

export type PositionView = Readonly<{
  symbol: InstrumentId;
  side: 'long' | 'short';
  qty: Qty;
  /** Average, toward zero at 1e-10. */
  entryPrice: Price;
  openedAt: Ms;
  mark: Price;
  unrealised: Usd;
  /** Accrued and not yet settled; positive is to be received. */
  unrealisedFunding: Usd;
  initialMargin: Usd;
  initialMarginWithOrders: Usd;
  maintenanceMargin: Usd;
  /** Undefined where no price would liquidate. */
  liquidationPrice?: Price;
  maxLeverage?: number;
}>;

export type CurrencyView = Readonly<{
  currency: string;
  quantity: Fixed<string>;
  /** USD at the index, before and after the haircut. */
  value: Usd;
  collateral: Usd;
  available: Fixed<string>;
  haircut: Ratio;
}>;

/** The multi-collateral wallet, `accounts.flex` of the REST reference, section 7.1. */
export type WalletView = Readonly<{
  currencies: readonly CurrencyView[];
  balanceValue: Usd;
  collateralValue: Usd;
  portfolioValue: Usd;
  unrealised: Usd;
  unrealisedFunding: Usd;
  initialMargin: Usd;
  initialMarginWithOrders: Usd;
  maintenanceMargin: Usd;
  marginEquity: Usd;
  availableMargin: Usd;
}>;
