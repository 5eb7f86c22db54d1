import type { Side } from '../units.ts';
import type { FreshZone } from './decision-reading.ts';
import type { WideningSettings } from './signal-settings.ts';

/** Where a trade would be wrong, and what it would earn: prices as analysed. */
export type Levels = Readonly<{ entry: number; stop: number; objective: number; rr: number }>;

export type LevelInput = Readonly<{
  side: Side;
  zone: Pick<FreshZone, 'bottom' | 'top'>;
  entry: number;
  /** The far end of the leg: the structure level that price is expected to come back to. */
  legEnd: number;
  atr: number;
  /** How far beyond the zone the stop lies, in ATR of the decision timeframe. */
  stopAtr: number;
}>;

/** The stop lies beyond the zone; reward and risk are measured from the real entry. Infinite risk gives no reward. */
export function levels({ side, zone, entry, legEnd, atr, stopAtr }: LevelInput): Levels {
  const stop = stopBeyond(side, zone, stopAtr * atr);
  const risk = side === 'long' ? entry - stop : stop - entry;
  const reward = side === 'long' ? legEnd - entry : entry - legEnd;
  return { entry, stop, objective: legEnd, rr: risk > 0 ? reward / risk : 0 };
}

type EdgeInput = Omit<LevelInput, 'legEnd'> & Readonly<{ targets: readonly number[]; minRr: number }>;

/** The predecessor's levels (spec 03 sections 8.2 to 8.6): the reward is whatever target pays enough, or enough itself. */
export function edgeLevels({ targets, minRr, ...input }: EdgeInput): Levels {
  const { side, entry } = input;
  const stop = stopBeyond(side, input.zone, input.stopAtr * input.atr);
  return levels({ ...input, legEnd: takeProfitOf({ side, entry, stop, targets, minRr }) });
}

/** The same levels in percent of another entry, as the predecessor carried them over to the futures (section 10). */
export function movedTo(price: number, { entry, stop, objective, rr }: Levels): Levels {
  const scale = price / entry;
  return { entry: price, stop: stop * scale, objective: objective * scale, rr };
}

/** Beyond the edge of a zone at which it fails. */
export function stopBeyond(side: Side, { bottom, top }: Pick<FreshZone, 'bottom' | 'top'>, distance: number): number {
  return side === 'long' ? bottom - distance : top + distance;
}

/** A price is on the winning side of its stop. */
export function isBeyondStop(side: Side, price: number, stop: number): boolean {
  return stop > 0 && (side === 'long' ? stop < price : stop > price);
}

type Aim = Readonly<{ side: Side; entry: number; stop: number; targets: readonly number[]; minRr: number }>;

/**
 * The nearest target that pays at least `minRr` risks, else the price that does (spec 03 section 8.6): with this
 * rule reward is never too low. A hair below counts, for the sake of binary fractions (section 8.8).
 */
export function takeProfitOf({ side, entry, stop, targets, minRr }: Aim): number {
  const least = minRr * Math.abs(entry - stop);
  const paying = targets.find((target) => Math.abs(target - entry) >= least * (1 - 1e-9));
  return paying ?? (side === 'long' ? entry + least : entry - least);
}

/** How much wider the stop of an instrument lies after `stopOuts` of late (spec 03 section 8.5); 1 where nothing widens it. */
export function wideningOf(stopOuts: number, settings: WideningSettings | undefined): number {
  if (settings === undefined || stopOuts < settings.threshold) return 1;
  const { factor, increment, threshold, factorMax } = settings;
  return Math.min(factor + increment * (stopOuts - threshold), factorMax);
}

/** How far beyond its edges a zone still counts as reached, as a share of price (spec 03 section 5.5). */
export function zoneTolerance(
  atr: number,
  price: number,
  { zoneTolerancePct, zoneToleranceAtrMult, zoneTolerancePctMax }: Tolerance,
): number {
  return Math.min(zoneTolerancePct + (atr / price) * zoneToleranceAtrMult, zoneTolerancePctMax);
}

type Tolerance = Readonly<{ zoneTolerancePct: number; zoneToleranceAtrMult: number; zoneTolerancePctMax: number }>;

/** Within the zone, or as near to it as the tolerance allows. */
export function reaches({ bottom, top }: Pick<FreshZone, 'bottom' | 'top'>, price: number, tolerance: number): boolean {
  return price >= bottom * (1 - tolerance) && price <= top * (1 + tolerance);
}

/** Within `bps` of price of one of the levels of the leg at `fibs`. */
export function nearFib(
  leg: Readonly<{ a: number; b: number }>,
  price: number,
  { keyFibs, fibProximityBps }: Fibs,
): boolean {
  for (const r of keyFibs) {
    if (Math.abs(price - (leg.b - r * (leg.b - leg.a))) <= (price * fibProximityBps) / 10_000) return true;
  }
  return false;
}

type Fibs = Readonly<{ keyFibs: readonly number[]; fibProximityBps: number }>;
