import { add, decimal, later, ms, negate, noUsd, notional } from '../../core/units.ts';
import type { Ms, Usd } from '../../core/units.ts';
import type { Core, Market } from './core.ts';
import { counted, priceOfChart } from './exact.ts';
import type { FundingRate } from './market-view.ts';
import { lastOf } from './prices.ts';

/** The span of one rate. */
export const hourMillis = 3_600_000;
/** Rates are counted in 1e-15: a dollar's funding of an hour needs more places than a price. */
const finest = 10n ** 15n;
/** Full hours of the index that are kept: a year. */
const hoursKept = 8_784;

/** Something makes rates differ from zero. */
export function hasFunding({ options }: Core): boolean {
  return options.fundingRate !== undefined || options.basis !== undefined;
}

export function hourOf(at: Ms): Ms {
  return ms(at - (at % hourMillis));
}

/**
 * The rate of the hour that begins at `hour`, relative, per hour: the mean of the middle thirty of the sixty premiums of the
 * hour before, spread over as many hours as the coefficient says, within the contract's bounds.
 */
export function rateOf({ options }: Core, { contract }: Market, hour: Ms): number {
  const { symbol, fundingCoefficient, maxRelativeFunding: most } = contract;
  if (options.fundingRate !== undefined) return options.fundingRate(symbol, hour);
  const { basis } = options;
  if (basis === undefined) return 0;
  const premiums = Array.from({ length: 60 }, (_, i) => basis(symbol, later(hour, (i - 60) * 60_000)));
  const middle = premiums.sort((a, b) => a - b).slice(15, 45);
  const mean = middle.reduce((sum, premium) => sum + premium, 0) / middle.length;
  return Math.max(-most, Math.min(most, mean / fundingCoefficient));
}

/** The index at the beginning of an hour: in a gap of the data the last that was noted; before all of them, the price now. */
function indexAt(market: Market, hour: Ms, now: Ms): number {
  const noted = market.hours.findLast(({ at }) => at <= hour);
  if (noted !== undefined) return noted.index;
  const last = lastOf(market, now);
  return last === undefined ? 0 : decimal(last);
}

/**
 * A candle opens at a full hour: its open is the index from which the hour's absolute rate follows. The first candle of all
 * stands for the hour that it opens in.
 */
export function noteHour(core: Core, market: Market, at: Ms, price: number): void {
  if (at % hourMillis !== 0 && market.hours.length > 0) return;
  const basis = core.options.basis?.(market.contract.symbol, at) ?? 0;
  market.hours.push({ at: hourOf(at), index: price / (1 + basis) });
  if (market.hours.length > 2 * hoursKept) market.hours.splice(0, hoursKept);
}

/** What a position has accrued since it was last settled; positive is to be received. Longs pay a positive rate. */
export function accrued(core: Core, market: Market, until: Ms): Usd {
  const { size, fundedTo } = market.holding;
  let sum = noUsd;
  if (size === 0n || !hasFunding(core)) return sum;
  for (let at = fundedTo; at < until;) {
    const end = ms(Math.min(until, hourOf(at) + hourMillis));
    sum = add(sum, paymentOf(core, market, { from: at, to: end }));
    at = end;
  }
  return sum;
}

/** Within one hour, toward zero at 1e-10. */
function paymentOf(core: Core, market: Market, { from, to }: Readonly<{ from: Ms; to: Ms }>): Usd {
  const hour = hourOf(from);
  const rate = BigInt(Math.round(rateOf(core, market, hour) * Number(finest)));
  const value = notional(priceOfChart(indexAt(market, hour, core.now)), market.holding.size);
  return negate(counted<Usd>((value * rate * BigInt(to - from)) / (finest * BigInt(hourMillis))));
}

/** What is paid for one unit and hour: relative to the index, both as they are counted. */
function absoluteOf(relative: number, index: number): number {
  return (Math.round(relative * Number(finest)) / Number(finest)) * decimal(priceOfChart(index));
}

/** Of every hour since the first that was seen, oldest first; in a gap of the data the index stands still. */
export function fundingHistory(core: Core, market: Market): readonly FundingRate[] {
  return market.hours.flatMap(({ at, index }, n) => {
    const until = market.hours[n + 1]?.at ?? hourOf(core.now) + hourMillis;
    return Array.from({ length: Math.max(1, (until - at) / hourMillis) }, (_, hours) => {
      const hour = later(at, hours * hourMillis);
      const relative = rateOf(core, market, hour);
      return { at: hour, relative, absolute: absoluteOf(relative, index) };
    });
  });
}
