import { liveKeys } from '../../src/config/schema.ts';
import { budgetOf } from '../../src/venue/kraken/limiter.ts';
import type { Budget, RateShares } from '../../src/venue/kraken/limiter.ts';
import { cautiousOrders } from '../../src/venue/kraken/unified/options.ts';

const shipped = (key: string): number => Number(liveKeys.get(`exchange.${key}`)?.shape.shipped);

/** What is used of the venue's pools, as shipped. */
export const shippedRates: RateShares = {
  share: shipped('rate_limit_share'),
  reserve: shipped('protective_reserve_share'),
};
/** Order messages of the unified dialect, as shipped. */
export const unifiedOrders: Budget = budgetOf(cautiousOrders, shippedRates);
