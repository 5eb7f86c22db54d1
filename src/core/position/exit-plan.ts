import type { ExitSettings } from '../settings.ts';
import { abs, add, ceilTo, floorTo, max, min, noQty, share, sub } from '../units.ts';
import type { Price, Qty, Ratio } from '../units.ts';
import type { Position, Target } from './position.ts';
import { entryPrice, remaining } from './tally.ts';

type Planned = Pick<Position, 'side' | 'tally' | 'initialStop' | 'tick' | 'lot' | 'minQty' | 'regime'>;

/**
 * The take-profits, once the entry is complete: shares of what was really bought, floored to the lot, at multiples of
 * the risk from the real average price, rounded toward the market. A level that rounds to nothing stays with the runner.
 */
export function targets(position: Planned, settings: ExitSettings): readonly Target[] {
  const whole = position.tally.entryQty;
  const ladder = settings.targets[position.regime].flatMap(({ role, r, share: part }) =>
    level(position, role, { r, qty: share(whole, part) }),
  );
  const { finalTarget } = settings;
  if (finalTarget === undefined) return ladder;
  const runner = ladder.reduce((rest, { qty }) => sub(rest, qty), whole);
  return [...ladder, ...level(position, 'tp3', { r: finalTarget.r, qty: share(runner, finalTarget.share) })];
}

type Level = Readonly<{ r: Ratio; qty: Qty }>;

/** One take-profit, rounded to what the venue accepts; none where it rounds to nothing. */
function level(position: Planned, role: Target['role'], { r, qty: exact }: Level): readonly Target[] {
  const entry = entryPrice(position);
  if (entry === undefined) return [];
  const reward = share(abs(sub(entry, position.initialStop)), r);
  const qty = floorTo(exact, position.lot);
  const price =
    position.side === 'long' ? floorTo(add(entry, reward), position.tick) : ceilTo(sub(entry, reward), position.tick);
  return qty >= position.minQty && qty > 0n && price > 0n ? [{ role, price, qty }] : [];
}

/** The level at which a stop costs nothing but a few ticks of profit; undefined before the first fill. */
export function breakEven(position: Planned, settings: ExitSettings): Price | undefined {
  const entry = entryPrice(position);
  if (entry === undefined) return undefined;
  const offset: Price = ticks(position.tick, settings.breakEvenOffsetTicks);
  return position.side === 'long'
    ? ceilTo(add(entry, offset), position.tick)
    : max(floorTo(sub(entry, offset), position.tick), position.tick);
}

function ticks(tick: Price, count: number): Price {
  let sum = sub(tick, tick);
  for (let i = 0; i < count; i += 1) sum = add(sum, tick);
  return sum;
}

/** The tighter of two stops: a stop never moves away from the market again. */
export function tighter(side: Position['side'], a: Price, b: Price): Price {
  return side === 'long' ? max(a, b) : min(a, b);
}

/** TP1 has given all that it was to give. */
export function firstTargetTaken({ targets: plan, tally }: Pick<Position, 'targets' | 'tally'>): boolean {
  const first = plan.find((target) => target.role === 'tp1');
  return first !== undefined && tally.taken.tp1 >= first.qty;
}

/** What a take-profit still has to execute: its snapshot less what it took, at most what is left of the position. */
export function outstanding(position: Position, target: Target): Qty {
  const rest = sub(target.qty, position.tally.taken[target.role]);
  return rest > 0n ? min(rest, remaining(position)) : noQty;
}
