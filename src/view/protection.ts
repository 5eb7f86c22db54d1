import type { Instrument } from '../core/market/instrument.ts';
import type { OrderSide } from '../core/order/order.ts';
import { add, ceilTo, floorTo, formatFixed, share, sub } from '../core/units.ts';
import type { InstrumentId, Price, Qty, Ratio } from '../core/units.ts';
import { auditOf } from './audit.ts';
import type { Sighting } from './audit.ts';

/** A stop that should be at the venue and is not. */
export type MissingStop = Readonly<{
  instrument: InstrumentId;
  side: OrderSide;
  qty: Qty;
  trigger: Price;
  mark: Price;
}>;
/** `confirmed`: seen among the venue's open orders. `unknown`: nobody can say; it is not sent again. */
export type Step = MissingStop & Readonly<{ outcome: 'missing' | 'confirmed' | 'refused' | 'unknown'; reason: string }>;
export type Protection = Readonly<{
  live: boolean;
  steps: readonly Step[];
  /** Positions without a whole stop that have no mark or no tick, so no stop can be put to them. */
  unpriced: readonly InstrumentId[];
}>;

export type Missing = Readonly<{ stops: readonly MissingStop[]; unpriced: readonly InstrumentId[] }>;

/** What no stop covers gets one at `distance` from the mark, rounded to the tick away from it. */
export function missingStops(
  sighting: Sighting,
  instruments: ReadonlyMap<InstrumentId, Instrument>,
  distance: Ratio,
): Missing {
  const stops: MissingStop[] = [];
  const unpriced: InstrumentId[] = [];
  for (const { position, mark, uncovered: qty } of auditOf(sighting).guarded) {
    if (qty <= 0n) continue;
    const { instrument, side } = position;
    const tick = instruments.get(instrument)?.tick;
    if (mark === undefined || tick === undefined) {
      unpriced.push(instrument);
      continue;
    }
    const away = share(mark, distance);
    const trigger = side === 'long' ? floorTo(sub(mark, away), tick) : ceilTo(add(mark, away), tick);
    stops.push({ instrument, side: side === 'long' ? 'sell' : 'buy', qty, trigger, mark });
  }
  return { stops, unpriced };
}

/** Nothing was missing, or all of it was placed and seen. */
export function isProtected({ steps, unpriced }: Protection): boolean {
  return unpriced.length === 0 && steps.every(({ outcome }) => outcome === 'confirmed');
}

export function protectionLines(done: Protection): readonly string[] {
  const { live, steps, unpriced } = done;
  const lines = [
    ...steps.map(stepLine),
    ...unpriced.map((id) => `not priced  ${id}: no mark, close or protect it by hand`),
  ];
  if (lines.length === 0) return ['Every position has its stop: nothing to do.'];
  if (!live) return [...lines, 'Nothing was placed; --live places what is missing.'];
  const end = isProtected(done)
    ? 'Every position has its stop now.'
    : 'Not every position has its stop: keel audit shows how things stand.';
  return [...lines, end];
}

function stepLine({ instrument, side, qty, trigger, mark, outcome, reason }: Step): string {
  const stop = `${instrument} ${side} stop ${formatFixed(qty)} at ${formatFixed(trigger)} (mark ${formatFixed(mark)})`;
  return `${outcome}  ${stop}${reason === '' ? '' : `: ${reason}`}`;
}

/** The same as a document; exact numbers are text. */
export function protectionJson(done: Protection): unknown {
  const steps = done.steps.map(({ qty, trigger, mark, ...step }) => ({
    ...step,
    qty: formatFixed(qty),
    trigger: formatFixed(trigger),
    mark: formatFixed(mark),
  }));
  return { ok: isProtected(done), live: done.live, steps, unpriced: done.unpriced };
}
