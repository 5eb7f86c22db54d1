import type { VenueMoney } from '../../../core/events.ts';
import { sub } from '../../../core/units.ts';
import type { Flex } from './wire/market.ts';

/** Dollars and what other collateral is worth; undefined where an answer leaves out either. Dollars have no haircut. */
export function moneyOf({ currencies, collateralValue }: Flex): VenueMoney | undefined {
  const cash = currencies?.['USD']?.quantity;
  if (cash === undefined || collateralValue === undefined) return undefined;
  return { cash, collateral: sub(collateralValue, cash) };
}
