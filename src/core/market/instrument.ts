import type { Base, InstrumentId, Price, Qty, Ratio } from '../units.ts';

/** How much the venue trades of it; a tier sets leverage and size, and only the registry assigns it. */
export type Tier = 'A' | 'B' | 'C';

/** A linear perpetual as the venue lists it: what a price and a quantity must look like to be accepted. */
export type Instrument = Readonly<{
  id: InstrumentId;
  base: Base;
  /** Prices are multiples of it. */
  tick: Price;
  /** Quantities are multiples of it. */
  lot: Qty;
  minQty: Qty;
  /** First tier of the venue's schedule; the ladder behind it comes with margin. */
  maintenanceMargin: Ratio;
}>;
