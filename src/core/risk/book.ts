import { abs, add, max, noUsd, notional, over, share, sub } from '../units.ts';
import type { Base, InstrumentId, Ms, Price, Qty, Ratio, Side, Usd } from '../units.ts';

/** One exposure as risk sees it: what is held plus what may still fill, at the mark. */
export type Exposure = Readonly<{
  instrument: InstrumentId;
  base: Base;
  side: Side;
  qty: Qty;
  mark: Price;
  /** What was paid on average; the mark while nothing is filled. The loss at the stop is counted from here. */
  entry: Price;
  /** Where the stop is wanted. */
  stop: Price;
  leverage: Ratio;
}>;

/** What the limits look at: a plain projection of the state, with everything in flight counted as filled. */
export type Book = Readonly<{
  at: Ms;
  exposures: readonly Exposure[];
  /** Cash plus open positions at their marks. */
  equity: Usd;
  peakEquity: Usd;
  /** Equity when the UTC day began. */
  dayEquity: Usd;
}>;

/** Position notional at the mark, USD. */
export function exposureNotional({ mark, qty }: Exposure): Usd {
  return notional(mark, qty);
}

/** Margin that an exposure ties up at its leverage, rounded up. */
export function exposureMargin(exposure: Exposure): Usd {
  return over(exposureNotional(exposure), exposure.leverage);
}

/** What an exposure would lose from its entry to its stop, with the cost of the round trip; not negative. */
export function lossAtStop(exposure: Exposure, roundTripCost: Ratio): Usd {
  const { side, entry, stop, qty } = exposure;
  const against = side === 'long' ? sub(entry, stop) : sub(stop, entry);
  const move = against > 0n ? notional(abs(against), qty) : noUsd;
  return add(move, share(exposureNotional(exposure), roundTripCost));
}

export function totalMargin(book: Book): Usd {
  return book.exposures.reduce((sum, exposure) => add(sum, exposureMargin(exposure)), noUsd);
}

export function totalNotional(book: Book): Usd {
  return book.exposures.reduce((sum, exposure) => add(sum, exposureNotional(exposure)), noUsd);
}

/** The largest of a measure over all exposures; zero for an empty book. */
export function largest(book: Book, measure: (exposure: Exposure) => Usd): Usd {
  return book.exposures.reduce((most, exposure) => max(most, measure(exposure)), noUsd);
}

/** The book as it would be with one more exposure wholly filled. */
export function withExposure(book: Book, exposure: Exposure): Book {
  return { ...book, exposures: [...book.exposures, exposure] };
}
