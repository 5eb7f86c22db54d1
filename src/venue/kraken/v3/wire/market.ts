import { z } from 'zod';
import type { Ms, Price, Qty, Ratio, Usd } from '../../../../core/units.ts';
import { known, maybeExact, maybeName, maybeNumber, moment, envelope, exact } from './common.ts';
import type { Answered } from './common.ts';

type Level = Readonly<{ maintenanceMargin: Ratio }>;
export type InstrumentRow = Readonly<{
  symbol: string;
  tickSize?: Price | undefined;
  contractValueTradePrecision?: number | undefined;
  tradeable: boolean;
  postOnly?: boolean | undefined;
  isExpired?: boolean | undefined;
  openingDate?: Ms | undefined;
  lastTradingTime?: string | undefined;
  marginLevels?: readonly Level[] | undefined;
  base?: string | undefined;
}>;
const level = z.object({
  maintenanceMargin: exact<Ratio>(),
  ...known('numNonContractUnits contracts initialMargin'),
});
const instrument: z.ZodType<InstrumentRow> = z.object({
  symbol: z.string(),
  tickSize: exact<Price>().optional(),
  contractValueTradePrecision: z.number().optional(),
  tradeable: z.boolean(),
  postOnly: z.boolean().optional(),
  isExpired: z.boolean().optional(),
  openingDate: moment.optional(),
  lastTradingTime: maybeName,
  marginLevels: z.array(level).optional(),
  base: maybeName,
  ...known('type underlying contractSize impactMidSize maxPositionSize retailMarginLevels marginSchedules'),
  ...known('fundingRateCoefficient maxRelativeFundingRate feeScheduleUid isin quote pair category tags tradfi mtf'),
  ...known('makerProtectionMillis'),
});
export const instruments: z.ZodType<Answered & Readonly<{ instruments: readonly InstrumentRow[] }>> = z.object({
  ...envelope,
  instruments: z.array(instrument),
});

/** `tradeable` is the symbol here. */
export type InstrumentState = Readonly<{ tradeable: string; experiencingDislocation: boolean }>;
const state = {
  tradeable: z.string(),
  experiencingDislocation: z.boolean(),
  ...known('priceDislocationDirection experiencingExtremeVolatility extremeVolatilityInitialMarginMultiplier'),
};
export const instrumentStatus: z.ZodType<Answered & Readonly<{ instrumentStatus: readonly InstrumentState[] }>> =
  z.object({ ...envelope, instrumentStatus: z.array(z.object(state)) });
export const singleStatus: z.ZodType<unknown> = z.object({ ...envelope, ...state });

export type TickerRow = Readonly<{
  symbol: string;
  markPrice?: number | undefined;
  indexPrice?: number | undefined;
  bid?: number | undefined;
  ask?: number | undefined;
  vol24h?: number | undefined;
  volumeQuote?: number | undefined;
  openInterest?: number | undefined;
  fundingRate?: number | undefined;
  relativeFundingRate?: number | undefined;
  suspended?: boolean | undefined;
  postOnly?: boolean | undefined;
}>;
const ticker: z.ZodType<TickerRow> = z.object({
  symbol: z.string(),
  markPrice: maybeNumber,
  indexPrice: maybeNumber,
  bid: maybeNumber,
  ask: maybeNumber,
  vol24h: maybeNumber,
  volumeQuote: maybeNumber,
  openInterest: maybeNumber,
  fundingRate: maybeNumber,
  relativeFundingRate: maybeNumber,
  suspended: z.boolean().optional(),
  postOnly: z.boolean().optional(),
  ...known('last lastTime lastSize tag pair bidSize askSize open24h high24h low24h change24h fundingRatePrediction'),
  ...known('relativeFundingRatePrediction isUnderlyingMarketClosed greeks extrinsicValue'),
});
/** What somebody wrote down of it lacks the time; nothing of ours hangs on it here. */
export const tickers: z.ZodType<Readonly<{ tickers: readonly TickerRow[] }>> = z.object({
  ...envelope,
  serverTime: moment.optional(),
  tickers: z.array(ticker),
});
export const singleTicker: z.ZodType<unknown> = z.object({ ...envelope, ticker });

/** The multi-collateral wallet. @see https://docs.kraken.com/api/docs/futures-api/trading/get-accounts */
export type Flex = Readonly<{
  marginEquity: Usd;
  availableMargin: Usd;
  collateralValue?: Usd | undefined;
  currencies?: Readonly<Record<string, Readonly<{ quantity?: Usd | undefined }>>> | undefined;
}>;
const currency = z.object({ quantity: maybeExact<Usd>(), ...known('value collateral collateralValue available') });
const flex = z.object({
  marginEquity: exact<Usd>(),
  availableMargin: exact<Usd>(),
  collateralValue: maybeExact<Usd>(),
  currencies: z.record(z.string(), currency).optional(),
  ...known('type balanceValue portfolioValue pnl unrealizedFunding totalUnrealized initialMargin'),
  ...known(
    'totalUnrealizedAsMargin initialMarginWithOrders maintenanceMargin portfolioMarginBreakdown upnlInterestRate',
  ),
});
const older = z.object({
  ...known('type currency balances auxiliary marginRequirements triggerEstimates'),
});
export const accounts: z.ZodType<Answered & Readonly<{ accounts: Readonly<{ flex: Flex }> }>> = z.object({
  ...envelope,
  accounts: z.object({ flex }).catchall(older),
});

export type PositionRow = Readonly<{ symbol: string; side: string; size: Qty; price: Price }>;
const position: z.ZodType<PositionRow> = z.object({
  symbol: z.string(),
  side: z.string(),
  size: exact<Qty>(),
  price: exact<Price>(),
  ...known('fillTime unrealizedFunding unrealizedPnl pnlCurrency maxFixedLeverage'),
});
/** An answer without the list is no answer: it never means flat. */
export const openPositions: z.ZodType<Answered & Readonly<{ openPositions: readonly PositionRow[] }>> = z.object({
  ...envelope,
  openPositions: z.array(position),
});
export const leverage: z.ZodType<
  Answered & Readonly<{ leveragePreferences: readonly Readonly<{ symbol: string; maxLeverage: number }>[] }>
> = z.object({
  ...envelope,
  leveragePreferences: z.array(z.object({ symbol: z.string(), maxLeverage: z.number() })),
});
