import { decimal } from '../../core/units.ts';
import type { Ms, Price } from '../../core/units.ts';
import type { Core, Market } from './core.ts';
import { priceOfChart } from './exact.ts';
import { facts } from './facts.ts';
import type { TriggerSignal } from './order-view.ts';
import { pathOf, priceAt, spanMs } from './path.ts';
import type { Path } from './path.ts';

/** False in a gap of the data: the last candle is over and no other has opened. */
export function isOpen({ candle }: Market, now: Ms): boolean {
  return candle !== undefined && now >= candle.openAt && now < candle.openAt + spanMs;
}

/** The path of the candle that is open, made when it is first asked for. */
export function pathIn(market: Market): Path | undefined {
  const { candle, contract, moved } = market;
  if (candle === undefined) return undefined;
  market.path ??= pathOf(candle, contract.tick, moved);
  return market.path;
}

/** The last price at `now`, wherever the walk along the path stands; undefined before the first candle. */
export function lastOf(market: Market, now: Ms): Price | undefined {
  const { candle } = market;
  if (candle === undefined || now < candle.openAt) return market.price;
  const path = pathIn(market);
  return path === undefined ? market.price : priceAt(path, now);
}

/** What the index is where the contract trades at `last`. */
export function indexOf(core: Core, { contract }: Market, last: Price): Price {
  const basis = core.options.basis?.(contract.symbol, core.now) ?? 0;
  return basis === 0 ? last : priceOfChart(decimal(last) / (1 + basis));
}

/**
 * The mark: the index and the premium that the contract trades at over it, within one percent. There is no average over
 * time in it, for the basis that we are given is smooth already.
 */
export function markOf(core: Core, market: Market, last: Price): Price {
  const basis = core.options.basis?.(market.contract.symbol, core.now) ?? 0;
  if (Math.abs(basis) <= facts.premium) return last;
  return priceOfChart((decimal(last) / (1 + basis)) * (1 + Math.sign(basis) * facts.premium));
}

/** What a trigger's signal shows where the contract trades at `last`. */
export function signalOf(core: Core, market: Market, signal: TriggerSignal, last: Price): Price {
  if (signal === 'last') return last;
  return signal === 'mark' ? markOf(core, market, last) : indexOf(core, market, last);
}

/** At what last price the mark stands at `mark`: the other way round than `markOf`, to within 1e-10. */
export function lastFor(core: Core, { contract }: Market, mark: Price): Price {
  const basis = core.options.basis?.(contract.symbol, core.now) ?? 0;
  if (Math.abs(basis) <= facts.premium) return mark;
  return priceOfChart((decimal(mark) * (1 + basis)) / (1 + Math.sign(basis) * facts.premium));
}
