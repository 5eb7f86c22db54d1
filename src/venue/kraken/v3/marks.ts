import type { InstrumentId, Price } from '../../../core/units.ts';
import type { LiveVenueLinks } from '../../../runtime/ports.ts';
import { decimalOf, instrumentOf } from '../decode.ts';

export type MarksOptions = Readonly<{
  clock: LiveVenueLinks['clock'];
  hear: LiveVenueLinks['hear'];
  busyMs: number;
  idleMs: number;
  /** Whether something is at stake there: a position, or a working order. */
  isBusy: (instrument: InstrumentId) => boolean;
}>;
export type Marks = Readonly<{ heard: (product: string, mark: number) => void }>;

/** Marks as often as they matter: in each stretch of time the first that comes. */
export function createMarks({ clock, hear, busyMs, idleMs, isBusy }: MarksOptions): Marks {
  const stretches = new Map<InstrumentId, string>();
  const heard = (product: string, mark: number): void => {
    const instrument = instrumentOf(product);
    const price = decimalOf<Price>(mark);
    if (instrument === undefined || !price.ok || price.value <= 0n) return;
    const spanMs = isBusy(instrument) ? busyMs : idleMs;
    const stretch = `${spanMs} ${Math.floor(clock.now() / spanMs)}`;
    if (stretches.get(instrument) === stretch) return;
    stretches.set(instrument, stretch);
    hear([{ type: 'mark.observed', instrument, price: price.value }]);
  };
  return { heard };
}
