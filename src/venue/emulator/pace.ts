import { ms } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';

/** How fast emulated time may go: at most `speed` times the wall's, and never to catch up what was missed. */
export type Pace = Readonly<{
  wall: () => number;
  /** The emulated moment that the wall has come to, if nothing was late. */
  now: () => number;
  /** Wall time until the emulated moment `at` may come; 0 when it may come now. */
  waitFor: (at: Ms) => number;
  /** Counts from here, at this speed: after a pause, time does not leap. */
  restart: (now: Ms, speed: number) => void;
}>;

/** @param wall Milliseconds of the wall clock. */
export function createPace(wall: () => number, start: Readonly<{ now: Ms; speed: number }>): Pace {
  let origin = { wall: wall(), emulated: start.now, speed: start.speed };
  return {
    wall,
    now: () => Math.floor(origin.emulated + (wall() - origin.wall) * origin.speed),
    restart: (from, speed) => void (origin = { wall: wall(), emulated: from, speed }),
    waitFor: (at) => {
      const waitMs = origin.wall + (at - origin.emulated) / origin.speed - wall();
      // Behind the wall: the pace is a ceiling, so what is late stays late.
      if (waitMs < -100) origin = { ...origin, wall: wall(), emulated: ms(at) };
      return Math.max(0, waitMs);
    },
  };
}
