import type { Ms } from '../../core/units.ts';
import { ms } from '../../core/units.ts';
import type { LiveVenueLinks } from '../../runtime/ports.ts';

/** One answer with the venue's time in it: it was taken at some moment between the two of ours. */
export type ClockSample = Readonly<{ sentAt: Ms; heardAt: Ms; serverTime: Ms }>;

export type Skew = Readonly<{
  observe: (sample: ClockSample) => void;
  /** How far the venue's clock is ahead of ours, by the best of the newest samples; 0 before the first. */
  offsetMs: () => number;
  /** The venue's clock, as well as we know it. */
  venueNow: (now: Ms) => Ms;
}>;

/** Samples are compared over this many: the one with the shortest round trip says it best. */
const compared = 8;

/**
 * Measures the difference of the clocks. Told to a person when it is certainly above the bound, and again when it is
 * certainly not: the round trip's length is given to the doubt.
 */
export function createSkew(boundMs: number, notify: LiveVenueLinks['notify']): Skew {
  const samples: { offset: number; doubt: number }[] = [];
  let isAbove = false;
  const best = (): { offset: number; doubt: number } =>
    samples.reduce((a, b) => (b.doubt <= a.doubt ? b : a), samples[0] ?? { offset: 0, doubt: 0 });
  const observe = ({ sentAt, heardAt, serverTime }: ClockSample): void => {
    const doubt = (heardAt - sentAt) / 2;
    samples.push({ offset: serverTime - (sentAt + doubt), doubt });
    if (samples.length > compared) samples.shift();
    const { offset, doubt: left } = best();
    const now = isAbove ? Math.abs(offset) + left > boundMs : Math.abs(offset) - left > boundMs;
    if (now === isAbove) return;
    isAbove = now;
    const details = { offset_ms: Math.round(offset), doubt_ms: Math.round(left), bound_ms: boundMs };
    notify(now ? 'critical' : 'info', now ? 'CLOCK_SKEW' : 'CLOCK_SKEW_CLEARED', details);
  };
  const offsetMs = (): number => Math.round(best().offset);
  return { observe, offsetMs, venueNow: (now) => ms(now + offsetMs()) };
}
