import type { Breach } from '../risk/limits.ts';
import type { SafetySettings } from '../settings.ts';
import type { Ms } from '../units.ts';

/** NORMAL; DEGRADED: no new entries; HALTED: latched, the stop is the only desired order, and only an operator's reset lifts it. */
export type Mode = 'NORMAL' | 'DEGRADED' | 'HALTED';

/** `incarnation`: in which life of the run it was latched; in a later one the mode is called SAFE_HOLD. */
export type Latch = Readonly<{ reason: string; at: Ms; incarnation: number }>;

export type Safety = {
  /** An operator paused entries; only an operator resumes them. */
  paused: boolean;
  latch?: Latch;
  /** Soft limits exceeded now, by id, and when one was last seen. */
  soft: readonly string[];
  softAt?: Ms;
  /** Rises whenever entries stop being allowed; an entry approved under an older one is never sent. */
  epoch: number;
  /** Things that the venue did and that we did not think possible. */
  surprises: number;
};

export function initialSafety(): Safety {
  return { paused: false, soft: [], epoch: 0, surprises: 0 };
}

/** The mode that follows from what is known at `at`. DEGRADED clears itself after `cleanMs` without a soft breach. */
export function modeOf(safety: Safety, at: Ms, { cleanMs }: SafetySettings): Mode {
  if (safety.latch !== undefined) return 'HALTED';
  const recent = safety.softAt !== undefined && at < safety.softAt + cleanMs;
  return safety.paused || safety.soft.length > 0 || recent ? 'DEGRADED' : 'NORMAL';
}

/** Takes note of the soft breaches of this moment; true when entries were allowed until now and no longer are. */
export function observe(safety: Safety, degraded: readonly Breach[], at: Ms): boolean {
  const fresh = degraded.length > 0 && safety.soft.length === 0;
  if (degraded.length === 0 && safety.soft.length === 0) return false;
  safety.soft = degraded.map((breach) => breach.limit);
  if (degraded.length > 0) safety.softAt = at;
  if (fresh) safety.epoch += 1;
  return fresh;
}

/** Latches HALTED. The first reason stays; true when this call latched it. */
export function halt(safety: Safety, latch: Latch): boolean {
  if (safety.latch !== undefined) return false;
  safety.latch = latch;
  safety.epoch += 1;
  return true;
}

export function pause(safety: Safety): void {
  safety.paused = true;
  safety.epoch += 1;
}

export function resume(safety: Safety): void {
  safety.paused = false;
}

/** Lifts the latch; true when there was one. */
export function reset(safety: Safety): boolean {
  const latched = safety.latch !== undefined;
  delete safety.latch;
  return latched;
}
