import type { ExitSettings, TrailSettings } from '../settings.ts';
import { abs, max, priceFromAnalysis, share, sub, toNumber } from '../units.ts';
import type { Price } from '../units.ts';
import { firstTargetTaken, tighter } from './exit-plan.ts';
import type { PositionEvent, Protected, Unprotected } from './position.ts';
import { entryPrice } from './tally.ts';

type Moved = PositionEvent & { type: 'price.moved' };

/**
 * The runner's stop follows the price, once the first target is taken: so many ATR behind it, fewer as profit grows, and
 * only ever tighter. Returns the position itself where nothing changes.
 */
export function trailed<P extends Unprotected | Protected>(
  position: P,
  { mark, atr }: Moved,
  { trail }: ExitSettings,
): P {
  if (trail === undefined || !firstTargetTaken(position)) return position;
  if (position.trailAtrMult === undefined && !(atr > 0 && atr >= trail.atrMin)) return position;
  const trailAtrMult = distance(position, mark, trail);
  const stopPrice = follow(position, { mark, behind: atr * trailAtrMult, moveMin: trail.moveMin });
  const same = trailAtrMult === position.trailAtrMult && stopPrice === position.stopPrice;
  return same ? position : { ...position, trailAtrMult, stopPrice };
}

/** The smallest of the distances that were ever reached: what is remembered never loosens the trail. */
function distance(position: Unprotected | Protected, mark: number, { atrMult, steps }: TrailSettings): number {
  const r = profitInR(position, mark);
  const reached = steps.filter((step) => r >= step.r).map((step) => step.atrMult);
  return Math.min(position.trailAtrMult ?? atrMult, atrMult, ...reached);
}

/** Profit at a price, as a multiple of the risk first taken. */
function profitInR(position: Unprotected | Protected, mark: number): number {
  const entry = entryPrice(position);
  if (entry === undefined) return 0;
  const risk = Math.abs(toNumber(sub(entry, position.initialStop)));
  const gain = position.side === 'long' ? mark - toNumber(entry) : toNumber(entry) - mark;
  return risk > 0 ? gain / risk : 0;
}

type Step = Readonly<{ mark: number; behind: number; moveMin: TrailSettings['moveMin'] }>;

/** So far behind the mark, rounded toward it; where that is hardly a move, the stop stays where it is. */
function follow({ side, stopPrice, tick }: Unprotected | Protected, { mark, behind, moveMin }: Step): Price {
  const level = side === 'long' ? mark - behind : mark + behind;
  if (!(level > 0 && behind > 0)) return stopPrice;
  const wanted = tighter(side, stopPrice, priceFromAnalysis(level, tick, side === 'long' ? 'up' : 'down'));
  return abs(sub(wanted, stopPrice)) > max(share(stopPrice, moveMin), sub(tick, tick)) ? wanted : stopPrice;
}
