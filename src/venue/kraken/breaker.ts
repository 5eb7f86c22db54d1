import { later } from '../../core/units.ts';
import type { Ms } from '../../core/units.ts';
import type { Clock } from '../../runtime/ports.ts';
import type { Lane } from './limiter.ts';

export type BreakerOptions = Readonly<{
  clock: Clock;
  /** Failures in a row that open it. */
  failuresMax: number;
  /** How long it stays open before one call may try again. */
  restMs: number;
  changed: (state: 'open' | 'closed', failures: number) => void;
}>;

export type Breaker = Readonly<{
  /** What adds no risk is always tried: silence is no reason to leave a position naked. */
  allows: (lane: Lane) => boolean;
  succeeded: () => void;
  failed: () => void;
}>;

/** Stops asking a venue that does not answer. After a rest a single call tries; its outcome closes it or opens it again. */
export function createBreaker({ clock, failuresMax, restMs, changed }: BreakerOptions): Breaker {
  let failures = 0;
  let openUntil: Ms | undefined;
  return {
    allows: (lane) => {
      if (openUntil === undefined || lane === 'protective' || lane === 'reducing') return true;
      if (clock.now() < openUntil) return false;
      openUntil = later(clock.now(), restMs);
      return true;
    },
    succeeded: () => {
      if (openUntil !== undefined) changed('closed', failures);
      failures = 0;
      openUntil = undefined;
    },
    failed: () => {
      failures += 1;
      if (failures < failuresMax) return;
      if (openUntil === undefined) changed('open', failures);
      openUntil = later(clock.now(), restMs);
    },
  };
}
