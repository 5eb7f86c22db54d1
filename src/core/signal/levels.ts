import type { Side } from '../units.ts';
import type { FreshZone } from './decision-reading.ts';

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
  const stop = side === 'long' ? zone.bottom - stopAtr * atr : zone.top + stopAtr * atr;
  const risk = side === 'long' ? entry - stop : stop - entry;
  const reward = side === 'long' ? legEnd - entry : entry - legEnd;
  return { entry, stop, objective: legEnd, rr: risk > 0 ? reward / risk : 0 };
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
  return keyFibs.some((r) => Math.abs(price - (leg.b - r * (leg.b - leg.a))) <= (price * fibProximityBps) / 10_000);
}

type Fibs = Readonly<{ keyFibs: readonly number[]; fibProximityBps: number }>;
