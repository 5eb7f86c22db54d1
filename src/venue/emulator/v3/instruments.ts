import type { Contract } from '../market-view.ts';
import type { Desk } from './desk.ts';
import { iso, num } from './envelope.ts';

/** The schedule that linear contracts of the MTF have; its tiers are those of fees.ts. */
export const feeScheduleUid = '723888f7-0a8e-4183-8648-f920a22339e3';

/** One row of `/instruments`: `base` is BTC where the symbol says XBT; a lot is 10^-precision, which may be negative. */
export function instrumentJson({ spell }: Desk, contract: Contract): Readonly<Record<string, unknown>> {
  const levels = contract.marginLevels.map(({ from, initial, maintenance }) => ({
    numNonContractUnits: num(from),
    initialMargin: num(initial),
    maintenanceMargin: num(maintenance),
  }));
  return {
    symbol: spell(contract.symbol),
    type: 'flexible_futures',
    tickSize: num(contract.tick),
    contractSize: 1,
    tradeable: contract.tradeable,
    impactMidSize: num(contract.impactMidSize),
    maxPositionSize: num(contract.maxPosition),
    openingDate: iso(contract.openedAt).replace('.000Z', 'Z'),
    marginLevels: levels,
    fundingRateCoefficient: contract.fundingCoefficient,
    maxRelativeFundingRate: contract.maxRelativeFunding,
    ...(contract.isin === undefined ? {} : { isin: contract.isin }),
    contractValueTradePrecision: contract.precision,
    postOnly: false,
    feeScheduleUid,
    mtf: true,
    base: contract.base,
    quote: 'USD',
    pair: `${contract.base}:USD`,
    retailMarginLevels: levels,
    marginSchedules: {},
    category: contract.category,
    tags: [],
    tradfi: false,
    isExpired: false,
  };
}

/** `tradeable` is the symbol here, not a flag. Gotcha 79. */
export function statusJson({ spell }: Desk, { symbol }: Contract): Readonly<Record<string, unknown>> {
  return {
    tradeable: spell(symbol),
    experiencingDislocation: false,
    priceDislocationDirection: null,
    experiencingExtremeVolatility: false,
    extremeVolatilityInitialMarginMultiplier: 1,
  };
}
